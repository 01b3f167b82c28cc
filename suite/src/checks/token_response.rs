//! The Successful Token Response (CIBA Core 1.0, section 10.1.1; OpenID Connect Core 1.0, section 3.1.3.3).

use serde_json::{Map, Value};

use super::judge::not_stored;
use super::message::{describe, describe_member, positive_integer, response_object};
use super::oracle;
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::jose::repeated_member;

/// The tokens that a client received, by the token endpoint or by a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// `access_token`
    pub access_token: String,
    /// `id_token`
    pub id_token: String,
    /// `refresh_token`, if there is one.
    pub refresh_token: Option<String>,
    /// `scope`, if there is one.
    pub scope: Option<String>,
}

/// The requirement that names the members, which differs with the way of delivery.
pub(super) fn tokens_in(
    members: &Map<String, Value>,
    requirement: &str,
) -> Result<Tokens, Violations> {
    let mut judge = Judge::new();
    let mut required = |name: &str| {
        let value = members
            .get(name)
            .and_then(Value::as_str)
            .filter(|value| !value.is_empty());
        judge.must(
            value.is_some(),
            requirement,
            &format!("{name}, a string that is not empty"),
            &describe_member(members, name),
        );
        value.unwrap_or_default().to_owned()
    };
    let access_token = required("access_token");
    let id_token = required("id_token");
    let token_type = required("token_type");
    if !token_type.is_empty() {
        judge.must(
            token_type.eq_ignore_ascii_case("bearer"),
            requirement,
            "token_type Bearer, in any letter case: no other type was negotiated",
            &describe_member(members, "token_type"),
        );
    }
    judge.must(
        members
            .get("expires_in")
            .is_none_or(|value| positive_integer(value).is_some()),
        requirement,
        "no expires_in, or a JSON number, a positive integer",
        &describe_member(members, "expires_in"),
    );
    judge.must(
        is_printable(&access_token),
        requirement,
        "access_token of printable ASCII characters (RFC 6749, appendix A.12)",
        &describe_member(members, "access_token"),
    );
    judge.must(
        members.get("refresh_token").is_none_or(|value| {
            value
                .as_str()
                .is_some_and(|token| !token.is_empty() && is_printable(token))
        }),
        requirement,
        "no refresh_token, or a string of printable ASCII characters that is not empty (RFC 6749, appendix A.17)",
        &describe_member(members, "refresh_token"),
    );
    let refresh_token = members
        .get("refresh_token")
        .and_then(Value::as_str)
        .map(str::to_owned);
    judge.verdict(Tokens {
        access_token,
        id_token,
        refresh_token,
        scope: members
            .get("scope")
            .and_then(Value::as_str)
            .map(str::to_owned),
    })
}

/// `*VSCHAR` (RFC 6749, appendix A).
fn is_printable(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~'))
}

/// 200, JSON, and the members of a success.
pub fn success(exchange: &Exchange) -> Result<Tokens, Violations> {
    const REQUIREMENT: &str = "CIBA-10.1.1-01";
    let response = &exchange.response;
    if response.status != 200 {
        return Err(Violation::must(
            REQUIREMENT,
            "HTTP 200 with the tokens: the user has approved",
            describe(response),
        )
        .into());
    }
    let members = response_object(response)
        .map_err(|actual| Violation::must(REQUIREMENT, "a JSON object", actual))?;
    let mut judge = Judge::new();
    judge.must_be_json(response, REQUIREMENT);
    judge.must(
        !members.contains_key("error"),
        REQUIREMENT,
        "no error beside tokens",
        &describe_member(&members, "error"),
    );
    let repeated = repeated_member(&response.body);
    judge.must(
        repeated.is_none(),
        "C-6749-13",
        "no response parameter more than once",
        &format!("{} twice", repeated.as_deref().unwrap_or_default()),
    );
    let tokens = judge.include(tokens_in(&members, REQUIREMENT));
    judge.verdict(tokens).and_then(|tokens| {
        tokens.ok_or_else(|| Violation::must(REQUIREMENT, "tokens", "none").into())
    })
}

/// Tokens may not be stored by anything on the way.
pub fn no_store(exchange: &Exchange) -> Result<(), Violations> {
    not_stored(exchange, oracle::TOKENS_STORED, "CIBA-10.1.1-02")
}
