//! The checks on generated bodies: what is right passes, what is wrong in one place does not, nothing panics.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use suite::checks::acknowledgement;
use suite::checks::oauth_error::{self, Endpoint};
use suite::checks::{
    authentication_error, entropy, granted_scope, http, jwk_set, metadata, oauth_response, refresh,
    server_metadata, token_error, token_response, userinfo,
};
use suite::http::{Exchange, Party, Request, Response};
use suite::protocol::{Level, RequirementId};

use crate::{accepted, config};

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Exchange {
    Exchange {
        from: Party::Client,
        to: Party::Op,
        request: Request {
            method: "POST".to_owned(),
            url: "https://op.example/token".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        },
        response: Response {
            status,
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("cache-control".to_owned(), "no-store".to_owned()),
            ],
            body: body.into(),
        },
        duration: Duration::ZERO,
    }
}

/// Any JSON, not too deep.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// Members that no clause knows, which a client overlooks.
fn strangers() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("x_[a-z]{1,8}", json_value(), 0..3)
        .prop_map(|members| members.into_iter().collect())
}

fn acknowledgement() -> impl Strategy<Value = Value> {
    let interval = prop::option::of(1..10_000_u64);
    (
        "[A-Za-z0-9._-]{1,200}",
        1..10_000_000_u64,
        interval,
        strangers(),
    )
        .prop_map(|(auth_req_id, expires_in, interval, mut members)| {
            members.insert("auth_req_id".to_owned(), json!(auth_req_id));
            members.insert("expires_in".to_owned(), json!(expires_in));
            if let Some(interval) = interval {
                members.insert("interval".to_owned(), json!(interval));
            }
            Value::Object(members)
        })
}

fn token_body() -> impl Strategy<Value = Value> {
    let refresh_token = prop::option::of("[!-~]{1,80}");
    let token_type = select(&["Bearer", "bearer", "BEARER"][..]);
    let tokens = (
        "[!-~]{1,80}",
        "[A-Za-z0-9_-]{1,40}",
        token_type,
        refresh_token,
    );
    (tokens, 1..1_000_000_u64, strangers()).prop_map(|(tokens, expires_in, mut members)| {
        let (access_token, id_token, token_type, refresh_token) = tokens;
        members.insert("access_token".to_owned(), json!(access_token));
        members.insert("id_token".to_owned(), json!(id_token));
        members.insert("token_type".to_owned(), json!(token_type));
        members.insert("expires_in".to_owned(), json!(expires_in));
        if let Some(refresh_token) = refresh_token {
            members.insert("refresh_token".to_owned(), json!(refresh_token));
        }
        Value::Object(members)
    })
}

/// What no positive integer is.
fn no_positive_integer() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(0)),
        any::<bool>().prop_map(Value::from),
        (i64::MIN..=0).prop_map(Value::from),
        (1..1000_u32).prop_map(|number| json!(f64::from(number) + 0.5)),
        (1..1000_u32).prop_map(|number| json!(number.to_string())),
        (1..1000_u32).prop_map(|number| json!([number])),
    ]
}

/// What no text with something in it is.
fn no_text() -> impl Strategy<Value = Value> {
    json_value().prop_filter("a text", |value| value.as_str().is_none_or(str::is_empty))
}

fn members_of(exchange: &Exchange) -> suite::checks::Members {
    serde_json::from_slice(&exchange.response.body).unwrap_or_default()
}

