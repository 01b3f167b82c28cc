//! A server that allows each user one pending request, and a target file that says so.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use embedded::{Embedded, Middlewares, Preparation, Wrap};
use rstest::rstest;
use serde_json::Value;
use suite::catalogue::Catalogue;
use suite::plan::{Capabilities, Plan};
use suite::report::{Outcome, RunReport};
use suite::runner::{self, Keep};

const LIMIT: usize = 64 * 1024;

/// What becomes of a user's second request while the first one waits for its decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// It is refused.
    Refuses,
    /// The first one is over.
    Replaces,
}

/// What the server remembers.
#[derive(Default)]
struct Memory {
    /// The requests that wait, by the login_hint that they came with.
    waiting: HashMap<String, String>,
    /// Those that were replaced.
    replaced: Vec<String>,
}

type Shared = Arc<Mutex<Memory>>;

fn refusal(code: &str) -> Response {
    let body = format!(r#"{{"error":"{code}"}}"#);
    let json = [(CONTENT_TYPE, "application/json")];
    (StatusCode::BAD_REQUEST, json, body).into_response()
}

fn member(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form)
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// The server, for requests that name the user in the form.
async fn serve(manner: Manner, memory: Shared, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let form = to_bytes(body, LIMIT).await.unwrap_or_default();
    if path.ends_with("/token") {
        let asked = member(&form, "auth_req_id").unwrap_or_default();
        if memory.lock().unwrap().replaced.contains(&asked) {
            return refusal("expired_token");
        }
    }
    let hint = path
        .ends_with("/backchannel/authentication")
        .then(|| member(&form, "login_hint"))
        .flatten();
    if let Some(hint) = &hint
        && manner == Manner::Refuses
        && memory.lock().unwrap().waiting.contains_key(hint)
    {
        return refusal("access_denied");
    }
    let answer = next.run(Request::from_parts(parts, Body::from(form))).await;
    let Some(hint) = hint.filter(|_| answer.status() == StatusCode::OK) else {
        return answer;
    };
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, LIMIT).await.unwrap_or_default();
    let document: Value = serde_json::from_slice(&body).unwrap_or_default();
    let auth_req_id = document["auth_req_id"].as_str().unwrap_or_default();
    let mut memory = memory.lock().unwrap();
    let older = memory.waiting.insert(hint, auth_req_id.to_owned());
    memory.replaced.extend(older);
    Response::from_parts(parts, Body::from(body))
}

/// The device: what is decided waits no longer.
async fn decide(memory: Shared, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let is_decision = request.uri().path().ends_with("/actionize");
    let answer = next.run(request).await;
    if is_decision && answer.status().is_success() {
        let decided = member(query.as_bytes(), "token").unwrap_or_default();
        let mut memory = memory.lock().unwrap();
        memory.waiting.retain(|_, waiting| *waiting != decided);
    }
    answer
}

async fn start(manner: Manner) -> Embedded {
    let memory = Shared::default();
    let (of_server, of_device) = (Arc::clone(&memory), memory);
    let middlewares = Middlewares {
        server: Some(Wrap::everywhere(move |router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                serve(manner, Arc::clone(&of_server), request, next)
            }))
        })),
        device: Some(Wrap::everywhere(move |router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                decide(Arc::clone(&of_device), request, next)
            }))
        })),
        ..Middlewares::default()
    };
    let preparation = Preparation::new(None).await.unwrap();
    let started = preparation.among_many(middlewares).start_on_axum();
    Box::pin(started).await.unwrap()
}

/// What comes of scenarios of many kinds on such a server.
async fn report(manner: Manner, limit: Option<usize>) -> RunReport {
    let mut embedded = start(manner).await;
    let target = Arc::get_mut(&mut embedded.target).unwrap();
    target.config.limits.pending_per_user = limit.and_then(NonZeroUsize::new);
    // A signed request names its user where this server does not look.
    let clients = &mut target.config.clients;
    clients.retain(|client| client.request_signing_alg.is_none());
    let catalogue = Catalogue::embedded().unwrap();
    let features = [
        "ciba-core/07_1_authentication_request/",
        "ciba-core/07_3_acknowledgement/",
        "ciba-core/08_",
        "ciba-core/09_",
        "ciba-core/10_1_1_token_response/",
        "ciba-core/11_",
        "ciba-core/13_",
        "oauth-oidc/rfc6749_10_10_guessing/",
        "oauth-oidc/rfc8628_3_5_device_errors/",
    ];
    // Where time is aged, the server in the middle does not see what has run out.
    let slow: Vec<&str> = catalogue
        .scenarios()
        .iter()
        .filter(|scenario| scenario.slow)
        .map(|scenario| scenario.id.as_str())
        .collect();
    let plan = Plan::among(&catalogue, Capabilities::of(&embedded.target), |id| {
        !slow.contains(&id)
    })
    .filtered(&features.map(str::to_owned));
    let target = Arc::clone(&embedded.target);
    let report = Box::pin(runner::run(plan, target, &catalogue, Keep::Trouble)).await;
    embedded.shutdown().await.unwrap();
    report
}

#[rstest]
#[case::refuses(Manner::Refuses)]
#[case::replaces(Manner::Replaces)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_allows_one_pending_request_a_user_is_right(#[case] manner: Manner) {
    let report = report(manner, Some(1)).await;

    let wronged: Vec<String> = report
        .scenarios
        .iter()
        .filter(|one| !matches!(one.outcome, Outcome::Passed | Outcome::NotApplicable))
        .map(|one| format!("{} {} {:?}", one.run_id(), one.outcome, one.violations))
        .collect();
    assert_eq!(wronged, Vec::<String>::new());
    let passed = |outcome| {
        let scenarios = report.scenarios.iter();
        scenarios.filter(|one| one.outcome == outcome).count()
    };
    assert!(passed(Outcome::Passed) > 150, "{}", passed(Outcome::Passed));
    let two = "an-approval-is-for-one-of-two-pending-requests-alone";
    let reason = report
        .scenarios
        .iter()
        .find(|one| one.id.ends_with(two))
        .and_then(|one| one.reason.as_deref());
    assert_eq!(
        reason,
        Some("the target file says limits.pending_per_user = 1")
    );
}

/// The server is as it is called: nobody who asks as they like gets through.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_limit_such_a_server_fails() {
    let report = report(Manner::Refuses, None).await;

    let mut outcomes = report.scenarios.iter().map(|one| one.outcome);
    assert!(outcomes.any(|outcome| outcome == Outcome::Failed));
}
