//! What a grant gives is its own (RFC 6749, sections 3.2, 5.1 and 6; CIBA Core 1.0, sections 8 and 10.1).

use serde_json::Value;

use super::message::{Members, describe, describe_member, json_object};
use super::{Judge, Violations};
use crate::http::Exchange;
use crate::jose::DecodedJwt;

/// A scope that the user was not asked for is not given because the token request names it; nor is the request answered
/// by anything but tokens or a refusal.
pub fn not_widened(exchange: &Exchange, extra: &str) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let refused =
        response.status == 400 && matches!(error(&members), "invalid_scope" | "invalid_request");
    let scope = members.get("scope").and_then(Value::as_str);
    let kept = response.status == 200
        && scope.is_none_or(|scope| scope.split(' ').all(|word| word != extra));
    let mut judge = Judge::new();
    judge.must(
        refused || kept,
        "C-6749-21",
        &format!(
            "tokens for what was granted, without {extra}, or HTTP 400 with error = \"invalid_scope\""
        ),
        &describe(response),
    );
    judge.verdict(())
}

/// A refresh gives tokens of the grant that its refresh token is of; or it is refused, which takes nothing away either.
pub fn of_the_first_grant(exchange: &Exchange, first: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-6749-22";
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let refused = response.status == 400 && error(&members) == "invalid_request";
    let mut judge = Judge::new();
    judge.must(
        response.status == 200 || refused,
        REQUIREMENT,
        "HTTP 200, or HTTP 400 with error = \"invalid_request\"",
        &describe(response),
    );
    let subject = |token: &str| {
        let decoded = DecodedJwt::parse(token).ok()?;
        Some(decoded.claims.get("sub")?.as_str()?.to_owned())
    };
    let again = members.get("id_token").and_then(Value::as_str);
    if let Some(again) = again.and_then(subject) {
        judge.must(
            subject(first).is_none_or(|subject| subject == again),
            REQUIREMENT,
            "an ID Token about the user of the refresh token",
            &describe_member(&members, "id_token"),
        );
    }
    judge.verdict(())
}

fn error(members: &Members) -> &str {
    let error = members.get("error").and_then(Value::as_str);
    error.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rstest::rstest;

    use super::*;
    use crate::http::{Party, Request, Response};

    #[rstest]
    #[case::ignored(200, r#"{"access_token":"a","scope":"openid"}"#, true)]
    #[case::not_told(200, r#"{"access_token":"a"}"#, true)]
    #[case::refused(400, r#"{"error":"invalid_scope"}"#, true)]
    #[case::widened(200, r#"{"access_token":"a","scope":"openid more"}"#, false)]
    #[case::forgotten(400, r#"{"error":"invalid_grant"}"#, false)]
    fn a_scope_that_was_not_granted_is_not_given(
        #[case] status: u16,
        #[case] body: &str,
        #[case] right: bool,
    ) {
        let exchange = Exchange {
            from: Party::Client,
            to: Party::Op,
            request: Request {
                method: "POST".to_owned(),
                url: String::new(),
                headers: Vec::new(),
                body: Vec::new(),
            },
            response: Response {
                status,
                headers: Vec::new(),
                body: body.as_bytes().to_vec(),
            },
            duration: Duration::ZERO,
        };

        assert_eq!(not_widened(&exchange, "more").is_ok(), right);
    }
}
