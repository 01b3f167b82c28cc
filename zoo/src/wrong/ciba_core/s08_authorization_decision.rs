use std::collections::HashSet;
use std::sync::Mutex;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::delivery::{Memory, call, ticket_of};
use crate::parts::polling::given_again;
use crate::wire::{
    Answer, CALLBACK, COMPLETE, Callback, ISSUE, RawAnswer, SeenRequest, TOKEN, TOKEN_CALL, after,
    on_requests_alone,
};
use embedded::Wrap;
use embedded::known::{ABSENT, APPROVER, LOCKABLE};

/// Where the embedded authentication device takes the user's word.
const DECIDE: &str = "/api/authenticate/actionize";

/// Faults in whose word counts, for what, and from when till when (CIBA Core 1.0, section 8).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "tokens-before-the-decision",
        "CIBA-8-01",
        &[
            "ciba-core/08_authorization_decision/no-tokens-before-the-user-has-decided",
            "ciba-core/08_authorization_decision/\
             an-approval-is-for-one-of-two-pending-requests-alone",
        ],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("authorization_pending") {
                give_tokens(answer);
            }
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/\
         one-method-authenticates-the-client-at-both-endpoints",
        "ciba-core/07_3_lifetime/\
         a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it",
        "ciba-core/08_authorization_decision/another-user-cannot-approve",
        "ciba-core/08_authorization_decision/one-user-s-approval-does-not-decide-for-another",
        "ciba-core/11_token_error_response/*",
        "oauth-oidc/http/*",
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "oauth-oidc/rfc8628_3_5_device_errors/*",
    ]),
    Fault::of(
        "pushed-before-the-decision",
        "CIBA-8-02",
        &[
            "ciba-core/08_authorization_decision/nothing-is-pushed-before-the-user-has-decided",
            "ciba-core/08_authorization_decision/\
             an-approval-pushes-one-of-two-pending-requests-alone",
        ],
        Change::AuthleteLayer(|_| completing_more(early)),
    )
    .may(&[
        "ciba-core/07_1_acr_values/the-id-token-tells-the-class-that-was-reached",
        "ciba-core/07_1_scope/the-scope-brings-the/*",
        "ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload",
        "ciba-core/08_authorization_decision/another-user-cannot-approve",
        "ciba-core/12_push_error_payload/*",
        "ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed",
    ]),
    Fault::of(
        "one-approval-for-all-requests-of-the-user",
        "CIBA-8-02",
        &["ciba-core/08_authorization_decision/\
           an-approval-pushes-one-of-two-pending-requests-alone"],
        Change::AuthleteLayer(|_| completing_more(all_of_the_user)),
    )
    .may(&[
        "ciba-core/08_authorization_decision/\
         an-approval-is-for-one-of-two-pending-requests-alone",
        "ciba-core/08_authorization_decision/\
         two-requests-of-one-user-keep-their-own-decisions",
    ]),
    Fault::of(
        "tokens-about-another-user",
        "CIBA-8-03",
        &["ciba-core/08_authorization_decision/\
           the-tokens-are-about-the-user-of-their-own-request"],
        Change::Completion(|members| {
            members.insert("subject".to_owned(), json!(ABSENT));
        }),
    )
    .may(&[
        "ciba-core/07_2_claim_names/*",
        "ciba-core/07_1_authentication_request/*",
        "ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint",
        "ciba-core/10_1_1_token_response/the-id-token-is-about-the-hinted-user",
    ]),
    Fault::of(
        "anybody-may-approve",
        "CIBA-8-03",
        &["ciba-core/08_authorization_decision/another-user-cannot-approve"],
        Change::DeviceLayer(|| on_requests_alone(DECIDE, forget_who_decides)),
    ),
    Fault::of(
        "approvals-taken-for-denials",
        "CIBA-8-04",
        &["ciba-core/08_authorization_decision/\
           two-requests-of-one-user-keep-their-own-decisions"],
        Change::Completion(|members| {
            if members.get("result") == Some(&json!("AUTHORIZED")) {
                members.insert("result".to_owned(), json!("ACCESS_DENIED"));
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
        "ciba-core/03_overview/a-poll-client-cannot-ask-for-a-push",
        "ciba-core/07_1_acr_values/the-id-token-tells-the-class-that-was-reached",
        "ciba-core/07_1_scope/*",
        "ciba-core/08_authorization_decision/*",
        "ciba-core/10_1_1_token_response/*",
        "ciba-core/10_1_token_request/*",
        "ciba-core/10_2_ping_callback/*",
        "ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens",
        "ciba-core/11_token_error_response/*",
        "oauth-oidc/rfc6749_5_1_successful_response/\
         a-push-has-the-members-of-a-token-response",
    ]),
    Fault::of(
        "decision-pushed-twice",
        "CIBA-8-04",
        &[
            "ciba-core/08_authorization_decision/a-denial-after-a-push-changes-nothing",
            "ciba-core/08_authorization_decision/\
             nothing-more-is-pushed-when-an-approval-follows-a-denial",
        ],
        Change::Callback(|callback| callback.times = 2),
    )
    .may(&[
        "ciba-core/10_2_ping_callback/an-approval-is-pinged",
        "ciba-core/10_3_1_push_callback/*",
    ]),
    Fault::of(
        "a-second-grant-for-a-second-approval",
        "CIBA-8-04",
        &["ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant"],
        Change::Layer(given_again),
    )
    .may(&[
        "ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-*",
        "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
        "ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins",
    ]),
    Fault::of(
        "approval-after-the-expiry-counts",
        "CIBA-8-05",
        &["ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing"],
        Change::Layer(late_approval_counts),
    )
    .may(&["ciba-core/07_3_lifetime/\
            an-approved-request-that-was-not-redeemed-in-time-has-run-out"]),
    Fault::of(
        "locked-users-get-tokens",
        "CIBA-8-06",
        &["ciba-core/08_authorization_decision/\
           a-user-whose-account-was-locked-meanwhile-gets-no-tokens"],
        Change::AuthleteLayer(|_| locks_passed_over()),
    ),
    // Published: CVE-2026-16103.
    Fault::of(
        "approval-outlives-the-account",
        "CIBA-8-06",
        &["ciba-core/08_authorization_decision/\
           a-user-whose-account-is-locked-after-the-approval-gets-no-tokens"],
        Change::Authlete(TOKEN_CALL, |answer, _| {
            if let Some(members) = answer.body.as_object_mut() {
                members.remove("subject");
            }
        }),
    ),
];

/// Tells Authlete that a locked user has approved, and the server not whom the tokens are for.
fn locks_passed_over() -> Wrap {
    Wrap::at([COMPLETE, TOKEN_CALL], |router: Router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            let (mut seen, _) = SeenRequest::read(request).await;
            let before = seen.form.clone();
            if let Ok(Value::Object(mut members)) = serde_json::from_slice(&seen.body)
                && members.get("subject") == Some(&json!(LOCKABLE))
            {
                members.insert("result".to_owned(), json!("AUTHORIZED"));
                members.remove("errorDescription");
                seen.body = Value::Object(members).to_string().into_bytes();
            }
            let is_for_tokens = seen.is_to(TOKEN_CALL);
            let answer = RawAnswer::read(next.run(seen.rebuild(&before)).await).await;
            if !is_for_tokens {
                return answer.again();
            }
            let mut changed = Answer::from(&answer);
            if let Some(members) = changed.body.as_object_mut() {
                members.remove("subject");
            }
            changed.rebuild()
        }))
    })
}

