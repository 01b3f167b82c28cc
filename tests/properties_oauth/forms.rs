//! Any form gets an OAuth answer: never a 5xx, never a hang.

use proptest::prelude::*;
use proptest::sample::select;
use suite::checks::oauth_error::{Endpoint, form};
use suite::http::{Exchange, OutgoingRequest};
use suite::protocol::CIBA_GRANT_TYPE;

use crate::{config, stage};

/// Names that one of the endpoints knows.
const NAMES: [&str; 20] = [
    "scope",
    "login_hint",
    "login_hint_token",
    "id_token_hint",
    "client_notification_token",
    "acr_values",
    "binding_message",
    "user_code",
    "requested_expiry",
    "request",
    "request_uri",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "grant_type",
    "auth_req_id",
    "refresh_token",
    "redirect_uri",
    "resource",
];

/// Values that lead past the first refusal.
const VALUES: [&str; 8] = [
    "",
    "openid",
    "john@example.com",
    CIBA_GRANT_TYPE,
    "refresh_token",
    "poll-basic",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "eyJhbGciOiJub25lIn0.e30.",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(&VALUES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[0-9]{1,12}",
    ]
}

fn pairs() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        9 => select(&NAMES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec((name, value()), 0..8).prop_map(|pairs| {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    })
}

/// What is right but for one place, where some bytes are others.
fn nearly_right(right: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..4);
    (any::<prop::sample::Index>(), bytes, 0..3_usize).prop_map(move |(at, bytes, removed)| {
        let at = at.index(right.len());
        let end = (at + removed).min(right.len());
        [&right.as_bytes()[..at], &bytes, &right.as_bytes()[end..]].concat()
    })
}

fn body(right: &'static str) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => pairs().prop_map(String::into_bytes),
        4 => nearly_right(right),
        2 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

/// The right credentials, none, or something else in their place.
fn authorization() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        5 => Just(Some(right_credentials())),
        2 => Just(None),
        2 => "[ -~]{0,40}".prop_map(Some),
        1 => "Basic [A-Za-z0-9+/=]{0,40}".prop_map(Some),
    ]
}

/// The Basic credentials of `poll-basic`.
fn right_credentials() -> String {
    use base64::Engine as _;
    let client = stage::client("poll-basic");
    let pair = format!(
        "{}:{}",
        client.client_id,
        client.secret.as_ref().unwrap().expose()
    );
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    )
}

fn send(url: String, authorization: Option<String>, body: Vec<u8>) -> Exchange {
    let mut request = OutgoingRequest::post_form(url, body);
    if let Some(value) = authorization {
        request.headers.push(("authorization".to_owned(), value));
    }
    stage::block_on(stage::send(request))
}

fn is_oauth_answer(exchange: &Exchange, endpoint: Endpoint) -> Result<(), TestCaseError> {
    if exchange.response.status == 200 {
        return Ok(());
    }
    form(exchange, endpoint).map_err(|violations| TestCaseError::fail(violations.to_string()))
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_form_gets_an_answer_at_the_backchannel_authentication_endpoint(
        authorization in authorization(),
        body in body("scope=openid&login_hint=john%40example.com&binding_message=W4SCT&requested_expiry=120"),
    ) {
        let exchange = send(stage::authentication_endpoint(), authorization, body);

        is_oauth_answer(&exchange, Endpoint::Authentication)?;
    }

    #[test]
    fn any_form_gets_an_answer_at_the_token_endpoint(
        authorization in authorization(),
        body in body("grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=1c266114-a1be-4252-8ad1"),
    ) {
        let exchange = send(stage::token_endpoint(), authorization, body);

        is_oauth_answer(&exchange, Endpoint::Token)?;
    }
}
