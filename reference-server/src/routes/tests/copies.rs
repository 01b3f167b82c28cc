//! Several copies of the server, with the same keys or some of them: what one has sealed, and what two are told.

use std::sync::Arc;

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::MockServer;

use super::callback::{asked, asked_by, call_back};
use super::outages::{
    callback, client, copy, notification, ping_identification, received, used_up,
};
use crate::sealed_state::StateKey;
use crate::state::AppState;
use crate::testing::{StubAuthlete, settle};

/// A copy that has these keys.
fn copy_with(keys: &[StateKey], state: &AppState, authlete: &Arc<StubAuthlete>) -> AppState {
    let mut settings = (*state.settings).clone();
    settings.state_keys = keys.to_vec();
    let mut copy = AppState::new(settings).unwrap();
    copy.authlete = authlete.clone();
    copy.clock = state.clock.clone();
    copy
}

/// The steps of a rotation, one after the other; the state is sealed before the first.
#[tokio::test]
async fn keys_are_rotated_without_losing_what_waits() {
    let (state, authlete, sealed) = asked().await;
    let (old, new) = (state.settings.state_keys[0].clone(), StateKey::generate());
    let result = callback("allow", &sealed);

    let dropped = copy_with(std::slice::from_ref(&new), &state, &authlete);
    let refused = call_back(&dropped, &result).await;
    let called_by_the_wrong_one = authlete.count("complete");
    for keys in [[old.clone(), new.clone()], [new, old]] {
        let copy = copy_with(&keys, &state, &authlete);
        let taken = call_back(&copy, &result).await;
        assert_eq!(taken.status, StatusCode::NO_CONTENT);
    }

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(called_by_the_wrong_one, 0);
}

/// A state with its characters in another order, cut, lengthened, or with one of another state's halves.
#[tokio::test]
async fn a_state_that_was_tampered_with_is_refused_by_every_copy() {
    let (state, authlete, sealed) = asked().await;
    let (_, _, other) = asked().await;
    let half = sealed.len() / 2;
    let reversed: String = sealed.chars().rev().collect();
    let flipped = if sealed.starts_with('A') { "B" } else { "A" };
    let forged = [
        reversed,
        sealed[1..].to_owned(),
        sealed[..sealed.len() - 1].to_owned(),
        format!("{sealed}A"),
        format!("{sealed}="),
        format!(" {sealed}"),
        format!("{flipped}{}", &sealed[1..]),
        format!("{}{}", &sealed[..half], &other[half..]),
        other,
        "A".repeat(sealed.len()),
        "A".repeat(60_000),
    ];

    for state in [&state, &copy(&state, &authlete)] {
        for forged in &forged {
            let answer = call_back(state, &callback("allow", forged)).await;

            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{forged}");
            assert_eq!(answer.json()["error"], "invalid_request");
        }
    }
    assert_eq!(authlete.count("complete"), 0);
}

/// Both copies get the result at the same moment; Authlete takes one of them.
async fn told_at_once(
    identification: Value,
    results: [&str; 2],
) -> ([StatusCode; 2], Arc<StubAuthlete>, MockServer) {
    let client = client(wiremock::ResponseTemplate::new(204), 1).await;
    let (state, authlete, sealed) = asked_by(identification).await;
    authlete.answer_once("complete", notification(&client));
    authlete.answer("complete", used_up());
    let endpoint = format!("{}/cb", client.uri());
    authlete.answer("client", json!({"bcNotificationEndpoint": endpoint}));
    let copy = copy(&state, &authlete);

    let [first, second] = results.map(|result| callback(result, &sealed));
    let (first, second) = tokio::join!(call_back(&state, &first), call_back(&copy, &second));

    settle(&state).await;
    settle(&copy).await;
    ([first.status, second.status], authlete, client)
}

#[rstest]
#[case::the_same(["allow", "allow"])]
#[case::others(["allow", "deny"])]
#[tokio::test]
async fn two_copies_that_are_told_at_once_ping_the_same_client_about_the_same_request(
    #[case] results: [&str; 2],
) {
    let (statuses, authlete, client) = told_at_once(ping_identification(), results).await;

    assert_eq!(statuses, [StatusCode::NO_CONTENT; 2]);
    assert_eq!(authlete.count("complete"), 2);
    let pings = received(&client).await;
    assert!((1..=2).contains(&pings.len()), "{pings:?}");
    for ping in pings {
        assert_eq!(ping.url.path(), "/cb");
        assert_eq!(ping.headers["authorization"], "Bearer token-1");
        assert_eq!(ping.body, br#"{"auth_req_id":"id-1"}"#);
    }
}

#[tokio::test]
async fn two_copies_that_are_told_at_once_push_tokens_once() {
    let mut identification = ping_identification();
    identification["deliveryMode"] = json!("PUSH");

    let (statuses, authlete, client) = told_at_once(identification, ["allow", "allow"]).await;

    assert_eq!(statuses, [StatusCode::NO_CONTENT; 2]);
    assert_eq!(authlete.count("complete"), 2);
    assert_eq!(received(&client).await.len(), 1);
}

/// One copy settles a result once, however often it is told at the same moment.
#[tokio::test]
async fn one_copy_that_is_told_often_at_once_tells_authlete_once() {
    let client = client(wiremock::ResponseTemplate::new(204), 1).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", notification(&client));

    let told = (0..20).map(|number| {
        let result = if number % 2 == 0 { "allow" } else { "deny" };
        let (state, body) = (state.clone(), callback(result, &sealed));
        async move { call_back(&state, &body).await.status.as_u16() }
    });
    let statuses = futures::future::join_all(told).await;
    settle(&state).await;

    assert_eq!(authlete.count("complete"), 1);
    assert_eq!(received(&client).await.len(), 1);
    assert!(statuses.contains(&204), "{statuses:?}");
    assert!(
        statuses
            .iter()
            .all(|status| [204, 409, 503].contains(status)),
        "{statuses:?}"
    );
}
