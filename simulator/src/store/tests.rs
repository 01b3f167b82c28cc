#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use super::*;
use crate::words::Action;

const SECOND: Duration = Duration::from_secs(1);

fn question(workspace: &str, token: &str) -> Question {
    Question {
        workspace: workspace.to_owned(),
        user: "1001".to_owned(),
        message: "Sign in?".to_owned(),
        timeout: 60,
        actionize_token: token.to_owned(),
        state: None,
        details: crate::question::Details::default(),
    }
}

fn decision(workspace: &str, token: &str, action: Action) -> Decision {
    Decision {
        workspace: workspace.to_owned(),
        token: token.to_owned(),
        action,
        user: None,
    }
}

fn open(store: &mut Store, workspace: &str, token: &str, now: Instant) -> Opened {
    store
        .open(question(workspace, token), Mode::Poll, None, now)
        .unwrap()
}

#[test]
fn a_request_ends_exactly_when_its_time_is_up() {
    let mut store = Store::new(Config::default());
    let start = Instant::now();
    let opened = open(&mut store, "demo", "t", start);

    let just_before = store.status(
        &opened.request_id,
        start + SECOND * 60 - Duration::from_nanos(1),
    );
    let at_the_end = store.status(&opened.request_id, start + SECOND * 60);

    assert_eq!(just_before.unwrap(), Status::Active);
    assert_eq!(at_the_end.unwrap(), Status::Timeout);
}

#[test]
fn a_timed_out_request_cannot_be_decided() {
    let mut store = Store::new(Config::default());
    let start = Instant::now();
    open(&mut store, "demo", "t", start);

    let refusal = store.decide(&decision("demo", "t", Action::Allow), start + SECOND * 60);

    assert!(matches!(refusal, Err(ApiError::TimedOut)));
}

#[test]
fn the_first_decision_stands() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    let opened = open(&mut store, "demo", "t", now);
    store
        .decide(&decision("demo", "t", Action::Deny), now)
        .unwrap();

    let again = store.decide(&decision("demo", "t", Action::Allow), now);

    assert!(matches!(
        again,
        Err(ApiError::AlreadyDecided(Outcome::Deny))
    ));
    assert_eq!(
        store.status(&opened.request_id, now).unwrap(),
        Status::Complete {
            result: Outcome::Deny
        }
    );
}

#[test]
fn a_failed_delivery_is_repeated_by_the_same_decision_only() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    open(&mut store, "demo", "t", now);
    let decided = store
        .decide(&decision("demo", "t", Action::Allow), now)
        .unwrap();
    store.delivery_failed(decided.serial);

    let other = store.decide(&decision("demo", "t", Action::Deny), now);
    let same = store.decide(&decision("demo", "t", Action::Allow), now);
    let same_under_way = store.decide(&decision("demo", "t", Action::Allow), now);

    assert!(matches!(other, Err(ApiError::AlreadyDecided(_))));
    assert_eq!(same.unwrap().serial, decided.serial);
    assert!(matches!(same_under_way, Err(ApiError::AlreadyDecided(_))));
}

#[test]
fn a_token_that_waits_cannot_be_used_again_and_a_finished_one_can() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    open(&mut store, "demo", "t", now);

    let while_it_waits = store.open(question("demo", "t"), Mode::Poll, None, now);
    let elsewhere = store.open(question("other", "t"), Mode::Poll, None, now);
    store
        .decide(&decision("demo", "t", Action::Allow), now)
        .unwrap();
    let afterwards = store.open(question("demo", "t"), Mode::Poll, None, now);

    assert!(matches!(while_it_waits, Err(ApiError::TokenInUse)));
    assert!(elsewhere.is_ok());
    let newest = afterwards.unwrap();
    let decided = store
        .decide(&decision("demo", "t", Action::Deny), now)
        .unwrap();
    assert_eq!(decided.serial, newest.serial);
}

