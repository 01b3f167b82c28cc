//! The Push Callback and the Push Error Payload (CIBA Core 1.0, sections 10.3.1 and 12).

use serde_json::{Map, Value};

use super::error_form::plainly;
use super::message::{describe_body, describe_member, is_error_text, json_object};
use super::oracle;
use super::token_error::{LIFETIME, outlived};
use super::token_response::{Tokens, tokens_in};
use super::{Judge, Violation, Violations};
use crate::http::Request;
use crate::jose::repeated_member;
use crate::protocol::PushErrorCode;
use crate::violation::{Actual, Came};

/// The tokens, and the auth_req_id beside them.
pub fn tokens(request: &Request, auth_req_id: &str) -> Result<Tokens, Violations> {
    const REQUIREMENT: &str = "CIBA-10.3.1-02";
    let members = json_object(&request.body)
        .map_err(|actual| Violation::must(REQUIREMENT, "a JSON object", actual))?;
    let mut judge = Judge::new();
    judge.must(
        members.get("auth_req_id").and_then(Value::as_str) == Some(auth_req_id),
        REQUIREMENT,
        &format!("auth_req_id = \"{auth_req_id}\""),
        &describe_member(&members, "auth_req_id"),
    );
    judge.must(
        !members.contains_key("error"),
        REQUIREMENT,
        "no error beside tokens",
        &describe_member(&members, "error"),
    );
    let repeated = repeated_member(&request.body);
    judge.must(
        repeated.is_none(),
        REQUIREMENT,
        "no member more than once",
        &format!("{} twice", repeated.as_deref().unwrap_or_default()),
    );
    let tokens = judge.include(tokens_in(&members, REQUIREMENT));
    judge.verdict(tokens).and_then(|tokens| {
        tokens.ok_or_else(|| Violation::must(REQUIREMENT, "tokens", "none").into())
    })
}

/// The error is the expected one.
pub fn error_code(request: &Request, expected: PushErrorCode) -> Result<(), Violations> {
    let requirement = match expected {
        PushErrorCode::AccessDenied => "CIBA-12-01",
        PushErrorCode::ExpiredToken => "CIBA-12-06",
        PushErrorCode::TransactionFailed => "CIBA-12-08",
    };
    let members = payload(request, requirement)?;
    if let Some(found) = written_otherwise(&members) {
        return Err(found.into());
    }
    let mut judge = Judge::new();
    judge.must(
        members.get("error").and_then(Value::as_str) == Some(expected.as_str()),
        requirement,
        &format!("error = \"{expected}\""),
        &describe_member(&members, "error"),
    );
    judge.must(
        !["access_token", "id_token", "refresh_token"]
            .iter()
            .any(|name| members.contains_key(*name)),
        requirement,
        "no tokens beside an error",
        &describe_body(&request.body),
    );
    judge.verdict(())
}

/// No tokens came for a request that had run out.
pub fn has_ended(request: &Request) -> Result<(), Violations> {
    let members = json_object(&request.body).unwrap_or_default();
    if members.contains_key("access_token") || members.contains_key("id_token") {
        return Err(outlived(LIFETIME, &describe_body(&request.body)));
    }
    Ok(())
}

/// The payload tells that the request ran out, or that it failed for that, and nothing else.
pub fn tells_expiry(request: &Request, auth_req_id: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "CIBA-12-06";
    let members = payload(request, REQUIREMENT)?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let mut judge = Judge::new();
    judge.ruled(
        matches!(text("error"), Some("expired_token" | "transaction_failed")),
        oracle::LATE_CALL,
        REQUIREMENT,
        "error: expired_token (transaction_failed is tolerated)",
        &describe_member(&members, "error"),
    );
    judge.ruled(
        text("auth_req_id") == Some(auth_req_id),
        oracle::LATE_CALL,
        REQUIREMENT,
        &format!("auth_req_id = \"{auth_req_id}\""),
        &describe_member(&members, "auth_req_id"),
    );
    judge.verdict(())
}

