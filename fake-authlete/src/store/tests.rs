//! A process that lives long does not remember everything.

use std::sync::Arc;

use super::{AuthenticationRequest, HintType, IssueError, Poll, RequestStore};
use crate::clients::{Client, DeliveryMode, IdentifiedClient};

const CLIENT: u64 = 7;
const LIFETIME: u64 = 600_000;
const RETENTION: u64 = 600_000;

fn request() -> AuthenticationRequest {
    AuthenticationRequest {
        client: IdentifiedClient {
            client: Arc::new(Client::new(CLIENT, "Client")),
            alias_used: false,
            public: false,
            locked: false,
        },
        mode: DeliveryMode::Poll,
        scopes: Vec::new(),
        acrs: Vec::new(),
        client_notification_token: None,
        hint_type: HintType::LoginHint,
        hint: "1001".to_owned(),
        hinted_subject: None,
        binding_message: None,
        user_code: None,
        requested_expiry: None,
    }
}

fn issued(store: &mut RequestStore, now: u64) -> Result<String, IssueError> {
    let ticket = store.insert(request(), now);
    store
        .issue(&ticket, now, 5_000, "", |_| LIFETIME)
        .map(|issuance| issuance.auth_req_id)
}

#[test]
fn an_expired_request_is_known_for_a_while_and_then_forgotten_wholly() {
    let mut store = RequestStore::new(10);
    let auth_req_id = issued(&mut store, 0).unwrap_or_default();

    let known = store.poll(&auth_req_id, CLIENT, LIFETIME + RETENTION - 1);
    let forgotten = store.poll(&auth_req_id, CLIENT, LIFETIME + RETENTION);

    assert!(matches!(known, Poll::Expired), "{known:?}");
    assert!(matches!(forgotten, Poll::Unknown), "{forgotten:?}");
    assert_eq!(store.len(), 0);
}

#[test]
fn an_abandoned_ticket_is_forgotten() {
    let mut store = RequestStore::new(10);
    store.insert(request(), 0);

    let ticket = store.insert(request(), 600_000);

    assert_eq!(store.len(), 1);
    assert!(store.look_up(&ticket, 600_000).is_some());
}

#[test]
fn never_are_more_requests_remembered_than_there_is_room_for() {
    let mut store = RequestStore::new(3);

    for now in 0..100 {
        assert!(issued(&mut store, now).is_ok());
    }

    assert_eq!(store.len(), 3);
}

#[test]
fn abandoned_tickets_make_room_before_requests_in_use() {
    let mut store = RequestStore::new(3);
    let auth_req_id = issued(&mut store, 0).unwrap_or_default();

    for now in 0..100 {
        store.insert(request(), now);
    }

    let poll = store.poll(&auth_req_id, CLIENT, 100);
    assert!(matches!(poll, Poll::Pending), "{poll:?}");
}

#[test]
fn a_deleted_ticket_leaves_nothing_behind() {
    let mut store = RequestStore::new(3);
    let ticket = store.insert(request(), 0);
    assert!(store.issue(&ticket, 0, 5_000, "", |_| LIFETIME).is_ok());

    store.delete(&ticket, 0);

    assert_eq!(store.len(), 0);
}

#[test]
fn a_poll_that_is_a_trifle_too_early_is_tolerated() {
    let mut store = RequestStore::new(3);
    let auth_req_id = issued(&mut store, 0).unwrap_or_default();
    let mut poll_at = |now| store.poll(&auth_req_id, CLIENT, now);

    let polls = [1_000, 5_900, 10_799].map(&mut poll_at);

    assert!(
        matches!(polls, [Poll::Pending, Poll::Pending, Poll::TooFast]),
        "{polls:?}"
    );
}