/// Leaves out on whose device the decision was made.
fn forget_who_decides(request: &mut SeenRequest) {
    if let Some((path, query)) = request.target.split_once('?') {
        let rest = query.split('&').filter(|pair| !pair.starts_with("user="));
        request.target = format!("{path}?{}", rest.collect::<Vec<_>>().join("&"));
    }
}

fn give_tokens(answer: &mut Answer) {
    answer.status = 200;
    answer.body = json!({
        "access_token": "a-token-that-nobody-agreed-to-1234567890",
        "token_type": "Bearer",
        "expires_in": 3600,
        "id_token": "an.id.token",
    });
}

fn is_approval(request: &SeenRequest) -> bool {
    serde_json::from_slice::<Value>(&request.body)
        .is_ok_and(|body| body.get("result") == Some(&json!("allow")))
}

/// Gives tokens for a request that has run out, when the user has said yes to it.
fn late_approval_counts() -> Wrap {
    let approved: Mutex<HashSet<String>> = Mutex::default();
    after([CALLBACK, TOKEN], move |request, answer| {
        let Some(trace) = request.trace() else {
            return;
        };
        if request.is_to(CALLBACK) && is_approval(request) {
            lock(&approved).insert(trace.to_owned());
        } else if request.is_to(TOKEN)
            && answer.is_error("expired_token")
            && lock(&approved).contains(trace)
        {
            give_tokens(answer);
        }
    })
}

