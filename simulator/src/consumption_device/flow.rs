//! One flow: how far it is, and what happened in it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::check::Check;
use super::error::FlowError;
use super::http::{Incoming, Outgoing};
use super::log::{Entry, Item, Log, Message};
use super::metadata::Endpoints;
use super::settings::{ClientSettings, DeliveryMode};
use super::tokens::Tokens;

/// What a flow waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The server's answer to the authentication request.
    Requesting,
    /// The time of the next token request.
    Polling,
    /// A ping.
    AwaitingPing,
    /// A push.
    AwaitingPush,
    /// Nothing: it has ended.
    Ended,
}

/// How a flow ended.
#[derive(Clone, Debug)]
pub enum Ending {
    /// The user allowed it, and the tokens have passed every check.
    Tokens(Tokens),
    /// The server said no, by an error of section 11, 12 or 13.
    Refused {
        /// The code.
        error: String,
        /// What the server says about it.
        description: Option<String>,
    },
    /// The time was up, and nothing had come.
    Expired,
    /// Somebody stopped it here.
    Stopped,
    /// Something did not work, or must not be used.
    Broken(String),
}

/// A flow as it is now.
#[derive(Clone, Debug)]
pub struct FlowView {
    /// Tells flows apart.
    pub number: u64,
    /// How tokens come.
    pub mode: DeliveryMode,
    /// What the user should see on both devices.
    pub binding_message: String,
    /// What it waits for.
    pub phase: Phase,
    /// Until the auth_req_id expires.
    pub left: Option<Duration>,
    /// Until the next token request.
    pub next_request: Option<Duration>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// What happened.
    pub entries: Vec<Entry>,
}

pub(super) struct Flow {
    pub(super) number: u64,
    pub(super) settings: ClientSettings,
    pub(super) client_notification_token: Option<String>,
    binding_message: String,
    progress: Mutex<Progress>,
    /// What callbacks are compared with, as soon as it is known.
    pub(super) acknowledged: watch::Sender<Option<String>>,
    pub(super) pinged: watch::Sender<bool>,
    ended: watch::Sender<bool>,
    /// Shared with all flows: something has changed.
    changes: watch::Sender<u64>,
}

struct Progress {
    phase: Phase,
    deadline: Option<Instant>,
    next_request: Option<Instant>,
    endpoints: Option<Endpoints>,
    ending: Option<Ending>,
    log: Log,
}

impl Flow {
    pub(super) fn new(
        number: u64,
        settings: ClientSettings,
        client_notification_token: Option<String>,
        binding_message: String,
        changes: watch::Sender<u64>,
    ) -> Self {
        Self {
            number,
            settings,
            client_notification_token,
            binding_message,
            progress: Mutex::new(Progress {
                phase: Phase::Requesting,
                deadline: None,
                next_request: None,
                endpoints: None,
                ending: None,
                log: Log::default(),
            }),
            acknowledged: watch::Sender::new(None),
            pinged: watch::Sender::new(false),
            ended: watch::Sender::new(false),
            changes,
        }
    }

    /// One request with its answer, both in the log.
    pub(super) async fn exchange(&self, request: Outgoing) -> Result<Incoming, FlowError> {
        self.say(request.message());
        let answer = request.send().await?;
        self.say(answer.message());
        Ok(answer)
    }

    pub(super) fn say(&self, message: Message) {
        self.add(Item::Message(message));
    }

    pub(super) fn note(&self, text: impl Into<String>) {
        self.add(Item::Note(text.into()));
    }

    /// Puts checks into the log; the first that failed is given back.
    pub(super) fn checked(&self, checks: Vec<Check>) -> Result<(), FlowError> {
        let failed = checks.iter().find(|check| check.has_failed());
        let failed = failed.map(|check| FlowError::Unusable(check.name));
        for check in checks {
            self.add(Item::Check(check));
        }
        failed.map_or(Ok(()), Err)
    }

    pub(super) fn wait_for(&self, phase: Phase, next_request: Option<Instant>) {
        let mut progress = self.progress();
        if progress.ending.is_none() {
            progress.phase = phase;
            progress.next_request = next_request;
        }
        drop(progress);
        self.changed();
    }

    pub(super) fn set_deadline(&self, deadline: Instant) {
        self.progress().deadline = Some(deadline);
    }

    pub(super) fn set_endpoints(&self, endpoints: Endpoints) {
        self.progress().endpoints = Some(endpoints);
    }

    pub(super) fn endpoints(&self) -> Option<Endpoints> {
        self.progress().endpoints.clone()
    }

    /// Ends the flow; false where it had ended before.
    pub(super) fn end(&self, ending: Ending) -> bool {
        let mut progress = self.progress();
        if progress.ending.is_some() {
            return false;
        }
        progress.ending = Some(ending);
        progress.phase = Phase::Ended;
        progress.next_request = None;
        drop(progress);
        self.ended.send_replace(true);
        self.changed();
        true
    }

    pub(super) fn has_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// Returns when the flow has ended.
    pub(super) async fn end_of(&self) {
        let mut ended = self.ended.subscribe();
        // The sender lives as long as the flow.
        let _ = ended.wait_for(|ended| *ended).await;
    }

    pub(super) fn view(&self, now: Instant) -> FlowView {
        let progress = self.progress();
        let until = |instant: Option<Instant>| {
            instant.map(|instant| instant.saturating_duration_since(now))
        };
        FlowView {
            number: self.number,
            mode: self.settings.delivery_mode,
            binding_message: self.binding_message.clone(),
            phase: progress.phase.clone(),
            left: until(progress.deadline),
            next_request: until(progress.next_request),
            ending: progress.ending.clone(),
            entries: progress.log.entries().to_vec(),
        }
    }

    fn add(&self, item: Item) {
        self.progress().log.add(item);
        self.changed();
    }

    fn changed(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
