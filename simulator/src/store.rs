//! All requests, pending and lately finished. Pure: the time comes in with each call.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use axum::http::HeaderValue;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::callback::Report;
use crate::config::Config;
use crate::error::ApiError;
use crate::question::{Decision, Question};
use crate::random::random_token;
use crate::words::{Mode, Outcome, PendingRequest, Status};

use self::request::{Delivery, Progress, Request};

mod device;
mod request;
pub(crate) use self::device::{Asking, Done, Shown};
#[cfg(test)]
mod tests;

/// The order in which requests came.
pub(crate) type Serial = u64;

pub(crate) struct Store {
    config: Config,
    next: Serial,
    requests: BTreeMap<Serial, Request>,
    by_request_id: HashMap<String, Serial>,
    /// Workspace and token; of several requests the newest.
    by_token: HashMap<(String, String), Serial>,
    /// The requests that wait for a decision, by the end of their time.
    pending: BTreeSet<(Instant, Serial)>,
    /// The others, by their end.
    finished: VecDeque<(Instant, Serial)>,
}

/// A request that was just let in.
pub(crate) struct Opened {
    pub(crate) serial: Serial,
    pub(crate) request_id: String,
    pub(crate) deadline: Instant,
    /// Resolves when the request is decided or found to be timed out.
    pub(crate) outcome: oneshot::Receiver<Outcome>,
}

/// A decision that was just taken.
pub(crate) struct Decided {
    pub(crate) serial: Serial,
    pub(crate) outcome: Outcome,
    pub(crate) mode: Mode,
}

