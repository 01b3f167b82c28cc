//! The authentication device itself: asks, waits, decides, reports.

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::HeaderValue;
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use crate::callback::{Callback, CallbackError, Report};
use crate::config::{Config, ConfigError};
use crate::consumption_device::ConsumptionDevice;
use crate::error::ApiError;
use crate::question::{Decision, Question};
use crate::store::{Opened, Serial, Store};
use crate::words::{Mode, Outcome, PendingRequest, Status};

mod devices;
mod overheard;

/// The authentication devices of all users of all workspaces. Clones share them.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    config: Config,
    callback: Result<Option<Callback>, ConfigError>,
    store: Mutex<Store>,
    /// Counts what happened, for pages that show it.
    changes: watch::Sender<u64>,
    consumption_device: ConsumptionDevice,
}

/// A decision that was taken.
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    /// Why the callback is being repeated, if it is.
    pub(crate) trouble: Option<String>,
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("config", &self.shared.config)
            .finish_non_exhaustive()
    }
}

impl Simulator {
    /// Makes devices without requests. [`Config::check`] says beforehand whether the callback URL can be used.
    pub fn new(config: Config) -> Self {
        let callback = Callback::new(&config);
        let store = Mutex::new(Store::new(config.clone()));
        let consumption_device = ConsumptionDevice::new(config.second);
        Self {
            shared: Arc::new(Shared {
                config,
                callback,
                store,
                changes: watch::Sender::new(0),
                consumption_device,
            }),
        }
    }

    /// What waits for a decision in a workspace, in the order in which it came.
    pub fn pending(&self, workspace: &str) -> Vec<PendingRequest> {
        self.store().pending(workspace, Instant::now())
    }

    pub(crate) fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Asks, and waits for the outcome. When the caller goes away, the request goes too.
    pub(crate) async fn ask_sync(&self, question: Question) -> Result<Outcome, ApiError> {
        let Opened {
            serial,
            deadline,
            outcome,
            ..
        } = self.open(question, Mode::Sync, None)?;
        let _withdraw = WithdrawOnDrop {
            simulator: self,
            serial,
        };
        Ok(self
            .wait(outcome, deadline)
            .await
            .unwrap_or(Outcome::Timeout))
    }

    /// Asks, and leaves the outcome to be fetched.
    pub(crate) fn ask_poll(&self, question: Question) -> Result<String, ApiError> {
        self.open(question, Mode::Poll, None)
            .map(|opened| opened.request_id)
    }

    /// Asks, and reports the outcome to the callback URL.
    pub(crate) fn ask_async(
        &self,
        question: Question,
        traceparent: Option<HeaderValue>,
    ) -> Result<String, ApiError> {
        self.callback()?;
        let Opened {
            serial,
            request_id,
            deadline,
            outcome,
        } = self.open(question, Mode::Async, traceparent)?;
        let simulator = self.clone();
        tokio::spawn(async move {
            // A decision is reported by whoever takes it, who waits for the result.
            if simulator.wait(outcome, deadline).await == Some(Outcome::Timeout)
                && let Err(error) = simulator.deliver(serial, None).await
            {
                tracing::warn!(%error, "nobody heard of a time-out");
            }
        });
        Ok(request_id)
    }

    pub(crate) fn status(&self, request_id: &str) -> Result<Status, ApiError> {
        self.store().status(request_id, Instant::now())
    }

    /// Decides a request; in `async` mode it returns when the callback has been tried once.
    pub(crate) async fn actionize(
        &self,
        decision: &Decision,
        traceparent: Option<HeaderValue>,
    ) -> Result<Decided, ApiError> {
        let decided = self.store().decide(decision, Instant::now())?;
        self.changed();
        tracing::info!(workspace = decision.workspace, outcome = ?decided.outcome, "a request was decided");
        self.shared
            .consumption_device
            .overheard(&decision.workspace, overheard::told(decided.outcome));
        let mut trouble = None;
        if decided.mode == Mode::Async {
            // In a task of its own: a caller who does not wait does not stop the callback half way.
            let simulator = self.clone();
            let serial = decided.serial;
            let delivery =
                tokio::spawn(async move { simulator.deliver(serial, traceparent).await });
            trouble = delivery
                .await
                .map_err(|_| ApiError::CallbackFailed("the simulator is stopping".to_owned()))??;
        }
        Ok(Decided {
            outcome: decided.outcome,
            trouble,
        })
    }

    /// Reports the outcome. When that fails at first, it is repeated in the background, and what was wrong is returned.
    async fn deliver(
        &self,
        serial: Serial,
        traceparent: Option<HeaderValue>,
    ) -> Result<Option<String>, ApiError> {
        let Some(report) = self.store().report(serial, traceparent) else {
            return Err(ApiError::UnknownRequest);
        };
        let Err(error) = self.callback()?.send(&report).await else {
            return Ok(None);
        };
        let cause = describe(&error);
        tracing::warn!(
            request_id = report.request_id,
            cause,
            "a callback failed; it is repeated"
        );
        let simulator = self.clone();
        tokio::spawn(async move { simulator.repeat(serial, report).await });
        Ok(Some(error.to_string()))
    }

    async fn repeat(&self, serial: Serial, report: Report) {
        let Ok(callback) = self.callback() else {
            return;
        };
        match callback.repeat(&report).await {
            Ok(()) => tracing::info!(
                request_id = report.request_id,
                "a callback was confirmed after all"
            ),
            Err(error) => {
                self.store().delivery_failed(serial);
                let cause = describe(&error);
                tracing::warn!(
                    request_id = report.request_id,
                    cause,
                    "a callback was given up; the same action again delivers it again"
                );
            }
        }
    }

    fn open(
        &self,
        question: Question,
        mode: Mode,
        traceparent: Option<HeaderValue>,
    ) -> Result<Opened, ApiError> {
        let workspace = question.workspace.clone();
        let asked = overheard::asked(&question);
        let opened = self
            .store()
            .open(question, mode, traceparent, Instant::now())?;
        self.changed();
        tracing::info!(
            workspace,
            ?mode,
            request_id = opened.request_id,
            "a user is asked"
        );
        self.shared.consumption_device.overheard(&workspace, asked);
        Ok(opened)
    }

    /// Waits for the decision, and ends the request itself when its time is up.
    async fn wait(
        &self,
        mut outcome: oneshot::Receiver<Outcome>,
        deadline: Instant,
    ) -> Option<Outcome> {
        tokio::select! {
            biased;
            decided = &mut outcome => return decided.ok(),
            () = tokio::time::sleep_until(deadline) => {}
        }
        self.store().tick(deadline.max(Instant::now()));
        self.changed();
        outcome.await.ok()
    }

    fn callback(&self) -> Result<&Callback, ApiError> {
        match &self.shared.callback {
            Ok(Some(callback)) => Ok(callback),
            Ok(None) => Err(ApiError::CallbackNotConfigured(
                "async needs a callback URL, and this simulator has none; start it with --callback-url URL".to_owned(),
            )),
            Err(error) => Err(ApiError::CallbackNotConfigured(error.to_string())),
        }
    }

    fn changed(&self) {
        self.shared
            .changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.shared
            .store
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error and what caused it, in one line.
fn describe(error: &CallbackError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Takes a request back when the server that waits for its answer hangs up.
struct WithdrawOnDrop<'a> {
    simulator: &'a Simulator,
    serial: Serial,
}

impl Drop for WithdrawOnDrop<'_> {
    fn drop(&mut self) {
        self.simulator.store().abandon(self.serial);
        self.simulator.changed();
    }
}