/// The calls by which a wrong server would complete more after this one.
type More = fn(&SeenRequest, &Memory) -> Vec<SeenRequest>;

/// Completes more than was asked for, and makes the callbacks that Authlete then wants.
fn completing_more(more: More) -> Wrap {
    let memory = Memory::default();
    Wrap::everywhere(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let memory = memory.clone();
            async move {
                let (seen, request) = SeenRequest::read(request).await;
                let answer = RawAnswer::read(next.clone().run(request).await).await;
                memory.keep(&seen, &Answer::from(&answer));
                for call in more(&seen, &memory) {
                    let form = call.form.clone();
                    let answer = next.clone().run(call.rebuild(&form)).await;
                    let callback = Callback::wanted_by(&Answer::read(answer).await);
                    // The client may take its time to answer.
                    tokio::spawn(async move {
                        if let Some(callback) = callback {
                            callback.make().await;
                        }
                    });
                }
                answer.again()
            }
        }))
    })
}

/// A push request that was just issued counts as approved.
fn early(request: &SeenRequest, memory: &Memory) -> Vec<SeenRequest> {
    let ticket = ticket_of(request).filter(|_| request.is_to(ISSUE));
    let pushed = ticket.filter(|ticket| memory.lock().get(ticket).is_some_and(|it| it.is_push));
    let approval = |ticket: String| {
        let mut call = request.clone();
        call.target = request.target.replace(ISSUE, COMPLETE);
        let body = json!({"ticket": ticket, "result": "AUTHORIZED", "subject": APPROVER});
        call.body = body.to_string().into_bytes();
        call
    };
    pushed.map(approval).into_iter().collect()
}

/// What the user has approved once counts for all that they are asked in the same scenario.
fn all_of_the_user(request: &SeenRequest, memory: &Memory) -> Vec<SeenRequest> {
    let approval = call(request);
    let memory = memory.lock();
    let approved = ticket_of(request)
        .filter(|_| request.is_to(COMPLETE) && approval.get("result") == Some(&json!("AUTHORIZED")))
        .and_then(|ticket| Some((memory.get(&ticket)?, ticket)));
    let Some((approved, ticket)) = approved else {
        return Vec::new();
    };
    memory
        .iter()
        .filter(|(other, taken)| {
            **other != ticket && taken.trace == approved.trace && taken.hint == approved.hint
        })
        .map(|(other, _)| {
            let mut approval = approval.clone();
            approval.insert("ticket".to_owned(), json!(other));
            let mut call = request.clone();
            call.body = Value::Object(approval).to_string().into_bytes();
            call
        })
        .collect()
}
