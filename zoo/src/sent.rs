//! What a change did on the wire: the proof that somebody met it.
//!
//! One watcher sits inside of the change and one outside. They know an exchange by a header that the outer one writes and
//! the inner one takes away; what differs between them is what the change did.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::{Next, from_fn};
use axum::response::Response;

use crate::lock::lock;
use crate::wire::{Answer, JWKS, RawAnswer, RawRequest, SeenRequest, on_answers, outside};
use embedded::Wrap;

const EXCHANGE: &str = "x-zoo-exchange";
/// A change that takes so long does something about time.
const LONG: Duration = Duration::from_millis(100);

/// In which scenarios a change was met.
pub(crate) struct Sent {
    heeded: fn(&SeenRequest) -> bool,
    traces: Mutex<HashSet<String>>,
    by_everybody: AtomicBool,
    exchanges: AtomicUsize,
    inside: Mutex<HashMap<String, Vec<Inside>>>,
}

/// An exchange with the server itself.
struct Inside {
    request: RawRequest,
    answer: RawAnswer,
    took: Duration,
}

impl Sent {
    /// Nothing was met yet. A change is also met in a request in which a client does as the server demands.
    pub(crate) fn new(heeded: fn(&SeenRequest) -> bool) -> Self {
        Self {
            heeded,
            traces: Mutex::default(),
            by_everybody: AtomicBool::default(),
            exchanges: AtomicUsize::default(),
            inside: Mutex::default(),
        }
    }

    /// Whether the scenario with this trace met the change, or what is read before all scenarios did.
    pub(crate) fn reached(&self, trace: &str) -> bool {
        self.by_everybody.load(Ordering::Relaxed) || lock(&self.traces).contains(trace)
    }

    /// Keeps that a scenario met the change.
    pub(crate) fn keep(&self, trace: &str) {
        lock(&self.traces).insert(trace.to_owned());
    }

    /// The change, with the watchers around it.
    pub(crate) fn watching(self: &Arc<Self>, change: Wrap) -> Wrap {
        let (inner, outer) = (Arc::clone(self), Arc::clone(self));
        Wrap::everywhere(move |router: Router| {
            let router = outside(router).layer(from_fn(move |request: Request, next: Next| {
                let sent = Arc::clone(&inner);
                async move { sent.inside(request, next).await }
            }));
            outside(change.around(router)).layer(from_fn(move |request: Request, next: Next| {
                let sent = Arc::clone(&outer);
                async move { sent.outside(request, next).await }
            }))
        })
    }

    /// No change, and a watcher of the answers at a path that show one.
    pub(crate) fn showing(
        self: &Arc<Self>,
        path: &'static str,
        shows: fn(&Answer) -> bool,
    ) -> Wrap {
        let sent = Arc::clone(self);
        on_answers(path, move |answer, request| {
            if shows(answer) {
                sent.met(request);
            }
        })
    }

    async fn inside(&self, mut request: Request, next: Next) -> Response {
        let Some(name) = request.headers_mut().remove(EXCHANGE) else {
            return next.run(request).await;
        };
        let (raw, request) = RawRequest::read(request).await;
        let start = Instant::now();
        let answer = RawAnswer::read(next.run(request).await).await;
        let again = answer.again();
        let name = name.to_str().unwrap_or_default().to_owned();
        let seen = Inside {
            request: raw,
            answer,
            took: start.elapsed(),
        };
        lock(&self.inside).entry(name).or_default().push(seen);
        again
    }

    async fn outside(&self, request: Request, next: Next) -> Response {
        let (raw, mut request) = RawRequest::read(request).await;
        let name = self.exchanges.fetch_add(1, Ordering::Relaxed).to_string();
        if let Ok(value) = HeaderValue::from_str(&name) {
            request.headers_mut().insert(EXCHANGE, value);
        }
        let start = Instant::now();
        let response = next.run(request).await;
        // A body in pieces is a change in itself, and is left as it is.
        let in_pieces = response.body().size_hint().exact().is_none();
        let (answer, response) = if in_pieces {
            (None, response)
        } else {
            let answer = RawAnswer::read(response).await;
            let again = answer.again();
            (Some(answer), again)
        };
        let took = start.elapsed();
        let inside = lock(&self.inside).remove(&name).unwrap_or_default();
        let is_same = match (inside.as_slice(), &answer) {
            ([inside], Some(answer)) => {
                inside.request.is_as(&raw)
                    && says_the_same(&inside.answer, answer)
                    && took < inside.took + LONG
            }
            _ => false,
        };
        let seen = SeenRequest::from(&raw);
        if !is_same || (self.heeded)(&seen) {
            self.met(&seen);
        }
        response
    }

    fn met(&self, request: &SeenRequest) {
        match request.trace() {
            Some(trace) => self.keep(trace),
            // Everybody's verdict hangs on what is read of the server before all.
            None if request.target.contains("/.well-known/") || request.is_to(JWKS) => {
                self.by_everybody.store(true, Ordering::Relaxed);
            }
            None => {}
        }
    }
}

/// What writes JSON anew is no change yet.
fn says_the_same(inside: &RawAnswer, outside: &RawAnswer) -> bool {
    if inside == outside {
        return true;
    }
    let (inside_answer, outside_answer) = (Answer::from(inside), Answer::from(outside));
    // As the zoo's own layers write it, and no other hand.
    let written = inside_answer.body.to_string();
    inside_answer == outside_answer && outside.body == written.as_bytes()
}
