//! What every call of the Client Notification Endpoint owes, and the Ping Callback (CIBA Core 1.0, sections 9 and
//! 10.2).

use std::time::Duration;

use serde_json::Value;

use super::byte_order_mark::unmarked;
use super::message::{describe_body, describe_header, describe_member, is_json, json_object};
use super::oracle::Ruling;
use super::{Judge, Violation, Violations};
use crate::http::Request;
use crate::jose::repeated_member;
use crate::protocol::RequirementId;
use crate::violation::{Actual, Came};

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
    if let Some(found) = decorated(&values, token) {
        return Err(found.into());
    }
    let mut judge = Judge::new();
    judge.must(
        right,
        requirement.as_str(),
        &format!("Authorization: Bearer {token}, the client_notification_token of this request"),
        &describe_header("Authorization", values.first().copied()),
    );
    judge.verdict(())
}

/// A bearer token with something around it: that is a matter of how bearer tokens are written, wherever one is.
pub(super) fn decorated(values: &[&str], token: &str) -> Option<Violation> {
    let [value] = values else {
        return None;
    };
    let (scheme, credentials) = value.split_once(' ')?;
    let credentials = credentials.trim_start_matches(' ');
    // What may belong to a token makes it another one.
    let alone =
        credentials.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"-._~+/=".contains(c));
    let is_more = credentials != token && alone == token;
    (scheme.eq_ignore_ascii_case("bearer") && is_more).then(|| {
        let expected = format!("one header \"Authorization: Bearer {token}\"");
        let actual = Actual::new(
            describe_header("Authorization", Some(value)),
            Came::Kind("a bearer token with something around it"),
        );
        Violation::must("C-6750-01", expected, actual).of_form()
    })
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
    judge.include(unmarked(&request.body));
    judge.verdict(())
}

/// The call came to the address that the client registered, of which `own` is the end; not to that of another client, of
/// which there are `others`, nor to any other.
pub fn addressee(
    request: &Request,
    own: &str,
    others: &[&str],
    requirement: &str,
) -> Result<(), Violations> {
    let path = request.url.split('?').next().unwrap_or_default();
    let is_at = |end: &str| {
        path.strip_suffix(end)
            .is_some_and(|base| base.ends_with('/'))
    };
    let whose = if others.iter().any(|other| is_at(other)) {
        "where another client is called"
    } else {
        "which is no client's"
    };
    let mut judge = Judge::new();
    judge.must(
        is_at(own),
        requirement,
        &format!("a call of the client's own notification endpoint, which ends in /{own} (notification_path in the target file)"),
        &format!("{path}, {whose}"),
    );
    judge.verdict(())
}

/// One more call came than were known before; `waited` is how long the client listened after the user's decision.
pub fn one_more<'a, T>(
    calls: &'a [T],
    known: usize,
    requirement: &str,
    waited: Duration,
) -> Result<&'a T, Violations> {
    calls.get(known).ok_or_else(|| {
        let text = format!("none within {} s of the decision", waited.as_secs());
        let expected = "a call of the client notification endpoint";
        Violation::must(requirement, expected, Actual::new(text, Came::NoCallback)).into()
    })
}

/// No further call followed the first one. A call that says the same once more harms nobody: its answer may have been
/// lost, and no clause forbids it. That is a warning; a call that says something else breaks the requirement.
pub fn one_call(calls: &[&Request], requirement: &RequirementId) -> Result<(), Violations> {
    let ruling = Ruling::on(requirement);
    let requirement = requirement.as_str();
    let mut judge = Judge::new();
    let Some((first, further)) = calls.split_first() else {
        return Ok(());
    };
    let differences: Vec<(usize, String)> = (2..)
        .zip(further)
        .filter_map(|(place, call)| Some((place, difference(first, call)?)))
        .collect();
    for (place, differs) in &differences {
        judge.must(
            false,
            requirement,
            "no call after the first, or the same once more",
            &Actual::new(
                format!("call {place} with {differs}"),
                Came::Kind("a further call with something else"),
            ),
        );
    }
    // Who says something else has called twice, which need not be said as well.
    if differences.is_empty() {
        let (once, actual) = (further.is_empty(), format!("{} calls", calls.len()));
        match ruling {
            Some(ruling) => judge.ruled(once, ruling, requirement, "one call", &actual),
            None => judge.should(once, requirement, "one call", &actual),
        }
    }
    judge.verdict(())
}

/// In what a call differs from the first one. ID Tokens may be signed anew: what they are about is judged elsewhere.
fn difference(first: &Request, call: &Request) -> Option<String> {
    let path = |request: &Request| request.url.split('?').next().map(str::to_owned);
    let token = |request: &Request| request.header("authorization").map(str::to_owned);
    if call.method != first.method {
        return Some(format!("method {}", call.method));
    }
    if path(call) != path(first) {
        return Some(format!("another address, {}", call.url));
    }
    if token(call) != token(first) {
        return Some(describe_header("Authorization", token(call).as_deref()));
    }
    let content = |request: &Request| {
        let mut members = json_object(&request.body).ok()?;
        members.remove("id_token");
        Some(members)
    };
    let same = match (content(first), content(call)) {
        (Some(first), Some(call)) => first == call,
        _ => first.body == call.body,
    };
    (!same).then(|| format!("another content, {}", describe_body(&call.body)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Level;

    fn call(token: &str, body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            url: "http://client/cb/own".to_owned(),
            headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
            body: body.as_bytes().to_vec(),
        }
    }

    fn levels(calls: &[&Request]) -> Vec<Level> {
        match one_call(calls, &"CIBA-10.2-01".into()) {
            Ok(()) => Vec::new(),
            Err(violations) => {
                let found = violations.into_vec();
                found.iter().map(|violation| violation.level).collect()
            }
        }
    }

    #[test]
    fn the_same_call_once_more_is_a_warning_and_another_call_is_not() {
        let first = call("t", r#"{"auth_req_id":"1"}"#);
        let same = call("t", r#"{ "auth_req_id": "1" }"#);
        let without_token = call("", r#"{"auth_req_id":"1"}"#);
        let of_another = call("t", r#"{"auth_req_id":"2"}"#);

        assert_eq!(levels(&[&first]), []);
        assert_eq!(levels(&[&first, &same, &same]), [Level::Should]);
        for other in [&without_token, &of_another] {
            assert_eq!(levels(&[&first, other]), [Level::Must]);
        }
    }

    #[test]
    fn a_push_with_the_same_tokens_may_sign_its_id_token_anew() {
        let first = call("t", r#"{"access_token":"a","id_token":"1"}"#);
        let signed_anew = call("t", r#"{"access_token":"a","id_token":"2"}"#);
        let other_tokens = call("t", r#"{"access_token":"b","id_token":"1"}"#);

        assert_eq!(levels(&[&first, &signed_anew]), [Level::Should]);
        assert_eq!(levels(&[&first, &other_tokens]), [Level::Must]);
    }

    #[test]
    fn an_address_that_clients_share_is_the_own_one_of_each() {
        let call = call("t", "{}");
        let verdict = |own, others: &[&str]| addressee(&call, own, others, "CIBA-10.2-01").is_ok();

        assert!(verdict("own", &["other"]));
        assert!(verdict("own", &["own", "other"]));
        assert!(!verdict("elsewhere", &["other"]));
        assert!(!verdict("elsewhere", &["own"]));
    }
}
