//! What a right server does about refresh tokens.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use super::right_server::RightServer;
use crate::change::Change;
use crate::lock::lock;
use crate::parts::tokens::refreshes;
use crate::wire::{Answer, SeenRequest, TOKEN};
use embedded::Wrap;

const REFRESHED: &[&str] = &[
    "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
    "oauth-oidc/rfc6749_6_refreshing/*",
];

/// Lets a client keep the refresh token that it got first; ours gives another one each time, and takes each once.
fn staying(is_told_again: bool) -> Wrap {
    let current: Mutex<HashMap<String, String>> = Mutex::default();
    let current = std::sync::Arc::new(current);
    Wrap::at([TOKEN], move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let current = std::sync::Arc::clone(&current);
            async move {
                if !request.uri().path().ends_with(TOKEN) {
                    return next.run(request).await;
                }
                let (mut seen, _) = SeenRequest::read(request).await;
                let before = seen.form.clone();
                let first = before.get("refresh_token").map(str::to_owned);
                let own = first
                    .as_ref()
                    .and_then(|first| lock(&current).get(first).cloned());
                let is_single = before
                    .iter()
                    .filter(|(name, _)| *name == "refresh_token")
                    .count()
                    == 1;
                if let Some(own) = own.filter(|_| is_single) {
                    seen.form.set("refresh_token", own);
                }
                let is_refresh = refreshes(&seen);
                let mut answer = Answer::read(next.run(seen.rebuild(&before)).await).await;
                if let (true, Some(first), Some(new)) =
                    (is_refresh, first, answer.text("refresh_token"))
                {
                    lock(&current).insert(first.clone(), new.to_owned());
                    if is_told_again {
                        answer.set("refresh_token", first);
                    } else {
                        answer.remove("refresh_token");
                    }
                }
                answer.rebuild()
            }
        }))
    })
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "refresh-tokens-that-stay",
        "RFC 6749, section 6: the server MAY issue a new one",
        Change::Layer(|| staying(true)),
        REFRESHED,
    ),
    RightServer::of(
        "refresh-tokens-told-once",
        "RFC 6749, section 6: the server MAY issue a new one",
        Change::Layer(|| staying(false)),
        REFRESHED,
    ),
];
