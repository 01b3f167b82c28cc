//! What Authlete's OpenAPI description says about the members of answers: which there are, and of which type.
//!
//! Every answer that the tests of this folder get is held against it: a member that is not in the table, has another
//! type, is null or is missing fails the test.

mod flow;
mod settings;
mod types;

use serde_json::Value;

use super::always::needed;
use flow::{
    AUTHENTICATION, COMPLETE, CONTENT, FAIL, INTROSPECTION, ISSUE, TOKEN, USERINFO, USERINFO_ISSUE,
};
use settings::{CLIENT, CLIENT_LIST, CONFIGURATION, JWKS, SERVICE};
use types::Type::{Flag, Number, Object, Objects, OneOf, Text, Texts, TextsOf};
use types::{Members, Type};

const RESULT: Members = &[("resultCode", Text), ("resultMessage", Text)];

/// The members of an API's answers; the first part of a path decides.
const APIS: [(&str, Members); 16] = [
    ("service/configuration", CONFIGURATION),
    ("service/jwks/get", JWKS),
    ("backchannel/authentication/issue", ISSUE),
    ("backchannel/authentication/fail", FAIL),
    ("backchannel/authentication/complete", COMPLETE),
    ("backchannel/authentication", AUTHENTICATION),
    ("auth/token", TOKEN),
    ("auth/userinfo/issue", USERINFO_ISSUE),
    ("auth/userinfo", USERINFO),
    ("auth/introspection", INTROSPECTION),
    ("client/get/list", CLIENT_LIST),
    ("client/lock_flag", RESULT),
    ("client/", CLIENT),
    ("service/get", SERVICE),
    ("service/update", SERVICE),
    ("/", RESULT),
];

/// What is wrong with an answer, member by member.
pub(crate) fn violations(api: &str, status: u16, body: &Value) -> Vec<String> {
    let members = if status == 200 {
        APIS.iter().find(|(path, _)| api.starts_with(path))
    } else {
        APIS.last()
    };
    let mut found = Vec::new();
    if let (Some((_, members)), false) = (members, body.is_null()) {
        object(api, members, body, &mut found);
        let needed = if status == 200 {
            needed(api, body)
        } else {
            Vec::new()
        };
        let missing = needed.iter().filter(|name| body.get(name).is_none());
        found.extend(missing.map(|name| format!("{api}: {name} is missing")));
        content(api, &body["responseContent"], &mut found);
    }
    found
}

/// Looks into what is for the client. Two APIs put the value of a header there.
fn content(api: &str, text: &Value, found: &mut Vec<String>) {
    let Some(text) = text.as_str() else { return };
    let is_header = ["auth/userinfo", "auth/introspection"].contains(&api);
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(content)) => {
            for (name, value) in &content {
                if let Some((_, expected)) = CONTENT.iter().find(|(member, _)| member == name) {
                    check(
                        &format!("{api}: responseContent.{name}"),
                        expected,
                        value,
                        found,
                    );
                }
            }
        }
        _ if is_header || (api == "auth/userinfo/issue" && text.starts_with("Bearer ")) => (),
        _ => found.push(format!("{api}: responseContent is {text}")),
    }
}

fn object(place: &str, members: Members, value: &Value, found: &mut Vec<String>) {
    let Some(value) = value.as_object() else {
        found.push(format!("{place} is no object"));
        return;
    };
    for (name, value) in value {
        let place = format!("{place}: {name}");
        let known = members
            .iter()
            .chain(RESULT)
            .find(|(member, _)| member == name);
        match known {
            None => found.push(format!("{place} does not exist")),
            Some((_, expected)) => check(&place, expected, value, found),
        }
    }
}

fn check(place: &str, expected: &Type, value: &Value, found: &mut Vec<String>) {
    let is_text = |value: &Value| value.is_string();
    let is_one = |value: &Value, of: &[&str]| value.as_str().is_some_and(|text| of.contains(&text));
    let all = |right: &dyn Fn(&Value) -> bool| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(right))
    };
    let right = match expected {
        Text => is_text(value),
        Number => value.is_i64() || value.is_u64(),
        Flag => value.is_boolean(),
        Texts => all(&is_text),
        OneOf(of) => is_one(value, of),
        TextsOf(of) => all(&|value| is_one(value, of)),
        Object(members) => {
            object(place, members, value, found);
            true
        }
        Objects(members) => {
            for item in value.as_array().into_iter().flatten() {
                object(place, members, item, found);
            }
            value.is_array()
        }
    };
    if !right {
        found.push(format!("{place} is {value}"));
    }
}
