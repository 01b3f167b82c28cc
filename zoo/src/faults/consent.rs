use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::layer::{answering_at, on_requests_alone};
use super::message::SeenRequest;
use super::{Answer, CALLBACK, Fault, Kind, TOKEN};
use embedded::Wrap;

/// Faults in whose word counts, for what, and from when till when (CIBA Core 1.0, section 8).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("tokens-before-the-decision", TOKEN, |answer, _| {
        if answer.is_error("authorization_pending") {
            give_tokens(answer);
        }
    }),
    Fault {
        name: "approval-after-the-expiry-counts",
        path: TOKEN,
        kind: Kind::Layer(late_approval_counts),
    },
    Fault {
        name: "anybody-may-approve",
        path: DECIDE,
        kind: Kind::DeviceLayer(|| on_requests_alone(DECIDE, forget_who_decides)),
    },
];

/// Where the embedded authentication device takes the user's word.
const DECIDE: &str = "/api/authenticate/actionize";

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
    answering_at([CALLBACK, TOKEN], move |request, answer| {
        let trace = request.trace()?.to_owned();
        let answer = answer?;
        let mut approved = approved.lock().unwrap_or_else(PoisonError::into_inner);
        if request.is_to(CALLBACK) && is_approval(request) {
            approved.insert(trace);
        } else if request.is_to(TOKEN)
            && answer.is_error("expired_token")
            && approved.contains(&trace)
        {
            give_tokens(answer);
        }
        None
    })
}
