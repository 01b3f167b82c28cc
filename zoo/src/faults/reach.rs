//! How far a fault reaches: which scenarios a right server would answer otherwise if it had the fault.
//!
//! Every message of a run on a right server is shown to every fault. A fault that would change none of the messages of
//! a scenario leaves that scenario's run as it is, to the last byte: there is nothing to be seen by running it again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use futures::FutureExt as _;
use tower::ServiceExt as _;

use super::layer::outside;
use super::message::{Answer, SeenRequest};
use super::raw::{RawAnswer, RawRequest};
use super::relay::Callback;
use super::{COMPLETE, Fault, Kind};
use embedded::Wrap;
use suite::config::TargetConfig;

/// Watches a right server, and keeps which fault would have changed what.
pub struct Reach {
    faults: Vec<Fault>,
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
    pub fn of(faults: impl IntoIterator<Item = Fault>) -> Self {
        let faults: Vec<Fault> = faults.into_iter().collect();
        let layers = faults
            .iter()
            .filter_map(|fault| {
                let (place, layer) = match fault.kind {
                    Kind::Layer(make) => (Place::Server, make()),
                    Kind::AuthleteLayer(make) => (Place::Authlete, make("http://localhost/")),
                    Kind::DeviceLayer(make) => (Place::Device, make()),
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
    pub fn reaches(&self, fault: &str, trace: &str) -> bool {
        let reached = lock(&self.reached);
        let in_trace = reached.by_trace.get(trace);
        in_trace.is_some_and(|faults| faults.contains(fault))
    }

    /// Whether the fault changes a message of no scenario, such as the metadata that is read before the first.
    pub fn reaches_all(&self, fault: &str) -> bool {
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

    /// Around the server: sees what [`Fault::around_server`] would see; the target knows the clients' secrets.
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
                    reach.keep(seen, |fault| match fault.kind {
                        Kind::Request(change) if path.ends_with(fault.path) => {
                            requests.is_changed_by(|seen| change(seen, &target))
                        }
                        Kind::Answer(change) if path.ends_with(fault.path) => {
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

    /// Around the authentication device: sees what [`Fault::around_device`] would see.
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

    /// Around Authlete: sees what [`Fault::around_authlete`] would see, and so the callbacks to come.
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
                    reach.keep(seen, |fault| match fault.kind {
                        Kind::Authlete(change) if path.ends_with(fault.path) => {
                            answers.is_changed_by(|given| change(given, seen))
                        }
                        Kind::Completion(change) if path.ends_with(fault.path) => completions
                            .as_mut()
                            .is_some_and(|members| members.is_changed_by(change)),
                        Kind::Callback(change) => callbacks
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

/// An exchange with the right server, as it was and as faults see it.
struct Watched {
    request: RawRequest,
    answer: RawAnswer,
    seen: SeenRequest,
    given: Answer,
}

impl Watched {
    async fn play(request: Request, next: Next) -> Self {
        let (raw, request) = RawRequest::read(request).await;
        let answer = RawAnswer::read(next.run(request).await).await;
        Self {
            seen: SeenRequest::from(&raw),
            given: Answer::from(&answer),
            request: raw,
            answer,
        }
    }

    /// Whether this answer says the same as the one that was given, if its JSON is written in another way.
    fn is_answered_by(&self, answer: &RawAnswer) -> bool {
        *answer == self.answer || Answer::from(answer) == self.given
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

/// A layer around a stage on which the right server's answers are played.
struct Rehearsal {
    paths: Vec<&'static str>,
    router: Router,
    scene: Arc<Mutex<Scene>>,
    /// One message at a time.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Scene {
    answer: Option<RawAnswer>,
    seen: Vec<RawRequest>,
}

impl Rehearsal {
    fn of(layer: Wrap) -> Self {
        let scene: Arc<Mutex<Scene>> = Arc::default();
        let played = Arc::clone(&scene);
        let stage = Router::new().fallback(move |request: Request| {
            let played = Arc::clone(&played);
            async move {
                let (seen, _) = RawRequest::read(request).await;
                let mut scene = lock(&played);
                scene.seen.push(seen);
                let answer = scene.answer.as_ref();
                answer.map(RawAnswer::again).unwrap_or_default()
            }
        });
        Self {
            paths: layer.paths(),
            router: layer.around(stage),
            scene,
            turn: Mutex::default(),
        }
    }

    /// Whether the layer changes the request, or the answer, or asks more than once, or makes somebody wait.
    fn changes(&self, exchange: &Watched) -> bool {
        let path = exchange.request.uri.path();
        if !self.paths.iter().any(|end| path.ends_with(end)) {
            return false;
        }
        let _turn = lock(&self.turn);
        *lock(&self.scene) = Scene {
            answer: Some(exchange.answer.clone()),
            seen: Vec::new(),
        };
        let playing = async {
            let sent = exchange.request.again();
            let given = self.router.clone().oneshot(sent).await.unwrap_or_default();
            RawAnswer::read(given).await
        };
        let given = playing.now_or_never();
        let scene = lock(&self.scene);
        let same_request = matches!(scene.seen.as_slice(), [seen] if seen.is_as(&exchange.request));
        let same_answer = given.is_some_and(|given| exchange.is_answered_by(&given));
        !(same_request && same_answer)
    }
}

/// A poisoned lock only means that another task panicked; what it guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
