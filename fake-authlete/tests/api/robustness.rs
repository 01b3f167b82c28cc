//! Whatever comes in, something sensible comes out.

use std::sync::LazyLock;

use fake_authlete::Request;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Fake, basic, form};

static FAKE: LazyLock<Fake> = LazyLock::new(Fake::new);

const APIS: [&str; 5] = [
    "backchannel/authentication",
    "backchannel/authentication/issue",
    "backchannel/authentication/fail",
    "backchannel/authentication/complete",
    "auth/token",
];

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

fn member() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "parameters",
        "clientId",
        "clientSecret",
        "ticket",
        "reason",
        "result",
        "subject",
        "claims",
        "scopes",
        "properties",
        "authTime",
    ])
    .prop_map(ToOwned::to_owned)
}

fn parameter() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "scope",
        "login_hint",
        "id_token_hint",
        "login_hint_token",
        "client_notification_token",
        "requested_expiry",
        "acr_values",
        "request",
        "client_assertion",
        "grant_type",
        "auth_req_id",
        "refresh_token",
    ])
    .prop_map(ToOwned::to_owned)
}

proptest! {
    #[test]
    fn any_body_of_any_call_gets_an_answer_without_nulls(
        api in prop::sample::select(APIS.to_vec()),
        members in prop::collection::hash_map(member(), json_value(), 0..6),
    ) {
        let answer = FAKE.core.handle(&FAKE.request(api, &Value::from_iter(members)));

        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        prop_assert!(answer.status == 200 || answer.status == 400, "{}", answer.status);
        prop_assert!(body["resultCode"].is_string());
        prop_assert!(!has_null(&body), "{body}");
    }

    #[test]
    fn any_bytes_at_any_path_get_an_answer(
        path in any::<String>(),
        body in prop::collection::vec(any::<u8>(), 0..64),
        form in any::<bool>(),
    ) {
        let media_type = if form { "application/x-www-form-urlencoded" } else { "application/json" };
        let mut request = FAKE.request("auth/token", &json!({}));
        request.headers[1].1 = media_type.to_owned();
        request.body = body;

        let known = FAKE.core.handle(&request);
        let unknown = FAKE.core.handle(&Request { path, ..request });

        prop_assert!(known.status == 200 || known.status == 400);
        prop_assert!(unknown.status >= 400);
    }

    #[test]
    fn any_parameters_of_a_client_get_an_action(
        api in prop::sample::select(vec!["backchannel/authentication", "auth/token"]),
        parameters in prop::collection::vec((parameter(), any::<String>()), 0..8),
    ) {
        let pairs: Vec<_> = parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut body = basic("poll");
        body.insert("parameters".to_owned(), json!(form(&pairs)));

        let answer = FAKE.call(api, &Value::Object(body));

        prop_assert!(answer["action"].is_string());
        prop_assert!(!has_null(&answer), "{answer}");
    }
}
