//! A change on the wire: what makes a server wrong, or right and unlike ours.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::sent::Sent;
use crate::wire::{self, Answer, COMPLETE, Callback, SeenRequest};
use embedded::{ServiceSettings, Wrap};
use suite::config::TargetConfig;

/// Where a change sits and what it does. The path, where there is one, is the end of the path that it concerns.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// What the client sees of an answer of the server; the request is as the client sent it.
    Answer(&'static str, fn(&mut Answer, &SeenRequest)),
    /// What the server sees of a request, and so what it accepts; the target knows the clients' secrets.
    Request(&'static str, fn(&mut SeenRequest, &TargetConfig)),
    /// What the server sees of an answer of Authlete, and so what it does next.
    Authlete(&'static str, fn(&mut Answer, &SeenRequest)),
    /// What the server tells Authlete about the user's decision.
    Completion(fn(&mut Map<String, Value>)),
    /// How the server calls the client notification endpoint.
    Callback(fn(&mut Callback)),
    /// A layer around the server, made anew for each server: for what a single message does not show.
    Layer(fn() -> Wrap),
    /// The same around Authlete; it is told an address that is notified where a client has registered none.
    AuthleteLayer(fn(&str) -> Wrap),
    /// The same around the authentication device.
    DeviceLayer(fn() -> Wrap),
    /// How the service is set at Authlete, and an answer at a path that shows it.
    Service(fn(&mut ServiceSettings), &'static str, fn(&Answer) -> bool),
}

impl Change {
    /// The layer around the server, if the change has one.
    pub(crate) fn around_server(self, target: TargetConfig) -> Option<Wrap> {
        match self {
            Self::Answer(path, change) => Some(wire::on_answers(path, change)),
            Self::Request(path, change) => Some(wire::on_requests(path, change, Arc::new(target))),
            Self::Layer(make) => Some(make()),
            _ => None,
        }
    }

    /// How the service is set at Authlete, if the change is about that.
    pub(crate) fn of_service(self) -> Option<fn(&mut ServiceSettings)> {
        match self {
            Self::Service(set, ..) => Some(set),
            _ => None,
        }
    }

    /// The layer around the authentication device, if the change has one.
    pub(crate) fn around_device(self) -> Option<Wrap> {
        match self {
            Self::DeviceLayer(make) => Some(make()),
            _ => None,
        }
    }

    /// The layer around Authlete, if the change has one; `relay` is where callbacks go first, and `endpoint` the
    /// address for those who have registered none.
    pub(crate) fn around_authlete(self, relay: &str, endpoint: &str) -> Option<Wrap> {
        match self {
            Self::Authlete(path, change) => Some(wire::on_answers(path, change)),
            Self::Completion(change) => Some(wire::on_json(COMPLETE, change)),
            Self::Callback(_) => Some(wire::detour(relay)),
            Self::AuthleteLayer(make) => Some(make(endpoint)),
            _ => None,
        }
    }

    /// The relay's routes, if the change needs a relay; it is kept whose calls are changed.
    pub(crate) fn relay(self, sent: Option<Arc<Sent>>) -> Option<axum::Router> {
        match self {
            Self::Callback(change) => wire::relay(change, sent),
            _ => None,
        }
    }
}
