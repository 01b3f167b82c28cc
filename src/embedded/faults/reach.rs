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

use super::layer::{Answer, SeenRequest, outside};
use super::relay::Callback;
use super::{COMPLETE, Fault, Kind};
use crate::config::TargetConfig;
use crate::embedded::Wrap;

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
        let reached = self.lock();
        let in_trace = reached.by_trace.get(trace);
        in_trace.is_some_and(|faults| faults.contains(fault))
    }

    /// Whether the fault changes a message of no scenario, such as the metadata that is read before the first.
    pub fn reaches_all(&self, fault: &str) -> bool {
        self.lock().everywhere.contains(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Reached> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the faults that change something in a message; those known of its trace are not asked again.
    fn keep(&self, request: &SeenRequest, changes: impl Fn(&Fault) -> bool) {
        let trace = request.trace();
        let known = trace
            .and_then(|trace| self.lock().by_trace.get(trace).cloned())
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
        let mut reached = self.lock();
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
    pub(in crate::embedded) fn around_server(self: &Arc<Self>, target: TargetConfig) -> Wrap {
        let target = Arc::new(target);
        let reach = Arc::clone(self);
        Box::new(move |router: Router| {
            outside(router).layer(from_fn(move |request: Request, next: Next| {
                let (reach, target) = (Arc::clone(&reach), Arc::clone(&target));
                async move {
                    let path = request.uri().path().to_owned();
                    let (seen, request) = SeenRequest::read(request).await;
                    let (given, answer) = Answer::see(next.run(request).await).await;
                    reach.keep(&seen, |fault| match fault.kind {
                        Kind::Request(change) if path.ends_with(fault.path) => {
                            changed(&seen, |seen| change(seen, &target))
                        }
                        Kind::Answer(change) if path.ends_with(fault.path) => {
                            changed(&given, |given| change(given, &seen))
                        }
                        _ => false,
                    });
                    reach.rehearse(Place::Server, &seen, &given);
                    answer
                }
            }))
        })
    }

    /// Around the authentication device: sees what [`Fault::around_device`] would see.
    pub(in crate::embedded) fn around_device(self: &Arc<Self>) -> Wrap {
        let reach = Arc::clone(self);
        Box::new(move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let reach = Arc::clone(&reach);
                async move {
                    let (seen, request) = SeenRequest::read(request).await;
                    let (given, answer) = Answer::see(next.run(request).await).await;
                    reach.rehearse(Place::Device, &seen, &given);
                    answer
                }
            }))
        })
    }

    /// Around Authlete: sees what [`Fault::around_authlete`] would see, and so the callbacks to come.
    pub(in crate::embedded) fn around_authlete(self: &Arc<Self>) -> Wrap {
        let reach = Arc::clone(self);
        Box::new(move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                let reach = Arc::clone(&reach);
                async move {
                    let path = request.uri().path().to_owned();
                    let (seen, request) = SeenRequest::read(request).await;
                    let (given, answer) = Answer::see(next.run(request).await).await;
                    let callback = path
                        .ends_with(COMPLETE)
                        .then(|| Callback::wanted_by(&given))
                        .flatten();
                    reach.keep(&seen, |fault| match fault.kind {
                        Kind::Authlete(change) if path.ends_with(fault.path) => {
                            changed(&given, |given| change(given, &seen))
                        }
                        Kind::Completion(change) if path.ends_with(fault.path) => {
                            serde_json::from_slice(&seen.body)
                                .is_ok_and(|members| changed(&members, change))
                        }
                        Kind::Callback(change) => callback
                            .as_ref()
                            .is_some_and(|callback| changed(callback, change)),
                        _ => false,
                    });
                    reach.rehearse(Place::Authlete, &seen, &given);
                    answer
                }
            }))
        })
    }

    /// Shows a message to the layers at its place: each has a memory, so that none may miss one.
    fn rehearse(&self, place: Place, request: &SeenRequest, answer: &Answer) {
        let changing: HashSet<&'static str> = self
            .layers
            .iter()
            .filter(|(own, _, rehearsal)| *own == place && rehearsal.changes(request, answer))
            .map(|(_, name, _)| *name)
            .collect();
        self.keep(request, |fault| changing.contains(fault.name));
    }
}

fn changed<T: Clone + PartialEq>(message: &T, change: impl FnOnce(&mut T)) -> bool {
    let mut after = message.clone();
    change(&mut after);
    after != *message
}

/// A layer around a stage on which the right server's answers are played.
struct Rehearsal {
    router: Router,
    scene: Arc<Mutex<Scene>>,
    /// One message at a time.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Scene {
    answer: Option<Answer>,
    seen: Vec<SeenRequest>,
}

impl Rehearsal {
    fn of(layer: Wrap) -> Self {
        let scene: Arc<Mutex<Scene>> = Arc::default();
        let played = Arc::clone(&scene);
        let stage = Router::new().fallback(move |request: Request| {
            let played = Arc::clone(&played);
            async move {
                let (seen, _) = SeenRequest::read(request).await;
                let mut scene = played.lock().unwrap_or_else(PoisonError::into_inner);
                scene.seen.push(seen);
                scene
                    .answer
                    .clone()
                    .map(Answer::rebuild)
                    .unwrap_or_default()
            }
        });
        Self {
            router: layer(stage),
            scene,
            turn: Mutex::default(),
        }
    }

    /// Whether the layer changes the request, or the answer, or asks more than once, or makes somebody wait.
    fn changes(&self, request: &SeenRequest, answer: &Answer) -> bool {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let scene = || self.scene.lock().unwrap_or_else(PoisonError::into_inner);
        *scene() = Scene {
            answer: Some(answer.clone()),
            seen: Vec::new(),
        };
        let sent = request.clone().rebuild(&request.form);
        let playing = async {
            let given = self.router.clone().oneshot(sent).await.unwrap_or_default();
            Answer::see(given).await.0
        };
        let given = playing.now_or_never();
        let scene = scene();
        let same_request = matches!(scene.seen.as_slice(), [seen] if seen.is_as(request));
        let same_answer = given.is_some_and(|given| given == *answer);
        !(same_request && same_answer)
    }
}
