//! The redactor leaves no secret, wherever it stands.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use suite::http::{Exchange, Party, Redactor, Request, Response};
use suite::report::{request_text, response_text};

use crate::config;

const MEMBERS: [&str; 11] = [
    "auth_req_id",
    "access_token",
    "refresh_token",
    "id_token",
    "id_token_hint",
    "client_secret",
    "client_assertion",
    "client_notification_token",
    "user_code",
    "login_hint_token",
    "request",
];

/// Where a secret stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Form,
    Query,
    RequestJson,
    ResponseJson,
    NestedJson,
    Bearer,
    Basic,
}

const PLACES: [Place; 7] = [
    Place::Form,
    Place::Query,
    Place::RequestJson,
    Place::ResponseJson,
    Place::NestedJson,
    Place::Bearer,
    Place::Basic,
];

/// Tokens, passwords and codes; what is shorter occurs by chance.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9._~+/=-]{12,60}",
        // A secret may hold what form, JSON and URL each write in their own way.
        "[A-Za-z0-9%&+ \"\\\\é/<>]{4}[A-Za-z0-9%&+ \"\\\\é/<>]{12,40}",
    ]
    .prop_filter("blanks at an end", |secret| secret.trim() == secret)
}

fn form(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("scope", "openid")
        .append_pair(name, value)
        .finish()
}

fn exchange(place: Place, name: &str, secret: &str) -> Exchange {
    let mut request = Request {
        method: "POST".to_owned(),
        url: "https://op.example/token".to_owned(),
        headers: vec![("accept".to_owned(), "application/json".to_owned())],
        body: Vec::new(),
    };
    let mut body = String::new();
    let mut authorize = |value: String| request.headers.push(("authorization".to_owned(), value));
    match place {
        Place::Form => request.body = form(name, secret).into_bytes(),
        Place::Query => request.url = format!("{}?{}", request.url, form(name, secret)),
        Place::RequestJson => request.body = json!({name: secret}).to_string().into_bytes(),
        Place::ResponseJson => body = json!({"a": [{name: secret}]}).to_string(),
        Place::NestedJson => {
            let inner = json!({name: secret}).to_string();
            body = json!({"responseContent": inner}).to_string();
        }
        Place::Bearer => authorize(format!("Bearer {secret}")),
        Place::Basic => {
            let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            authorize(format!(
                "Basic {}",
                STANDARD.encode(format!("id:{encoded}"))
            ));
        }
    }
    Exchange {
        from: Party::Client,
        to: Party::Op,
        request,
        response: Response {
            status: 200,
            headers: Vec::new(),
            body: body.into_bytes(),
        },
        duration: Duration::ZERO,
    }
}

/// The ways in which a text may stand in a report.
fn writings(secret: &str) -> Vec<String> {
    let json = json!(secret).to_string();
    let json = json.trim_matches('"').to_owned();
    let nested = json!(json).to_string().trim_matches('"').to_owned();
    let encoded = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    vec![secret.to_owned(), encoded, json, nested]
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn no_secret_is_left_in_a_report(
        secret in secret(),
        place in select(&PLACES[..]),
        name in select(&MEMBERS[..]),
    ) {
        let exchange = exchange(place, name, &secret);
        let mut redactor = Redactor::new();

        redactor.learn_exchange(&exchange);
        let shown = format!(
            "{}\n{}",
            request_text(&exchange.request, &redactor),
            response_text(&exchange.response, &redactor)
        );

        for writing in writings(&secret) {
            prop_assert!(!shown.contains(&writing), "{writing} in {shown}");
        }
        let is_named = shown.contains(" #1]");
        prop_assert!(is_named, "{}", shown);
    }

    #[test]
    fn a_secret_that_was_seen_is_hidden_everywhere_else(
        secret in "[A-Za-z0-9._~+/=-]{12,60}",
        name in select(&MEMBERS[..]),
        before in "[ -~]{0,20}",
        after in "[ -~]{0,20}",
    ) {
        let mut redactor = Redactor::new();
        redactor.learn_exchange(&exchange(Place::Form, name, &secret));

        let shown = redactor.redact(&format!("{before}{secret}{after}"));

        prop_assert!(!shown.contains(&secret));
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is(text in any::<String>()) {
        prop_assert_eq!(Redactor::new().redact(&text), text);
    }
}
