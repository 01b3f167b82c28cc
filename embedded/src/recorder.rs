use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::Notify;

use suite::http::{Exchange, Party, Request, Response};
use suite::op_under_test::target::{Witness, WitnessedExchange};

/// The embedded server asks the device right after its answer; longer than this it takes only when it never does.
const SETTLING: Duration = Duration::from_millis(500);

/// Keeps what the parties say to each other, by the trace that caused it.
#[derive(Default)]
pub(super) struct Recorder {
    next: AtomicU64,
    seen: Mutex<HashMap<String, Vec<(u64, WitnessedExchange)>>>,
    asked: Mutex<HashSet<String>>,
    changed: Notify,
}

impl Recorder {
    /// A number for an exchange that begins now.
    pub(super) fn begin(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Keeps an exchange that began with this number.
    pub(super) fn keep(&self, number: u64, exchange: Exchange) {
        let Some(traceparent) = exchange.request.header("traceparent").map(str::to_owned) else {
            return;
        };
        let Some(trace) = traceparent.split('-').nth(1).map(str::to_owned) else {
            return;
        };
        let seen = WitnessedExchange {
            traceparent,
            exchange,
        };
        lock(&self.seen)
            .entry(trace)
            .or_default()
            .push((number, seen));
    }

    /// The device was asked about an authentication request.
    pub(super) fn asked(&self, auth_req_id: &str) {
        lock(&self.asked).insert(auth_req_id.to_owned());
        self.changed.notify_waiters();
    }

    /// The fake shows its calls with their answers.
    pub(super) fn authlete(
        &self,
        request: &fake_authlete::Request,
        answer: &fake_authlete::Answer,
    ) {
        let number = self.begin();
        self.keep(
            number,
            Exchange {
                from: Party::Op,
                to: Party::Authlete,
                request: Request {
                    method: request.method.clone(),
                    url: request.path.clone(),
                    headers: request.headers.clone(),
                    body: request.body.clone(),
                },
                response: Response {
                    status: answer.status,
                    headers: answer.headers.clone(),
                    body: answer.body.clone(),
                },
                duration: Duration::ZERO,
            },
        );
    }

    fn has_asked_all(&self, auth_req_ids: &[String]) -> bool {
        let asked = lock(&self.asked);
        auth_req_ids.iter().all(|id| asked.contains(id))
    }
}

impl Witness for Recorder {
    fn seen(&self, trace_id: &str) -> Vec<WitnessedExchange> {
        let mut seen = lock(&self.seen).remove(trace_id).unwrap_or_default();
        seen.sort_by_key(|(number, _)| *number);
        seen.into_iter().map(|(_, exchange)| exchange).collect()
    }

    fn settle<'a>(&'a self, auth_req_ids: &'a [String]) -> BoxFuture<'a, ()> {
        let settled = async move {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                if self.has_asked_all(auth_req_ids) {
                    return;
                }
                changed.await;
            }
        };
        Box::pin(async move { drop(tokio::time::timeout(SETTLING, settled).await) })
    }
}

/// A poisoned lock only means that another task panicked; what it guards is a plain collection.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