/// Every check of an answer, for its verdict on anything at all: not to panic.
fn judge_by_everything(exchange: &Exchange) {
    let requirement = RequirementId::from("C-6749-04");
    let members = members_of(exchange);
    let level = Level::Must;
    drop(accepted(exchange));
    drop(acknowledgement::expires_in(exchange));
    drop(acknowledgement::interval(exchange));
    drop(acknowledgement::no_interval(exchange));
    drop(authentication_error::form(exchange));
    drop(authentication_error::challenges_basic(exchange));
    drop(http::token_request_not_processed(exchange));
    drop(http::method_not_allowed(exchange, &requirement, level));
    drop(metadata::document(exchange, "https://op.example"));
    drop(jwk_set::jwk_set(exchange));
    drop(metadata::delivery_modes(&members));
    drop(oauth_error::form(exchange, Endpoint::Authentication));
    drop(oauth_error::form(exchange, Endpoint::Token));
    drop(oauth_response::token_response(exchange));
    drop(refresh::success(exchange));
    drop(refresh::not_widened(exchange, "email"));
    drop(granted_scope::judged_alike(&[
        exchange.clone(),
        exchange.clone(),
    ]));
    drop(server_metadata::endpoints(
        &members,
        "https://op.example",
        None,
    ));
    drop(server_metadata::lists_are_arrays(&members));
    drop(server_metadata::required(&members));
    let _ = token_error::code(exchange);
    drop(token_error::form(exchange));
    drop(token_response::success(exchange));
    drop(userinfo::same_subject(exchange, "e30.e30.e30"));
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn a_right_acknowledgement_is_accepted_as_it_is(body in acknowledgement()) {
        let exchange = answer(200, body.to_string());

        let accepted = accepted(&exchange).expect("a right acknowledgement");

        prop_assert_eq!(Some(accepted.auth_req_id.as_str()), body["auth_req_id"].as_str());
        prop_assert_eq!(accepted.expires_in, body["expires_in"].as_u64());
        prop_assert_eq!(accepted.interval, body["interval"].as_u64());
        prop_assert!(acknowledgement::expires_in(&exchange).is_ok());
        prop_assert!(acknowledgement::interval(&exchange).is_ok());
        prop_assert!(acknowledgement::auth_req_id_characters(&accepted.auth_req_id).is_ok());
    }

    #[test]
    fn an_acknowledgement_with_a_wrong_number_is_not_right(
        mut body in acknowledgement(),
        number in no_positive_integer(),
        name in select(&["expires_in", "interval"][..]),
    ) {
        body[name] = number;
        let exchange = answer(200, body.to_string());

        let verdicts = [
            acknowledgement::expires_in(&exchange),
            acknowledgement::interval(&exchange),
        ];

        prop_assert_eq!(verdicts.iter().filter(|verdict| verdict.is_err()).count(), 1);
    }

    #[test]
    fn an_acknowledgement_without_an_auth_req_id_is_none(
        mut body in acknowledgement(),
        wrong in prop::option::of(no_text()),
    ) {
        match wrong {
            Some(value) => body["auth_req_id"] = value,
            None => drop(body.as_object_mut().unwrap().remove("auth_req_id")),
        }

        prop_assert!(accepted(&answer(200, body.to_string())).is_err());
    }

    #[test]
    fn an_acknowledgement_has_status_200(body in acknowledgement(), status in 100..600_u16) {
        prop_assert_eq!(accepted(&answer(status, body.to_string())).is_ok(), status == 200);
    }

    #[test]
    fn right_tokens_are_taken_as_they_are(body in token_body()) {
        let exchange = answer(200, body.to_string());

        let tokens = token_response::success(&exchange).expect("a right token response");

        prop_assert_eq!(Some(tokens.access_token.as_str()), body["access_token"].as_str());
        prop_assert_eq!(tokens.refresh_token.as_deref(), body["refresh_token"].as_str());
        prop_assert!(oauth_response::token_response(&exchange).is_ok());
    }

    #[test]
    fn a_token_response_with_one_wrong_member_is_not_right(
        mut body in token_body(),
        name in select(&["access_token", "id_token", "token_type"][..]),
        wrong in prop::option::of(no_text()),
    ) {
        match wrong {
            Some(value) => body[name] = value,
            None => drop(body.as_object_mut().unwrap().remove(name)),
        }

        prop_assert!(token_response::success(&answer(200, body.to_string())).is_err());
    }

    #[test]
    fn a_token_response_with_a_wrong_lifetime_is_not_right(
        mut body in token_body(),
        number in no_positive_integer(),
    ) {
        body["expires_in"] = number;
        let exchange = answer(200, body.to_string());

        prop_assert!(token_response::success(&exchange).is_err());
        prop_assert!(oauth_response::token_response(&exchange).is_err());
    }

    #[test]
    fn an_error_may_hold_printable_ascii_alone(text in any::<String>()) {
        let allowed = text.chars().all(|c| (' '..='~').contains(&c) && c != '"' && c != '\\');
        let body = json!({"error": "invalid_request", "error_description": text});

        let verdict = oauth_error::form(&answer(400, body.to_string()), Endpoint::Token);

        prop_assert_eq!(verdict.is_ok(), allowed);
    }

    #[test]
    fn no_check_panics_on_any_bytes(
        status in 100..600_u16,
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        judge_by_everything(&answer(status, body));
    }

    #[test]
    fn no_check_panics_on_any_json(
        body in json_value(),
        names in prop::collection::vec((select(&NAMES[..]), json_value()), 0..4),
    ) {
        let mut body = body;
        if let Some(members) = body.as_object_mut() {
            members.extend(names.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }

        judge_by_everything(&answer(200, body.to_string()));
    }

    #[test]
    fn tokens_of_any_text_are_measured(samples in prop::collection::vec(any::<String>(), 0..5)) {
        drop(entropy::tokens(&samples));
        drop(acknowledgement::auth_req_id_entropy(&samples));
        drop(acknowledgement::auth_req_ids_differ(&samples));
    }
}

const NAMES: [&str; 10] = [
    "auth_req_id",
    "expires_in",
    "interval",
    "access_token",
    "token_type",
    "id_token",
    "error",
    "error_description",
    "keys",
    "scopes_supported",
];
