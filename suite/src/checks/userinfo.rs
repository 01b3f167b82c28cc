//! The UserInfo Response (OpenID Connect Core 1.0, section 5.3.2).

use serde_json::Value;

use super::message::{describe, json_object};
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::jose::DecodedJwt;
use crate::protocol::RequirementId;

const REQUIREMENT: &str = "C-IDT-13";

/// The access token is good for something: it opens the UserInfo Endpoint, whatever was tried with what it came for.
pub fn still_works(exchange: &Exchange, requirement: &RequirementId) -> Result<(), Violations> {
    let response = &exchange.response;
    let mut judge = Judge::new();
    judge.must(
        response.status == 200,
        requirement.as_str(),
        "HTTP 200 of the UserInfo Endpoint: the access token was issued to be used",
        &describe(response),
    );
    judge.verdict(())
}

/// The sub of UserInfo is exactly that of the ID Token. UserInfo may be a signed JWT; an encrypted one is not read.
pub fn same_subject(exchange: &Exchange, id_token: &str) -> Result<(), Violations> {
    let response = &exchange.response;
    let claims = json_object(&response.body).map(Value::Object).or_else(|_| {
        let text = String::from_utf8_lossy(&response.body).into_owned();
        DecodedJwt::parse(text.trim()).map(|jwt| jwt.claims)
    });
    let expected = DecodedJwt::parse(id_token)
        .map_err(|error| Violation::must(REQUIREMENT, "an ID Token", error.to_string()))?
        .claims;
    let subject = |claims: &Value| claims.get("sub").and_then(Value::as_str).map(str::to_owned);
    let mut judge = Judge::new();
    judge.must(
        response.status == 200
            && claims.is_ok_and(|claims| {
                subject(&claims).is_some() && subject(&claims) == subject(&expected)
            }),
        REQUIREMENT,
        &format!(
            "HTTP 200 with sub = {:?}, the subject of the ID Token",
            subject(&expected).unwrap_or_default()
        ),
        &describe(response),
    );
    judge.verdict(())
}
