use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::callbacks::call_instead;
use crate::parts::delivery::{Memory, ticket_of};
use crate::parts::polling::{is_denial, refuse};
use crate::wire::{
    AUTHENTICATION, Answer, COMPLETE, Callback, ISSUE, SeenRequest, TOKEN, after, before_and_after,
};
use embedded::Wrap;

/// Faults in the Ping Callback, and in what a pinged client finds (CIBA Core 1.0, section 10.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-callback-after-all",
        "CIBA-10.2-01",
        &[
            "ciba-core/10_2_ping_callback/an-approval-is-pinged",
            "ciba-core/10_2_ping_callback/\
             the-ping-after-an-approval-holds-the-auth_req_id-alone",
            "ciba-core/10_2_ping_callback/the-ping-is-json",
            "ciba-core/10_2_ping_callback/the-result-is-ready-when-the-ping-comes",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/301",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/302",
        ],
        Change::Authlete(COMPLETE, |answer, _| {
            answer.set("action", "NO_ACTION");
        }),
    )
    .may(&[
        "ciba-core/01_1_notation/a-callback-has-no-quotation-marks-around-values",
        "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-starts-an-authentication",
        "ciba-core/07_1_acr_values/*",
        "ciba-core/07_1_authentication_request/*",
        "ciba-core/07_1_scope/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/08_authorization_decision/*",
        "ciba-core/09_client_notification_endpoint/*",
        "ciba-core/10_1_1_token_response/*",
        "ciba-core/10_2_ping_callback/*",
        "ciba-core/10_3_1_push_callback/*",
        "ciba-core/12_push_error_payload/*",
        "ciba-core/12_transaction_failed/\
             a-failed-transaction-is-pushed-as-transaction_failed",
        "oauth-oidc/oidc_core_2_id_token/*",
        "oauth-oidc/rfc6749_10_10_guessing/*",
        "oauth-oidc/rfc6749_5_1_successful_response/*",
        "oauth-oidc/rfc6749_6_refreshing/*",
        "oauth-oidc/rfc6750_2_1_bearer_token/*",
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_client_assertion/*",
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc7523_3_client_assertion/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
    ]),
    Fault::of(
        "callback-by-get",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            "GET".clone_into(&mut callback.method);
        }),
    )
    .may(&[
        "ciba-core/01_1_notation/a-callback-has-no-quotation-marks-around-values",
        "ciba-core/08_authorization_decision/\
             an-approval-pushes-one-of-two-pending-requests-alone",
        "ciba-core/09*",
        "ciba-core/10_3_1*",
        "oauth-oidc/rfc6749_5_1_successful_response/*",
        "oauth-oidc/rfc6750_2_1_bearer_token/*",
        "ciba-core/08_authorization_decision/\
             nothing-more-is-pushed-when-an-approval-follows-a-denial",
        "ciba-core/10_2_ping_callback/*",
        "ciba-core/12_*",
    ]),
    Fault::of(
        "pinged-again-without-its-token",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                let mut next = callback.clone();
                next.set_header("authorization", None);
                callback.next = Some(Box::new(next));
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "pinged-again-for-another-request",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                let mut next = callback.clone();
                next.change_body(|members| {
                    members.insert("auth_req_id".to_owned(), json!("of-another-request"));
                });
                callback.next = Some(Box::new(next));
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "ping-to-another-client",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                call_instead(callback, "ping-post");
            }
        }),
    )
    .may(&[
        "ciba-core/09_client_notification_endpoint/\
             the-call-after-a-denial-carries-the-bearer-token",
        "ciba-core/10_2_ping_callback/*",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
             the-authorization-header-of-a-callback-after-a-denial-is-well-formed",
        "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
    ]),
    Fault::of(
        "pinged-again-and-again",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                callback.times = 4;
            }
        }),
    ),
    Fault::of(
        "no-ping-after-a-denial",
        "CIBA-10.2-02",
        &[
            "ciba-core/10_2_ping_callback/a-denial-is-pinged",
            "ciba-core/10_2_ping_callback/a-pinged-denial-is-fetched-at-the-token-endpoint",
        ],
        Change::Authlete(COMPLETE, |answer, request| {
            let decision = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            if decision.get("result") == Some(&json!("ACCESS_DENIED"))
                && answer.text("deliveryMode") == Some("PING")
            {
                answer.set("action", "NO_ACTION");
            }
        }),
    ),
    Fault::of(
        "pinged-denial-forgotten",
        "CIBA-10.2-02",
        &["ciba-core/10_2_ping_callback/a-pinged-denial-is-fetched-at-the-token-endpoint"],
        Change::Layer(denial_forgotten_after_a_ping),
    )
    .may(&[
        "ciba-core/08_authorization_decision/an-approval-after-a-denial-changes-nothing",
        "ciba-core/08_authorization_decision/\
             two-requests-of-one-user-keep-their-own-decisions",
        "ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied",
        "oauth-oidc/rfc8628_3_5_device_errors/after-a-denial-the-client-may-start-anew",
    ]),
    Fault::of(
        "ping-for-a-late-decision-carries-more",
        "CIBA-10.2-03",
        &["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.insert("error".to_owned(), json!("expired_token"));
                }
            });
        }),
    )
    .may(&[
        "ciba-core/10_2_ping_callback/\
             the-ping-after-an-approval-holds-the-auth_req_id-alone",
        "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
    ]),
    Fault::of(
        "ping-without-its-token",
        "CIBA-10.2-04",
        &["ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if !callback
                .body
                .windows(7)
                .any(|part| part == b"\"error\"" || part == b"id_toke")
            {
                callback.set_header("authorization", None);
            }
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
        "ciba-core/09_client_notification_endpoint/*",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
             a-bearer-token-of-every-allowed-character-arrives-as-it-was-sent",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
             the-authorization-header-of-a-callback-after-a-denial-is-well-formed",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
             the-authorization-header-of-a-callback-is-well-formed",
    ]),
    Fault::of(
        "ping-that-carries-more",
        "CIBA-10.2-05",
        &[
            "ciba-core/10_2_ping_callback/\
             the-ping-after-an-approval-holds-the-auth_req_id-alone",
            "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
        ],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.insert(
                        "access_token".to_owned(),
                        json!("a-token-in-a-ping-1234567890"),
                    );
                }
            });
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
        "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
    ]),
    Fault::of(
        "ping-without-auth-req-id",
        "CIBA-10.2-05",
        &[
            "ciba-core/10_2_ping_callback/\
             the-ping-after-an-approval-holds-the-auth_req_id-alone",
            "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
        ],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.clear();
                }
            });
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "ping-that-names-its-request-twice",
        "CIBA-10.2-05",
        &["ciba-core/10_2_ping_callback/\
             the-ping-after-an-approval-holds-the-auth_req_id-alone"],
        Change::Callback(|callback| {
            let mut id = None;
            callback.change_body(|members| {
                if members.len() == 1 {
                    id = members.get("auth_req_id").cloned();
                }
            });
            if let Some(id) = id {
                callback.body =
                    format!("{{\"auth_req_id\":{id},\"auth_req_id\":{id}}}").into_bytes();
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/*"]),
    Fault::of(
        "callback-as-a-form",
        "CIBA-10.2-06",
        &[
            "ciba-core/10_2_ping_callback/the-ping-is-json",
            "ciba-core/10_2_ping_callback/the-ping-after-a-denial-is-json",
        ],
        Change::Callback(|callback| {
            callback.set_header("content-type", Some("application/x-www-form-urlencoded"));
        }),
    )
    .may(&[
        "ciba-core/10_3_1_push_callback/the-push-is-json",
        "ciba-core/12_push_error_payload/the-payload-is-json",
        "ciba-core/12_transaction_failed/\
             a-failed-transaction-is-pushed-as-transaction_failed",
    ]),
    Fault::of(
        "ping-of-two-media-types",
        "CIBA-10.2-06",
        &[
            "ciba-core/10_2_ping_callback/the-ping-is-json",
            "ciba-core/10_2_ping_callback/the-ping-after-a-denial-is-json",
        ],
        Change::Callback(|callback| {
            if is_ping(callback) {
                let other = ("content-type".to_owned(), "text/plain".to_owned());
                callback.headers.push(other);
            }
        }),
    ),
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
        Change::Layer(ready_at_the_second_attempt),
    )
    .may(&[
        "ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins",
        "ciba-core/10_2_ping_callback/\
             the-tokens-are-there-while-the-ping-waits-for-its-answer",
    ]),
    Fault::of(
        "redirects-followed",
        "CIBA-10.2-13",
        &[
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/301",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/302",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/303",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/307",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/308",
        ],
        Change::Callback(|callback| {
            callback.follow_redirects = true;
        }),
    )
    .may(&[
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/301",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/302",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/303",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/307",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/308",
    ]),
];

fn is_ping(callback: &Callback) -> bool {
    let members = serde_json::from_slice(&callback.body).unwrap_or(Value::Null);
    members
        .as_object()
        .is_some_and(|members| members.len() == 1 && members.contains_key("auth_req_id"))
}

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
fn ready_at_the_second_attempt() -> Wrap {
    let held: Arc<Mutex<HashMap<String, Answer>>> = Arc::default();
    let kept = Arc::clone(&held);
    let before = move |request: &SeenRequest| lock(&kept).remove(request.form.get("auth_req_id")?);
    before_and_after([TOKEN], before, move |request, answer| {
        let id = request.form.get("auth_req_id");
        if let Some(id) = id.filter(|_| answer.is_success()) {
            lock(&held).insert(id.to_owned(), answer.clone());
            answer.status = 400;
            answer.body = json!({"error": "authorization_pending"});
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
