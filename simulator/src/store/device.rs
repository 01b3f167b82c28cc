//! What one user's device shows.

use std::time::Duration;

use tokio::time::Instant;

use super::Store;
use super::request::Progress;
use crate::question::{Details, Question};
use crate::words::Outcome;

/// How many decided requests a device still shows.
const REMEMBERED: usize = 5;

/// What a device shows at a time.
pub(crate) struct Shown {
    /// What waits for a decision, the oldest first.
    pub(crate) asking: Vec<Asking>,
    /// What was decided, the latest first.
    pub(crate) done: Vec<Done>,
}

/// A request that waits for a decision.
pub(crate) struct Asking {
    pub(crate) request_id: String,
    pub(crate) message: String,
    pub(crate) details: Details,
    pub(crate) left: Duration,
}

/// A request that ended.
pub(crate) struct Done {
    pub(crate) request_id: String,
    pub(crate) outcome: Outcome,
    pub(crate) ago: Duration,
}

impl Store {
    /// The device of a user.
    pub(crate) fn device(&mut self, workspace: &str, user: &str, now: Instant) -> Shown {
        self.tick(now);
        let is_theirs =
            |question: &Question| question.workspace == workspace && question.user == user;
        let asking = self.requests.values().filter_map(|request| {
            let deadline = request.deadline()?;
            is_theirs(&request.question).then(|| Asking {
                request_id: request.id.clone(),
                message: request.question.message.clone(),
                details: request.question.details.clone(),
                left: deadline.saturating_duration_since(now),
            })
        });
        let done = self.finished.iter().rev().filter_map(|(end, serial)| {
            let request = self.requests.get(serial)?;
            let Progress::Finished { outcome, .. } = request.progress else {
                return None;
            };
            is_theirs(&request.question).then(|| Done {
                request_id: request.id.clone(),
                outcome,
                ago: now.saturating_duration_since(*end),
            })
        });
        Shown {
            asking: asking.collect(),
            done: done.take(REMEMBERED).collect(),
        }
    }

    /// What decides a request of this user, by the request's own name.
    pub(crate) fn token_of(&self, workspace: &str, user: &str, request_id: &str) -> Option<String> {
        let serial = self.by_request_id.get(request_id)?;
        let question = &self.requests.get(serial)?.question;
        (question.workspace == workspace && question.user == user)
            .then(|| question.actionize_token.clone())
    }

    /// Who was asked in a workspace and is still remembered, in alphabetical order.
    pub(crate) fn users(&mut self, workspace: &str, now: Instant) -> Vec<String> {
        self.tick(now);
        let questions = self.requests.values().map(|request| &request.question);
        let theirs = questions.filter(|question| question.workspace == workspace);
        let users: std::collections::BTreeSet<String> =
            theirs.map(|question| question.user.clone()).collect();
        users.into_iter().collect()
    }
}
