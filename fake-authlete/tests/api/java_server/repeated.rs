//! Its retries: what was refused with 429 or a 5xx, or was not answered, is sent again, up to four times in all.

use fake_authlete::{Api, Forced, RateLimit};
use rstest::rstest;
use serde_json::{Value, json};

use super::{AUTHENTICATION, AUTHENTICATION_MEMBERS, COMPLETE, ISSUE, Java};
use crate::support::{Fake, content, form, good_request, refusal, text};

const JAVA: Java = Java::AS_IT_COMES;

fn request() -> Value {
    let set = json!({
        "parameters": form(&good_request()), "clientId": "poll", "clientSecret": "poll-secret",
    });
    JAVA.write(AUTHENTICATION_MEMBERS, &set)
}

fn acknowledged(fake: &Fake) -> (String, String) {
    let ticket = text(&JAVA.call(fake, AUTHENTICATION, &request()), "ticket");
    let auth_req_id = text(&JAVA.issue(fake, &ticket), "authReqId");
    (ticket, auth_req_id)
}

fn completion(ticket: &str, result: &str) -> Value {
    json!({"ticket": ticket, "result": result, "subject": "1001"})
}

/// A call that was refused has changed nothing: what comes after it is as if it had not been made.
#[rstest]
#[case::too_many(429)]
#[case::error(500)]
#[case::bad_gateway(502)]
#[case::unavailable(503)]
fn a_call_that_was_refused_is_made_as_if_for_the_first_time(#[case] status: u16) {
    let fake = Fake::new();
    let refuse = |api| {
        fake.core.force(Forced {
            status: Some(status),
            times: 3,
            ..Forced::next(api)
        });
    };
    // The fourth attempt is its last one.
    let fourth = |api: &str, body: &Value| {
        for _ in 0..3 {
            assert_eq!(JAVA.send(&fake, api, body).0, status, "{api}");
        }
        JAVA.call(&fake, api, body)
    };

    refuse(Api::BackchannelAuthentication);
    let ticket = text(&fourth(AUTHENTICATION, &request()), "ticket");
    refuse(Api::BackchannelAuthenticationIssue);
    let issued = fourth(ISSUE, &json!({"ticket": ticket}));
    refuse(Api::BackchannelAuthenticationComplete);
    let completed = fourth(COMPLETE, &completion(&ticket, "AUTHORIZED"));

    assert_eq!(issued["action"], "OK");
    assert_eq!(completed["action"], "NO_ACTION");
    let tokens = JAVA.poll(&fake, "poll", &text(&issued, "authReqId"));
    assert_eq!(tokens["action"], "OK");
}

/// It waits for as many whole seconds as the first of three headers says, if that is more than none.
#[test]
fn a_rate_limit_tells_it_in_whole_seconds_how_long_to_wait() {
    let fake = Fake::new();
    fake.core.limit_rate(Some(RateLimit {
        calls: 1,
        per_ms: 1_200,
    }));
    JAVA.call(&fake, AUTHENTICATION, &request());

    let refused = fake.core.handle(&fake.request(AUTHENTICATION, &request()));

    let header = |name: &str| {
        let found = refused.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.parse::<u64>())
    };
    assert_eq!(refused.status, 429);
    assert_eq!(header("ratelimit-reset"), Some(Ok(2)));
    assert_eq!(header("x-ratelimit-reset"), None);
    assert_eq!(header("retry-after"), Some(Ok(2)));
    fake.wait(2);
    JAVA.call(&fake, AUTHENTICATION, &request());
}

/// An answer that was lost on its way: the call has been carried out, and comes again.
#[test]
fn a_repeated_authentication_request_gives_another_ticket() {
    let fake = Fake::new();

    let first = JAVA.call(&fake, AUTHENTICATION, &request());
    let second = JAVA.call(&fake, AUTHENTICATION, &request());

    assert_ne!(text(&first, "ticket"), text(&second, "ticket"));
}

#[test]
fn a_repeated_issue_finds_the_ticket_used_and_the_first_auth_req_id_lives() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = acknowledged(&fake);

    let second = JAVA.issue(&fake, &ticket);

    assert_eq!(second["action"], "INVALID_TICKET");
    let pending = JAVA.poll(&fake, "poll", &auth_req_id);
    assert_eq!(refusal(&pending).1, "authorization_pending");
}

#[rstest]
fn a_repeated_complete_changes_nothing(
    #[values("AUTHORIZED", "ACCESS_DENIED", "TRANSACTION_FAILED")] second: &str,
) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = acknowledged(&fake);
    JAVA.complete(&fake, &completion(&ticket, "AUTHORIZED"));

    let repeated = JAVA.complete(&fake, &completion(&ticket, second));

    assert_eq!(repeated["action"], "SERVER_ERROR");
    let tokens = JAVA.poll(&fake, "poll", &auth_req_id);
    assert_eq!(tokens["action"], "OK");
}

#[test]
fn a_repeated_token_request_finds_the_auth_req_id_used_and_the_first_tokens_live() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = acknowledged(&fake);
    JAVA.complete(&fake, &completion(&ticket, "AUTHORIZED"));
    let first = JAVA.poll(&fake, "poll", &auth_req_id);

    let second = JAVA.poll(&fake, "poll", &auth_req_id);

    assert_eq!(refusal(&second).1, "invalid_grant");
    let token = text(&content(&first), "access_token");
    let introspected = JAVA.call(&fake, "auth/introspection", &json!({"token": token}));
    assert_eq!(introspected["action"], "OK");
}