impl Store {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            config,
            next: 0,
            requests: BTreeMap::new(),
            by_request_id: HashMap::new(),
            by_token: HashMap::new(),
            pending: BTreeSet::new(),
            finished: VecDeque::new(),
        }
    }

    /// Ends what is out of time, and forgets what ended long ago.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some(&(deadline, serial)) = self.pending.first()
            && deadline <= now
        {
            // Taken out first: whatever happens next, the loop comes to its end.
            self.pending.pop_first();
            self.finish(serial, Outcome::Timeout, now);
        }
        while let Some(&(end, serial)) = self.finished.front()
            && (now.saturating_duration_since(end) >= self.config.retention
                || self.finished.len() > self.config.max_finished)
        {
            self.finished.pop_front();
            self.forget(serial);
        }
    }

    /// Lets a request in. A token that a finished request had may come again; one that waits may not.
    pub(crate) fn open(
        &mut self,
        question: Question,
        mode: Mode,
        traceparent: Option<HeaderValue>,
        now: Instant,
    ) -> Result<Opened, ApiError> {
        self.tick(now);
        self.check_room(&question.workspace)?;
        let lifetime = self.config.second.saturating_mul(question.timeout);
        let deadline = now.checked_add(lifetime).unwrap_or(now);
        let (waiter, outcome) = oneshot::channel();
        let request = Request {
            id: random_token(),
            mode,
            question,
            traceparent,
            progress: Progress::Pending { deadline, waiter },
        };
        if self.waiting_with(&request.key()) {
            return Err(ApiError::TokenInUse);
        }
        let request_id = request.id.clone();
        Ok(Opened {
            serial: self.insert(request, deadline),
            request_id,
            deadline,
            outcome,
        })
    }

    fn insert(&mut self, request: Request, deadline: Instant) -> Serial {
        let serial = self.next;
        self.next += 1;
        self.by_token.insert(request.key(), serial);
        self.by_request_id.insert(request.id.clone(), serial);
        self.pending.insert((deadline, serial));
        self.requests.insert(serial, request);
        serial
    }

    fn waiting_with(&self, key: &(String, String)) -> bool {
        self.by_token
            .get(key)
            .and_then(|serial| self.requests.get(serial))
            .is_some_and(Request::is_pending)
    }

    fn check_room(&self, workspace: &str) -> Result<(), ApiError> {
        let limits = &self.config;
        if self.pending.len() >= limits.max_pending {
            return Err(ApiError::TooManyPending(
                limits.max_pending,
                "in this simulator",
            ));
        }
        // Counted only where it can matter: requests come often.
        if self.pending.len() < limits.max_pending_per_workspace {
            return Ok(());
        }
        let in_workspace = self
            .pending
            .iter()
            .filter_map(|(_, serial)| self.requests.get(serial))
            .filter(|request| request.question.workspace == workspace)
            .count();
        if in_workspace >= limits.max_pending_per_workspace {
            return Err(ApiError::TooManyPending(
                limits.max_pending_per_workspace,
                "in this workspace",
            ));
        }
        Ok(())
    }

    /// Takes a decision, or takes it again when its callback failed.
    pub(crate) fn decide(
        &mut self,
        decision: &Decision,
        now: Instant,
    ) -> Result<Decided, ApiError> {
        self.tick(now);
        let key = (decision.workspace.clone(), decision.token.clone());
        let serial = *self.by_token.get(&key).ok_or(ApiError::UnknownToken)?;
        let request = self
            .requests
            .get_mut(&serial)
            .ok_or(ApiError::UnknownToken)?;
        let wanted = Outcome::from(decision.action);
        let mode = request.mode;
        if request.is_deserted() {
            self.forget(serial);
            return Err(ApiError::UnknownToken);
        }
        let asked = &request.question.user;
        if decision.user.as_ref().is_some_and(|user| user != asked) {
            return Err(ApiError::UnknownToken);
        }
        match &mut request.progress {
            Progress::Pending { .. } => self.finish(serial, wanted, now),
            Progress::Finished {
                outcome: Outcome::Timeout,
                ..
            } => return Err(ApiError::TimedOut),
            Progress::Finished { outcome, delivery }
                if *outcome == wanted && *delivery == Delivery::Failed =>
            {
                *delivery = Delivery::Settled;
            }
            Progress::Finished { outcome, .. } => return Err(ApiError::AlreadyDecided(*outcome)),
        }
        Ok(Decided {
            serial,
            outcome: wanted,
            mode,
        })
    }

    /// What the callback has to say about a finished request.
    pub(crate) fn report(
        &self,
        serial: Serial,
        traceparent: Option<HeaderValue>,
    ) -> Option<Report> {
        self.requests.get(&serial)?.report(traceparent)
    }

    /// Notes that the callback failed, so that the same decision may be sent again.
    pub(crate) fn delivery_failed(&mut self, serial: Serial) {
        if let Some(request) = self.requests.get_mut(&serial)
            && let Progress::Finished { delivery, .. } = &mut request.progress
        {
            *delivery = Delivery::Failed;
        }
    }

    /// Drops a request that nobody waits for any more, unless it is finished.
    pub(crate) fn abandon(&mut self, serial: Serial) {
        if self.requests.get(&serial).is_some_and(Request::is_pending) {
            self.forget(serial);
        }
    }

    pub(crate) fn status(&mut self, request_id: &str, now: Instant) -> Result<Status, ApiError> {
        self.tick(now);
        let request = self
            .by_request_id
            .get(request_id)
            .and_then(|serial| self.requests.get(serial))
            .ok_or(ApiError::UnknownRequest)?;
        match request.progress {
            Progress::Pending { .. } => Ok(Status::Active),
            Progress::Finished {
                outcome: Outcome::Timeout,
                ..
            } => Ok(Status::Timeout),
            Progress::Finished { outcome, .. } => Ok(Status::Complete { result: outcome }),
        }
    }

    /// The requests of a workspace that wait for a decision, in the order in which they came.
    pub(crate) fn pending(&mut self, workspace: &str, now: Instant) -> Vec<PendingRequest> {
        self.tick(now);
        self.requests
            .values()
            .filter(|request| request.is_pending() && request.question.workspace == workspace)
            .map(Request::as_pending)
            .collect()
    }

    fn finish(&mut self, serial: Serial, outcome: Outcome, now: Instant) {
        let Some(request) = self.requests.get_mut(&serial) else {
            return;
        };
        if let Some(deadline) = request.deadline() {
            request.finish(outcome);
            self.pending.remove(&(deadline, serial));
            self.finished.push_back((now, serial));
        }
    }

    fn forget(&mut self, serial: Serial) {
        let Some(request) = self.requests.remove(&serial) else {
            return;
        };
        if let Some(deadline) = request.deadline() {
            self.pending.remove(&(deadline, serial));
        }
        self.by_request_id.remove(&request.id);
        let key = request.key();
        if self.by_token.get(&key) == Some(&serial) {
            self.by_token.remove(&key);
        }
    }
}
