//! What every call of the Client Notification Endpoint owes, and the Ping Callback (CIBA Core 1.0, sections 9 and
//! 10.2).

use serde_json::Value;

use super::message::{describe_body, describe_header, describe_member, is_json, json_object};
use super::{Judge, Violation, Violations};
use crate::http::Request;
use crate::jose::repeated_member;
use crate::spec::RequirementId;

/// The request carries the client_notification_token of the authentication request as a bearer token.
pub fn bearer_token(
    request: &Request,
    token: &str,
    requirement: &RequirementId,
) -> Result<(), Violations> {
    let values: Vec<&str> = request.header_values("authorization").collect();
    let right = match values.as_slice() {
        [value] => value.split_once(' ').is_some_and(|(scheme, credentials)| {
            // At least one space: RFC 6750, section 2.1.
            scheme.eq_ignore_ascii_case("bearer") && credentials.trim_start_matches(' ') == token
        }),
        _ => false,
    };
    let mut judge = Judge::new();
    judge.must(
        right,
        requirement.as_str(),
        &format!("Authorization: Bearer {token}, the client_notification_token of this request"),
        &describe_header("Authorization", values.first().copied()),
    );
    judge.verdict(())
}

/// The media type is application/json, and there is no other beside it.
pub fn media_type(request: &Request, requirement: &str) -> Result<(), Violations> {
    let types: Vec<&str> = request.header_values("content-type").collect();
    let mut judge = Judge::new();
    judge.must(
        matches!(types.as_slice(), [one] if is_json(Some(one))),
        requirement,
        "Content-Type: application/json",
        &describe_header("Content-Type", types.last().copied()),
    );
    judge.verdict(())
}

/// The call came to the client's own address, not to that of another client. Each client has registered the address
/// that ends in its id; an address of another form says nothing.
pub fn addressee(request: &Request, others: &[&str], requirement: &str) -> Result<(), Violations> {
    let path = request.url.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let mut judge = Judge::new();
    judge.must(
        !others.contains(&last),
        requirement,
        "a call of the notification endpoint that the client has registered",
        &format!("a call of that of {last}"),
    );
    judge.verdict(())
}

/// A Ping Callback is a POST of the auth_req_id and nothing else.
pub fn ping_body(request: &Request, auth_req_id: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "CIBA-10.2-05";
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
        members.keys().all(|name| name == "auth_req_id")
            && repeated_member(&request.body).is_none(),
        REQUIREMENT,
        "a body with auth_req_id alone",
        &describe_body(&request.body),
    );
    judge.verdict(())
}

/// The call is a POST.
pub fn is_post(request: &Request, requirement: &str) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        request.method == "POST",
        requirement,
        "an HTTP POST to the client notification endpoint",
        &request.method,
    );
    judge.verdict(())
}
