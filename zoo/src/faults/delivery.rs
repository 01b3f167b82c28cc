use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use serde_json::{Map, Value, json};

use super::layer::answering;
use super::message::SeenRequest;
use super::raw::RawAnswer;
use super::{AUTHENTICATION, Answer, COMPLETE, Callback, Fault, ISSUE, Kind, TOKEN_CALL};
use embedded::Wrap;

/// Faults in when, and to whom, a result is delivered (CIBA Core 1.0, sections 5, 8 and 10).
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "poll-client-called",
        path: COMPLETE,
        kind: Kind::AuthleteLayer(calling_poll_clients),
    },
    Fault {
        name: "pushed-before-the-decision",
        path: ISSUE,
        kind: Kind::AuthleteLayer(|_| completing_more(early)),
    },
    Fault {
        name: "pinged-before-the-decision",
        path: ISSUE,
        kind: Kind::AuthleteLayer(pinging_early),
    },
    Fault {
        name: "request-lost-with-its-ping",
        path: COMPLETE,
        kind: Kind::AuthleteLayer(|_| losing_requests()),
    },
    Fault {
        name: "one-approval-for-all-requests-of-the-user",
        path: COMPLETE,
        kind: Kind::AuthleteLayer(|_| completing_more(all_of_the_user)),
    },
];

/// The user of the demo who approves.
const APPROVER: &str = "1001";

/// What Authlete said of an authentication request when it took it.
struct Taken {
    trace: Option<String>,
    hint: Option<String>,
    is_ping: bool,
    is_push: bool,
    client_notification_token: Option<String>,
}

/// The authentication requests, by Authlete's ticket.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<HashMap<String, Taken>>>);

impl Memory {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Taken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, request: &SeenRequest, answer: &Answer) {
        let Some(ticket) = answer.text("ticket").filter(|_| is_new(request)) else {
            return;
        };
        let taken = Taken {
            trace: request.trace().map(str::to_owned),
            hint: answer.text("hint").map(str::to_owned),
            is_ping: answer.text("deliveryMode") == Some("PING"),
            is_push: answer.text("deliveryMode") == Some("PUSH"),
            client_notification_token: answer.text("clientNotificationToken").map(str::to_owned),
        };
        self.lock().insert(ticket.to_owned(), taken);
    }
}

fn is_new(request: &SeenRequest) -> bool {
    request.is_to(AUTHENTICATION)
}

fn call(request: &SeenRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

fn ticket_of(request: &SeenRequest) -> Option<String> {
    Some(call(request).get("ticket")?.as_str()?.to_owned())
}

/// Has poll clients called that sent a client_notification_token, as if they had registered for it.
fn calling_poll_clients(notification_endpoint: &str) -> Wrap {
    let endpoint = notification_endpoint.to_owned();
    let memory = Memory::default();
    answering("", move |request, answer| {
        let answer = answer?;
        memory.keep(request, answer);
        if request.is_to(COMPLETE) && answer.text("action") == Some("NO_ACTION") {
            let ticket = ticket_of(request)?;
            let token = memory
                .lock()
                .get(&ticket)?
                .client_notification_token
                .clone()?;
            let content = json!({"auth_req_id": answer.text("authReqId")});
            answer.set("action", "NOTIFICATION");
            answer.set("clientNotificationEndpoint", endpoint.as_str());
            answer.set("clientNotificationToken", token);
            answer.set("responseContent", content.to_string());
        }
        None
    })
}

/// Pings the client as soon as its request is issued, with nothing to fetch yet.
fn pinging_early(notification_endpoint: &str) -> Wrap {
    let endpoint = notification_endpoint.to_owned();
    let memory = Memory::default();
    answering("", move |request, answer| {
        let answer = answer?;
        memory.keep(request, answer);
        let ticket = ticket_of(request).filter(|_| request.is_to(ISSUE))?;
        let token = {
            let memory = memory.lock();
            let taken = memory.get(&ticket).filter(|taken| taken.is_ping)?;
            taken.client_notification_token.clone()?
        };
        let mut notification = answer.clone();
        let content = json!({"auth_req_id": answer.text("authReqId")});
        notification.set("clientNotificationEndpoint", endpoint.as_str());
        notification.set("clientNotificationToken", token);
        notification.set("responseContent", content.to_string());
        let callback = Callback::wanted_by(&notification)?;
        tokio::spawn(async move { callback.make().await });
        None
    })
}

/// Pings clients in the server's place, and forgets a request whose ping nobody took.
fn losing_requests() -> Wrap {
    let lost: Arc<Mutex<HashSet<String>>> = Arc::default();
    Wrap::at([COMPLETE, TOKEN_CALL], move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let lost = Arc::clone(&lost);
            async move {
                let (seen, request) = SeenRequest::read(request).await;
                let answer = RawAnswer::read(next.run(request).await).await;
                let mut changed = Answer::from(&answer);
                if seen.is_to(COMPLETE) && changed.text("deliveryMode") == Some("PING") {
                    let Some(ping) = Callback::wanted_by(&changed) else {
                        return answer.again();
                    };
                    if !ping.is_taken().await {
                        let id = changed.text("authReqId").map(str::to_owned);
                        lock(&lost).extend(id);
                    }
                    changed.set("action", "NO_ACTION");
                    return changed.rebuild();
                }
                if seen.is_to(TOKEN_CALL) && is_about_one_of(&seen, &lock(&lost)) {
                    changed.set("action", "BAD_REQUEST");
                    changed.set("responseContent", r#"{"error":"invalid_grant"}"#);
                    return changed.rebuild();
                }
                answer.again()
            }
        }))
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_about_one_of(request: &SeenRequest, ids: &HashSet<String>) -> bool {
    let asked = String::from_utf8_lossy(&request.body);
    ids.iter().any(|id| asked.contains(id))
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