#[test]
fn a_workspace_has_room_for_so_many_requests_and_so_has_the_simulator() {
    let mut store = Store::new(Config {
        max_pending: 3,
        max_pending_per_workspace: 2,
        ..Config::default()
    });
    let now = Instant::now();
    open(&mut store, "demo", "1", now);
    open(&mut store, "demo", "2", now);

    let third_in_the_workspace = store.open(question("demo", "3"), Mode::Poll, None, now);
    open(&mut store, "other", "3", now);
    let fourth_of_all = store.open(question("another", "4"), Mode::Poll, None, now);
    let later = store.open(question("demo", "5"), Mode::Poll, None, now + SECOND * 60);

    assert!(matches!(
        third_in_the_workspace,
        Err(ApiError::TooManyPending(2, _))
    ));
    assert!(matches!(fourth_of_all, Err(ApiError::TooManyPending(3, _))));
    assert!(later.is_ok(), "timed out requests make room");
}

#[test]
fn finished_requests_are_forgotten_after_a_while() {
    let mut store = Store::new(Config {
        retention: SECOND * 10,
        ..Config::default()
    });
    let now = Instant::now();
    let opened = open(&mut store, "demo", "t", now);
    store
        .decide(&decision("demo", "t", Action::Allow), now)
        .unwrap();

    let remembered = store.status(&opened.request_id, now + SECOND * 9);
    let forgotten = store.status(&opened.request_id, now + SECOND * 10);

    assert!(remembered.is_ok());
    assert!(matches!(forgotten, Err(ApiError::UnknownRequest)));
    assert_empty(&store);
}

#[test]
fn no_more_finished_requests_are_kept_than_configured() {
    let mut store = Store::new(Config {
        max_finished: 3,
        ..Config::default()
    });
    let now = Instant::now();

    for number in 0..1000 {
        let token = number.to_string();
        open(&mut store, "demo", &token, now);
        store
            .decide(&decision("demo", &token, Action::Allow), now)
            .unwrap();
    }
    store.tick(now);

    assert_eq!(store.requests.len(), 3);
    assert_eq!(store.by_request_id.len(), 3);
    assert_eq!(store.by_token.len(), 3);
    assert_eq!(store.finished.len(), 3);
}

#[test]
fn an_abandoned_request_leaves_nothing_behind() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    let opened = open(&mut store, "demo", "t", now);

    store.abandon(opened.serial);

    assert_empty(&store);
    let refusal = store.decide(&decision("demo", "t", Action::Allow), now);
    assert!(matches!(refusal, Err(ApiError::UnknownToken)));
}

#[test]
fn forgetting_an_older_request_keeps_the_token_of_the_newer() {
    let mut store = Store::new(Config {
        retention: SECOND,
        ..Config::default()
    });
    let now = Instant::now();
    open(&mut store, "demo", "t", now);
    store
        .decide(&decision("demo", "t", Action::Allow), now)
        .unwrap();
    open(&mut store, "demo", "t", now);

    let decided = store.decide(&decision("demo", "t", Action::Deny), now + SECOND * 2);

    assert!(decided.is_ok());
}

#[test]
fn pending_requests_are_listed_in_the_order_in_which_they_came() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    for token in ["c", "a", "b"] {
        open(&mut store, "demo", token, now);
    }
    open(&mut store, "other", "d", now);

    let listed = store.pending("demo", now);

    let tokens: Vec<&str> = listed.iter().map(|r| r.actionize_token.as_str()).collect();
    assert_eq!(tokens, ["c", "a", "b"]);
}

#[test]
fn a_token_does_not_show_in_debug_output() {
    let mut store = Store::new(Config::default());
    let now = Instant::now();
    open(&mut store, "demo", "very-secret", now);

    let shown = format!("{:?}", store.pending("demo", now));

    assert!(shown.contains("1001"), "{shown}");
    assert!(!shown.contains("very-secret"), "{shown}");
}

fn assert_empty(store: &Store) {
    assert!(store.requests.is_empty());
    assert!(store.by_request_id.is_empty());
    assert!(store.by_token.is_empty());
    assert!(store.pending.is_empty());
    assert!(store.finished.is_empty());
}
