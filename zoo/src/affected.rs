//! How far a fault reaches: which scenarios a right server would answer otherwise if it had the fault.
//!
//! Every message of a run on a right server is shown to every fault. A fault that would change none of the messages of
//! a scenario leaves that scenario's run as it is, to the last byte: there is nothing to be seen by running it again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::rehearsal::{Rehearsal, Watched};
use crate::wire::{COMPLETE, Callback, SeenRequest, outside};
use embedded::Wrap;
use suite::config::TargetConfig;

/// Watches a right server, and keeps which fault would have changed what.
pub(crate) struct Reach {
    faults: Vec<&'static Fault>,
    layers: Vec<(Place, &'static str, Rehearsal)>,
    reached: Mutex<Reached>,
}

/// What a layer is around.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Server,
    Authlete,
    Device,
}

#[derive(Default)]
struct Reached {
    /// The faults that change a message of this trace.
    by_trace: HashMap<String, HashSet<&'static str>>,
    /// The faults that change a message of no trace: it may concern everybody.
    everywhere: HashSet<&'static str>,
}

impl Reach {
    /// Watches for these faults.
    pub(crate) fn of(faults: impl IntoIterator<Item = &'static Fault>) -> Self {
        let faults: Vec<&'static Fault> = faults.into_iter().collect();
        let layers = faults
            .iter()
            .filter_map(|fault| {
                let (place, layer) = match fault.change {
                    Change::Layer(make) => (Place::Server, make()),
                    Change::AuthleteLayer(make) => (Place::Authlete, make("http://localhost/")),
                    Change::DeviceLayer(make) => (Place::Device, make()),
                    _ => return None,
                };
                Some((place, fault.name, Rehearsal::of(layer)))
            })
            .collect();
        Self {
            faults,
            layers,
            reached: Mutex::default(),
        }
    }

    /// Whether the fault changes a message of the scenario that had this trace.
    pub(crate) fn reaches(&self, fault: &str, trace: &str) -> bool {
        let reached = lock(&self.reached);
        let in_trace = reached.by_trace.get(trace);
        in_trace.is_some_and(|faults| faults.contains(fault))
    }

    /// Whether the fault changes a message of no scenario, such as the metadata that is read before the first.
    pub(crate) fn reaches_all(&self, fault: &str) -> bool {
        lock(&self.reached).everywhere.contains(fault)
    }

    /// Keeps the faults that change something in a message; those known of its trace are not asked again.
    fn keep(&self, request: &SeenRequest, mut changes: impl FnMut(&Fault) -> bool) {
        let trace = request.trace();
        let known = trace
            .and_then(|trace| lock(&self.reached).by_trace.get(trace).cloned())
            .unwrap_or_default();
        let new: Vec<&'static str> = self
            .faults
            .iter()
            .filter(|fault| !known.contains(fault.name) && changes(fault))
            .map(|fault| fault.name)
            .collect();
        if new.is_empty() {
            return;
        }
        let mut reached = lock(&self.reached);
        match trace {
            Some(trace) => reached
                .by_trace
                .entry(trace.to_owned())
                .or_default()
                .extend(new),
            None => reached.everywhere.extend(new),
        }
    }

    /// Around the server: sees what [`Change::around_server`] would see; the target knows the clients' secrets.
    pub(crate) fn around_server(self: &Arc<Self>, target: TargetConfig) -> Wrap {
        let target = Arc::new(target);
        let reach = Arc::clone(self);
        Wrap::everywhere(move |router: Router| {
            outside(router).layer(from_fn(move |request: Request, next: Next| {
                let (reach, target) = (Arc::clone(&reach), Arc::clone(&target));
                async move {
                    let path = request.uri().path().to_owned();
                    let exchange = Watched::play(request, next).await;
                    let seen = &exchange.seen;
                    let mut requests = Trial::of(seen);
                    let mut answers = Trial::of(&exchange.given);
                    reach.keep(seen, |fault| match fault.change {
                        Change::Request(end, change) if path.ends_with(end) => {
                            requests.is_changed_by(|seen| change(seen, &target))
                        }
                        Change::Answer(end, change) if path.ends_with(end) => {
                            answers.is_changed_by(|given| change(given, seen))
                        }
                        _ => false,
                    });
                    reach.rehearse(Place::Server, &exchange);
                    exchange.answer.again()
                }
            }))
        })
    }

    /// Around the authentication device: sees what [`Change::around_device`] would see.
    pub(crate) fn around_device(self: &Arc<Self>) -> Wrap {
        let reach = Arc::clone(self);
        Wrap::everywhere(move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let reach = Arc::clone(&reach);
                async move {
                    let exchange = Watched::play(request, next).await;
                    reach.rehearse(Place::Device, &exchange);
                    exchange.answer.again()
                }
            }))
        })
    }

    /// Around Authlete: sees what [`Change::around_authlete`] would see, and so the callbacks to come.
    pub(crate) fn around_authlete(self: &Arc<Self>) -> Wrap {
        let reach = Arc::clone(self);
        Wrap::everywhere(move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let reach = Arc::clone(&reach);
                async move {
                    let path = request.uri().path().to_owned();
                    let exchange = Watched::play(request, next).await;
                    let (seen, given) = (&exchange.seen, &exchange.given);
                    let callback = path
                        .ends_with(COMPLETE)
                        .then(|| Callback::wanted_by(given))
                        .flatten();
                    let members = serde_json::from_slice(&seen.body).ok();
                    let mut answers = Trial::of(given);
                    let mut completions = members.as_ref().map(Trial::of);
                    let mut callbacks = callback.as_ref().map(Trial::of);
                    reach.keep(seen, |fault| match fault.change {
                        Change::Authlete(end, change) if path.ends_with(end) => {
                            answers.is_changed_by(|given| change(given, seen))
                        }
                        Change::Completion(change) if path.ends_with(COMPLETE) => completions
                            .as_mut()
                            .is_some_and(|members| members.is_changed_by(change)),
                        Change::Callback(change) => callbacks
                            .as_mut()
                            .is_some_and(|callback| callback.is_changed_by(change)),
                        _ => false,
                    });
                    reach.rehearse(Place::Authlete, &exchange);
                    exchange.answer.again()
                }
            }))
        })
    }

    /// Shows a message to the layers at its place: each has a memory, so that none may miss what it looks into.
    fn rehearse(&self, place: Place, exchange: &Watched) {
        let changing: HashSet<&'static str> = self
            .layers
            .iter()
            .filter(|(own, _, rehearsal)| *own == place && rehearsal.changes(exchange))
            .map(|(_, name, _)| *name)
            .collect();
        self.keep(&exchange.seen, |fault| changing.contains(fault.name));
    }
}

/// A message on which changes are tried one after the other. Few change it, so that one copy serves for many.
struct Trial<'a, T> {
    message: &'a T,
    copy: T,
}

impl<'a, T: Clone + PartialEq> Trial<'a, T> {
    fn of(message: &'a T) -> Self {
        Self {
            copy: message.clone(),
            message,
        }
    }

    fn is_changed_by(&mut self, change: impl FnOnce(&mut T)) -> bool {
        change(&mut self.copy);
        let is_changed = self.copy != *self.message;
        if is_changed {
            self.copy = self.message.clone();
        }
        is_changed
    }
}
