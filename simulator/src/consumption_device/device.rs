//! All flows of all workspaces.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::driver::drive;
use super::flow::{Ending, Flow, FlowView};
use super::log::Message;
use super::notification::{self, Reply};
use super::request::{AuthenticationRequest, RequestError};
use super::settings::ClientSettings;
use crate::random::random_token;

/// How many workspaces keep their last flow; the oldest is forgotten first.
const REMEMBERED: usize = 256;

/// A client for each workspace, with one flow at a time. Clones share them.
#[derive(Clone)]
pub struct ConsumptionDevice {
    shared: Arc<Shared>,
}

struct Shared {
    second: Duration,
    flows: Mutex<Flows>,
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Flows {
    started: u64,
    by_workspace: HashMap<String, Arc<Flow>>,
    /// The oldest first.
    order: VecDeque<String>,
    by_token: HashMap<String, Arc<Flow>>,
}

/// Why a flow was not started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error("a flow is under way; stop it first")]
    UnderWay,
}

impl fmt::Debug for ConsumptionDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsumptionDevice").finish_non_exhaustive()
    }
}

impl ConsumptionDevice {
    /// A device whose seconds last so long: one second, but for tests.
    pub fn new(second: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                second,
                flows: Mutex::default(),
                changes: watch::Sender::new(0),
            }),
        }
    }

    /// Sends an authentication request and whatever follows from it.
    pub(crate) fn send(
        &self,
        workspace: &str,
        settings: ClientSettings,
        request: AuthenticationRequest,
    ) -> Result<(), SendError> {
        request.check()?;
        let flow = self.begin(workspace, settings, &request)?;
        tokio::spawn(drive(flow, request, self.shared.second));
        Ok(())
    }

    fn begin(
        &self,
        workspace: &str,
        settings: ClientSettings,
        request: &AuthenticationRequest,
    ) -> Result<Arc<Flow>, SendError> {
        let mut flows = self.flows();
        let last = flows.by_workspace.get(workspace);
        if last.is_some_and(|flow| !flow.has_ended()) {
            return Err(SendError::UnderWay);
        }
        flows.forget(workspace);
        while flows.order.len() >= REMEMBERED {
            let Some(oldest) = flows.order.pop_front() else {
                break;
            };
            flows.forget(&oldest);
        }
        flows.started += 1;
        let token = settings.delivery_mode.notifies().then(random_token);
        let flow = Arc::new(Flow::new(
            flows.started,
            settings,
            token.clone(),
            request.binding_message.clone(),
            self.shared.changes.clone(),
        ));
        if let Some(token) = token {
            flows.by_token.insert(token, Arc::clone(&flow));
        }
        let of_workspace = workspace.to_owned();
        flows.order.push_back(of_workspace.clone());
        flows.by_workspace.insert(of_workspace, Arc::clone(&flow));
        Ok(flow)
    }

    /// Ends the flow of a workspace from this side.
    pub(crate) fn stop(&self, workspace: &str) {
        let flow = self.flows().by_workspace.get(workspace).cloned();
        if let Some(flow) = flow {
            flow.end(Ending::Stopped);
        }
    }

    /// The last flow of a workspace.
    pub(crate) fn flow(&self, workspace: &str) -> Option<FlowView> {
        let flow = self.flows().by_workspace.get(workspace).cloned();
        flow.map(|flow| flow.view(Instant::now()))
    }

    /// A server called the client notification endpoint.
    pub(crate) async fn notified(&self, authorization: Option<&str>, body: &[u8]) -> Reply {
        let token = notification::bearer(authorization).unwrap_or_default();
        let flow = self.flows().by_token.get(token).cloned();
        match flow {
            Some(flow) => notification::take(&flow, body).await,
            None => Reply::Unauthorized,
        }
    }

    /// Puts into a log what others say to each other meanwhile, for those who can see it.
    pub fn overheard(&self, workspace: &str, message: Message) {
        let flow = self.flows().by_workspace.get(workspace).cloned();
        if let Some(flow) = flow.filter(|flow| !flow.has_ended()) {
            flow.say(message);
        }
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    fn flows(&self) -> MutexGuard<'_, Flows> {
        self.shared
            .flows
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Flows {
    fn forget(&mut self, workspace: &str) {
        self.order.retain(|known| known != workspace);
        let Some(flow) = self.by_workspace.remove(workspace) else {
            return;
        };
        flow.end(Ending::Stopped);
        if let Some(token) = &flow.client_notification_token {
            self.by_token.remove(token);
        }
    }
}
