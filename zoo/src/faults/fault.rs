use std::sync::Arc;

use super::message::{Answer, SeenRequest};
use super::relay::Callback;
use super::{layer, relay};
use embedded::Wrap;
use suite::config::TargetConfig;

/// One small violation of one requirement.
#[derive(Clone, Copy)]
pub struct Fault {
    /// The name in `fixtures/faults.toml`.
    pub name: &'static str,
    /// The end of the path that it concerns; empty for callbacks.
    pub(crate) path: &'static str,
    pub(crate) kind: Kind,
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fault")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Where a fault sits and what it changes.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// What the client sees of an answer of the server; the request is as the client sent it.
    Answer(fn(&mut Answer, &SeenRequest)),
    /// What the server sees of a request; the target knows the clients' secrets.
    Request(fn(&mut SeenRequest, &TargetConfig)),
    /// What the server sees of an answer of Authlete.
    Authlete(fn(&mut Answer, &SeenRequest)),
    /// What the server tells Authlete about the user's decision.
    Completion(fn(&mut serde_json::Map<String, serde_json::Value>)),
    /// How the server calls the client notification endpoint.
    Callback(fn(&mut Callback)),
    /// A layer around the server, made anew for each server.
    Layer(fn() -> Wrap),
    /// The same around Authlete; it is told an address that is notified where a client has registered none.
    AuthleteLayer(fn(&str) -> Wrap),
    /// The same around the authentication device.
    DeviceLayer(fn() -> Wrap),
}

impl Fault {
    pub(crate) const fn answer(
        name: &'static str,
        path: &'static str,
        change: fn(&mut Answer, &SeenRequest),
    ) -> Self {
        Self {
            name,
            path,
            kind: Kind::Answer(change),
        }
    }

    pub(crate) const fn request(
        name: &'static str,
        path: &'static str,
        change: fn(&mut SeenRequest, &TargetConfig),
    ) -> Self {
        Self {
            name,
            path,
            kind: Kind::Request(change),
        }
    }

    pub(crate) const fn authlete(
        name: &'static str,
        path: &'static str,
        change: fn(&mut Answer, &SeenRequest),
    ) -> Self {
        Self {
            name,
            path,
            kind: Kind::Authlete(change),
        }
    }

    pub(crate) const fn callback(name: &'static str, change: fn(&mut Callback)) -> Self {
        Self {
            name,
            path: "",
            kind: Kind::Callback(change),
        }
    }

    /// The layer around the server, if the fault has one.
    pub(crate) fn around_server(self, target: TargetConfig) -> Option<Wrap> {
        match self.kind {
            Kind::Answer(change) => Some(layer::on_answers(self.path, change)),
            Kind::Request(change) => Some(layer::on_requests(self.path, change, Arc::new(target))),
            Kind::Layer(make) => Some(make()),
            _ => None,
        }
    }

    /// The layer around the authentication device, if the fault has one.
    pub(crate) fn around_device(self) -> Option<Wrap> {
        match self.kind {
            Kind::DeviceLayer(make) => Some(make()),
            _ => None,
        }
    }

    /// The layer around Authlete, if the fault has one; `relay` is where callbacks go first, and `endpoint` the address
    /// for those who have registered none.
    pub(crate) fn around_authlete(self, relay: &str, endpoint: &str) -> Option<Wrap> {
        match self.kind {
            Kind::Authlete(change) => Some(layer::on_answers(self.path, change)),
            Kind::Completion(change) => Some(layer::on_json(self.path, change)),
            Kind::Callback(_) => Some(relay::detour(relay)),
            Kind::AuthleteLayer(make) => Some(make(endpoint)),
            _ => None,
        }
    }

    /// The relay's routes, if the fault needs a relay.
    pub(crate) fn relay(self) -> Option<axum::Router> {
        match self.kind {
            Kind::Callback(change) => relay::router(change),
            _ => None,
        }
    }
}
