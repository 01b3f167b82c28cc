//! One request and how far it is.

use std::mem;

use axum::http::HeaderValue;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::callback::Report;
use crate::question::{Details, Question};
use crate::words::{Mode, Outcome, PendingRequest};

pub(super) struct Request {
    pub(super) id: String,
    pub(super) mode: Mode,
    pub(super) question: Question,
    pub(super) traceparent: Option<HeaderValue>,
    pub(super) progress: Progress,
}

pub(super) enum Progress {
    Pending {
        deadline: Instant,
        waiter: oneshot::Sender<Outcome>,
    },
    Finished {
        outcome: Outcome,
        delivery: Delivery,
    },
}

/// How the callback stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Delivery {
    /// Under way, done or not needed.
    Settled,
    /// It failed, and the same decision may be sent again.
    Failed,
}

impl Request {
    pub(super) fn is_pending(&self) -> bool {
        matches!(self.progress, Progress::Pending { .. })
    }

    /// When the request will end by itself, while it is pending.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.progress {
            Progress::Pending { deadline, .. } => Some(deadline),
            Progress::Finished { .. } => None,
        }
    }

    /// Workspace and token: what a decision names.
    pub(super) fn key(&self) -> (String, String) {
        let question = &self.question;
        (question.workspace.clone(), question.actionize_token.clone())
    }

    /// Whether the caller that waits for the answer has hung up.
    pub(super) fn is_deserted(&self) -> bool {
        match &self.progress {
            Progress::Pending { waiter, .. } => self.mode == Mode::Sync && waiter.is_closed(),
            Progress::Finished { .. } => false,
        }
    }

    /// Ends a pending request and wakes who waits for it; what only a pending one needs is let go.
    pub(super) fn finish(&mut self, outcome: Outcome) {
        let finished = Progress::Finished {
            outcome,
            delivery: Delivery::Settled,
        };
        self.question.message = String::new();
        self.question.details = Details::default();
        if let Progress::Pending { waiter, .. } = mem::replace(&mut self.progress, finished) {
            // In poll mode nobody waits.
            let _ = waiter.send(outcome);
        }
    }

    /// What the callback says about a finished request. A decision without a trace of its own belongs to the trace of
    /// the request.
    pub(super) fn report(&self, traceparent: Option<HeaderValue>) -> Option<Report> {
        let Progress::Finished { outcome, .. } = self.progress else {
            return None;
        };
        Some(Report {
            request_id: self.id.clone(),
            result: outcome,
            state: self.question.state.clone(),
            traceparent: traceparent.or_else(|| self.traceparent.clone()),
        })
    }

    pub(super) fn as_pending(&self) -> PendingRequest {
        PendingRequest {
            request_id: self.id.clone(),
            mode: self.mode,
            user: self.question.user.clone(),
            message: self.question.message.clone(),
            actionize_token: self.question.actionize_token.clone(),
            timeout: self.question.timeout,
        }
    }
}
