//! Polls of a pending request: the interval, slow_down and expiry (CIBA Core 1.0, section 11).

use rstest::rstest;

use crate::support::{Fake, content};
use crate::token::error;

#[test]
fn the_first_poll_is_never_too_early() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");

    assert_eq!(
        error(&fake.poll("poll", &auth_req_id)),
        "authorization_pending"
    );
}

#[rstest]
#[case::too_early(4, "slow_down")]
#[case::in_time(5, "authorization_pending")]
fn polls_keep_the_interval(#[case] seconds: u64, #[case] expected: &str) {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");
    fake.poll("poll", &auth_req_id);

    fake.wait(seconds);

    assert_eq!(error(&fake.poll("poll", &auth_req_id)), expected);
}

#[test]
fn each_slow_down_adds_five_seconds_to_all_later_intervals() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");
    let poll_after = |seconds| {
        fake.wait(seconds);
        error(&fake.poll("poll", &auth_req_id))
    };

    let errors = [0, 1, 9, 15, 15, 14].map(poll_after);

    assert_eq!(
        errors,
        [
            "authorization_pending",
            "slow_down", // now 10 s
            "slow_down", // now 15 s
            "authorization_pending",
            "authorization_pending",
            "slow_down",
        ]
    );
}

#[test]
fn one_requests_slow_down_does_not_slow_down_another() {
    let fake = Fake::new();
    let (_, hasty) = fake.acknowledged("poll");
    let (_, patient) = fake.acknowledged("poll");
    for _ in 0..3 {
        fake.poll("poll", &hasty);
    }
    fake.poll("poll", &patient);

    fake.wait(5);

    assert_eq!(error(&fake.poll("poll", &patient)), "authorization_pending");
}

#[rstest]
#[case::granted("AUTHORIZED", "OK")]
#[case::denied("ACCESS_DENIED", "BAD_REQUEST")]
fn once_decided_no_poll_is_too_early(#[case] result: &str, #[case] action: &str) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.poll("poll", &auth_req_id);
    fake.poll("poll", &auth_req_id);
    fake.complete(&ticket, result);

    let answer = fake.poll("poll", &auth_req_id);

    assert_eq!(answer["action"], action);
    assert_ne!(content(&answer)["error"], "slow_down");
}

#[rstest]
#[case::alive(599, "authorization_pending")]
#[case::expired(600, "expired_token")]
#[case::still_known(1199, "expired_token")]
#[case::forgotten(1200, "invalid_grant")]
fn an_auth_req_id_expires_and_is_forgotten_later(#[case] seconds: u64, #[case] expected: &str) {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");

    fake.wait(seconds);

    assert_eq!(error(&fake.poll("poll", &auth_req_id)), expected);
}

#[test]
fn an_authorised_request_expires_too() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete(&ticket, "AUTHORIZED");

    fake.wait(600);

    assert_eq!(error(&fake.poll("poll", &auth_req_id)), "expired_token");
}

#[test]
fn a_ping_client_may_poll_before_it_is_pinged() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("ping");

    assert_eq!(
        error(&fake.poll("ping", &auth_req_id)),
        "authorization_pending"
    );
}
