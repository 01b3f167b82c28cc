use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::delivery::{Memory, ticket_of};
use crate::parts::polling::{is_denial, refuse};
use crate::wire::{
    AUTHENTICATION, Answer, Callback, ISSUE, SeenRequest, TOKEN, after, before_and_after,
};
use embedded::Wrap;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Faults in what a client finds that was pinged (CIBA Core 1.0, section 10.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "pinged-denial-forgotten",
        "CIBA-10.2-02",
        &["ciba-core/10_2_ping_callback/a-pinged-denial-is-fetched-at-the-token-endpoint"],
        Change::Layer(denial_forgotten_after_a_ping),
    )
    .may(&["ciba-core/08_authorization_decision/a-denial-that-the-client-was-told-of-is-not-taken-back", 
        "ciba-core/08_authorization_decision/an-approval-after-a-denial-changes-nothing",
        "ciba-core/08_authorization_decision/\
         two-requests-of-one-user-keep-their-own-decisions",
        "ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied",
        "oauth-oidc/rfc8628_3_5_device_errors/after-a-denial-the-client-may-start-anew",
    ]),
    Fault::of(
        "pinged-before-the-decision",
        "CIBA-10.2-07",
        &["ciba-core/10_2_ping_callback/nothing-is-pinged-before-the-user-has-decided"],
        Change::AuthleteLayer(pinging_early),
    ),
    Fault::of(
        "result-that-is-not-ready-when-the-ping-comes",
        "CIBA-10.2-07",
        &["ciba-core/10_2_ping_callback/the-result-is-ready-when-the-ping-comes"],
        Change::Layer(|| ready_at_the_second_attempt("authorization_pending")),
    )
    .against(&[OracleRule::O13])
    .ends_in(Outcome::Warning)
    .may(&["oauth-oidc/rfc6749_3_2_other_grants/*", 
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "ciba-core/10_2_ping_callback/\
            the-tokens-are-there-while-the-ping-waits-for-its-answer",
    ]),
    Fault::of(
        "slow-down-straight-after-the-ping",
        "CIBA-10.2-07",
        &["ciba-core/10_2_ping_callback/the-result-is-ready-when-the-ping-comes"],
        Change::Layer(|| ready_at_the_second_attempt("slow_down")),
    )
    .may(&[
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins",
        "ciba-core/10_2_ping_callback/the-tokens-are-there-while-the-ping-waits-for-its-answer",
    ])
    .against(&[OracleRule::O13])
    .ends_in(Outcome::Warning),
];

/// Pings the client as soon as its request is issued, with nothing to fetch yet.
fn pinging_early(notification_endpoint: &str) -> Wrap {
    let endpoint = notification_endpoint.to_owned();
    let memory = Memory::default();
    after([""], move |request, answer| {
        memory.keep(request, answer);
        let issued = ticket_of(request).filter(|_| request.is_to(ISSUE));
        let pinged = issued.filter(|ticket| memory.is_of_ping(ticket));
        let token = pinged.and_then(|ticket| memory.notification_token_of(&ticket));
        let Some(token) = token else {
            return;
        };
        let mut notification = answer.clone();
        let content = json!({"auth_req_id": answer.text("authReqId")});
        notification.set("clientNotificationEndpoint", endpoint.as_str());
        notification.set("clientNotificationToken", token);
        notification.set("responseContent", content.to_string());
        if let Some(callback) = Callback::wanted_by(&notification) {
            tokio::spawn(async move { callback.make().await });
        }
    })
}

/// Keeps the first answer with tokens back until it is asked for again.
fn ready_at_the_second_attempt(first: &'static str) -> Wrap {
    let held: Arc<Mutex<HashMap<String, Answer>>> = Arc::default();
    let kept = Arc::clone(&held);
    let before = move |request: &SeenRequest| lock(&kept).remove(request.form.get("auth_req_id")?);
    before_and_after([TOKEN], before, move |request, answer| {
        let id = request.form.get("auth_req_id");
        if let Some(id) = id.filter(|_| answer.is_success()) {
            lock(&held).insert(id.to_owned(), answer.clone());
            answer.status = 400;
            answer.body = json!({ "error": first });
        }
    })
}

/// Forgets a request as soon as the user has denied it, where the client was to be pinged.
fn denial_forgotten_after_a_ping() -> Wrap {
    let pinged: Mutex<HashSet<String>> = Mutex::default();
    let is_to_be_pinged =
        |request: &SeenRequest| request.form.get("client_notification_token").is_some();
    after([AUTHENTICATION, TOKEN], move |request, answer| {
        let mut pinged = lock(&pinged);
        if request.is_to(AUTHENTICATION) && is_to_be_pinged(request) {
            pinged.extend(answer.text("auth_req_id").map(str::to_owned));
        }
        let id = request.form.get("auth_req_id");
        if request.is_to(TOKEN) && is_denial(answer) && id.is_some_and(|id| pinged.contains(id)) {
            refuse(answer, "invalid_grant");
        }
    })
}
