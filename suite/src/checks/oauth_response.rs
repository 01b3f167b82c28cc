//! The Successful Response of OAuth (RFC 6749, section 5.1), whoever delivers it.

use serde_json::{Map, Value};

use super::judge::not_stored;
use super::message::{describe, describe_member, json_object, positive_integer};
use super::oracle;
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Request};
use crate::jose::repeated_member;

const REQUIREMENT: &str = "C-6749-01";

/// 200, JSON, and the members in their forms.
pub fn token_response(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let mut judge = Judge::new();
    judge.must(
        response.status == 200,
        REQUIREMENT,
        "HTTP 200",
        &describe(response),
    );
    judge.must_be_json(response, REQUIREMENT);
    judge.include(members(&response.body));
    judge.verdict(())
}

/// A push has the same members (CIBA Core 1.0, section 10.3.1).
pub fn push(request: &Request) -> Result<(), Violations> {
    members(&request.body)
}

/// A token response that tells how long the access token lives.
pub fn lifetime_told(body: &[u8]) -> Result<(), Violations> {
    let members = json_object(body).unwrap_or_default();
    let mut judge = Judge::new();
    judge.should(
        members.contains_key("expires_in"),
        REQUIREMENT,
        "expires_in, which is RECOMMENDED",
        &describe_member(&members, "expires_in"),
    );
    judge.verdict(())
}

fn members(body: &[u8]) -> Result<(), Violations> {
    let members = json_object(body)
        .map_err(|actual| Violation::must(REQUIREMENT, "a JSON object", actual))?;
    let mut judge = Judge::new();
    let mut text = |name: &str, required: bool, form: &str, is_allowed: fn(&str) -> bool| {
        let value = members.get(name);
        judge.must(
            value.map_or(!required, |value| value.as_str().is_some_and(is_allowed)),
            REQUIREMENT,
            &format!("{}{name}, {form}", if required { "" } else { "no " }),
            &describe_member(&members, name),
        );
    };
    text("access_token", true, "printable ASCII", is_token);
    text("token_type", true, "printable ASCII", is_token);
    text("refresh_token", false, "or printable ASCII", is_token);
    text(
        "scope",
        false,
        "or words with one space between them",
        is_scope,
    );
    judge_lifetime(&mut judge, &members);
    judge.must(
        !members.contains_key("error"),
        REQUIREMENT,
        "no error beside tokens",
        &describe_member(&members, "error"),
    );
    let repeated = repeated_member(body);
    judge.must(
        repeated.is_none(),
        "C-6749-13",
        "no response parameter more than once",
        &format!("{} twice", repeated.as_deref().unwrap_or_default()),
    );
    judge.verdict(())
}

fn judge_lifetime(judge: &mut Judge, members: &Map<String, Value>) {
    let lifetime = members.get("expires_in");
    judge.must(
        lifetime.is_none_or(|value| positive_integer(value).is_some()),
        REQUIREMENT,
        "no expires_in, or a JSON number, a positive integer",
        &describe_member(members, "expires_in"),
    );
}

/// `1*VSCHAR` (RFC 6749, appendix A.12 and A.17).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '\u{20}'..='\u{7e}'))
}

/// `scope-token *( SP scope-token )` (RFC 6749, section 3.3).
fn is_scope(text: &str) -> bool {
    text.split(' ').all(|word| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| matches!(c, '\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'))
    })
}

/// Nothing on the way may store tokens.
pub fn no_store(exchange: &Exchange) -> Result<(), Violations> {
    not_stored(exchange, oracle::TOKENS_STORED, "C-6749-02")
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn a_scope_of_two_words_is_one() {
        let body =
            r#"{"access_token":"a","token_type":"Bearer","expires_in":1,"scope":"openid email"}"#;

        assert!(members(body.as_bytes()).is_ok());
    }

    #[test]
    fn a_member_that_stands_twice_and_an_error_beside_tokens_are_found() {
        for more in [r#""access_token":"b""#, r#""error":"invalid_grant""#] {
            let body =
                format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":1,{more}}}"#);

            assert!(members(body.as_bytes()).is_err(), "{more}");
        }
    }

    #[test]
    fn an_array_of_scopes_is_none() {
        let body =
            r#"{"access_token":"a","token_type":"Bearer","expires_in":1,"scope":["openid"]}"#;

        assert!(members(body.as_bytes()).is_err());
    }
}