/// The error is one of section 12.
pub fn error_is_known(request: &Request) -> Result<(), Violations> {
    let members = payload(request, "CIBA-12-02")?;
    if let Some(found) = written_otherwise(&members) {
        return Err(found.into());
    }
    let mut judge = Judge::new();
    judge.must(
        members
            .get("error")
            .and_then(Value::as_str)
            .is_some_and(|code| PushErrorCode::parse(code).is_some()),
        "CIBA-12-02",
        "error: access_denied, expired_token or transaction_failed",
        &describe_member(&members, "error"),
    );
    judge_once(&mut judge, request, "CIBA-12-02", "error");
    judge.verdict(())
}

/// A code of section 12 that is not written as it is there.
fn written_otherwise(members: &Map<String, Value>) -> Option<Violation> {
    let code = members.get("error")?.as_str()?;
    let meant = PushErrorCode::parse(&plainly(code)).filter(|meant| meant.as_str() != code)?;
    let actual = Actual::new(
        describe_member(members, "error"),
        Came::Kind("an error code that is written otherwise"),
    );
    Some(Violation::must("CIBA-12-02", format!("error = \"{meant}\""), actual).of_form())
}

/// Whoever reads a payload that names a parameter twice takes one of the values.
fn judge_once(judge: &mut Judge, request: &Request, requirement: &str, name: &str) {
    let repeated = repeated_member(&request.body);
    judge.must(
        repeated.as_deref() != Some(name),
        requirement,
        &format!("{name} once"),
        &format!("{name} twice"),
    );
}

/// The payload names the authentication request.
pub fn error_auth_req_id(request: &Request, auth_req_id: &str) -> Result<(), Violations> {
    let members = payload(request, "CIBA-12-03")?;
    let mut judge = Judge::new();
    judge.must(
        members.get("auth_req_id").and_then(Value::as_str) == Some(auth_req_id),
        "CIBA-12-03",
        &format!("auth_req_id = \"{auth_req_id}\""),
        &describe_member(&members, "auth_req_id"),
    );
    judge_once(&mut judge, request, "CIBA-12-03", "auth_req_id");
    judge.verdict(())
}

/// The description, if there is one, is printable ASCII without quotes and backslashes.
pub fn error_description(request: &Request) -> Result<(), Violations> {
    let members = payload(request, "CIBA-12-04")?;
    let mut judge = Judge::new();
    judge.must(
        members
            .get("error_description")
            .is_none_or(|value| value.as_str().is_some_and(is_error_text)),
        "CIBA-12-04",
        "no error_description, or one in %x20-21 / %x23-5B / %x5D-7E",
        &describe_member(&members, "error_description"),
    );
    judge.verdict(())
}

fn payload(request: &Request, requirement: &str) -> Result<Map<String, Value>, Violations> {
    json_object(&request.body)
        .map_err(|actual| Violation::must(requirement, "a JSON object", actual).into())
}

/// However often a push is sent, it holds the same tokens: the user agreed once, so that there is one grant (CIBA Core 1.0,
/// section 8). A repetition of the first is nobody's harm.
pub fn one_grant(pushes: &[&Request]) -> Result<(), Violations> {
    let member = |push: &Request, name: &str| {
        let members = json_object(&push.body).unwrap_or_default();
        members.get(name).cloned()
    };
    let mut judge = Judge::new();
    let Some((first, further)) = pushes.split_first() else {
        return Ok(());
    };
    for (place, push) in (2..).zip(further) {
        for name in ["access_token", "refresh_token", "scope"] {
            judge.must(
                member(push, name) == member(first, name),
                "CIBA-8-04",
                &format!("the same {name} in every push: the user agreed once"),
                &format!("call {place} with another one"),
            );
        }
    }
    judge.verdict(())
}
