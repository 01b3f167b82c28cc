//! Servers that are wrong on purpose: each fault is one small violation of one requirement.
//!
//! A fault has two halves of the same name. What it does stands here, in a file for each noun of the specification;
//! what it breaks and which scenarios must catch it stands in `fixtures/faults.toml`. A test holds the halves against
//! each other.
//!
//! To add a fault, add an entry to a list of this folder (a new list goes into `all`) and a table to the fixture.
//! Most faults are a change on the wire:
//! - `Kind::Answer` changes what the client sees of an answer of the server;
//! - `Kind::Request` changes what the server sees of a request, and so makes it accept what it must refuse: drop one
//!   of two hints, replace wrong credentials by right ones (`changes::authenticate`), unpack a signed request that
//!   must not be trusted (`changes::unpack_signed_request`);
//! - `Kind::Authlete` changes an answer of Authlete, and so what the server does next;
//! - `Kind::Completion` changes what the server tells Authlete about the user's decision;
//! - `Kind::Callback` changes the server's call of the client notification endpoint;
//! - `Kind::Layer` wraps the server in a layer with a memory of its own, for what a single message does not show;
//! - `Kind::AuthleteLayer` and `Kind::DeviceLayer` do the same to Authlete and to the authentication device.

pub(crate) mod changes;
mod layer;
mod message;
mod raw;
mod reach;
mod relay;

mod acknowledgement;
mod authentication_error;
mod authentication_request;
mod callback;
mod client_assertion;
mod client_authentication;
mod consent;
mod decision;
mod delivery;
mod device;
mod grant;
mod http;
mod id_token;
mod identity;
mod metadata;
mod oauth;
mod polling;
mod push;
mod refresh;
mod refreshed;
mod signed_request;
mod token;
mod user_code;
mod userinfo;

use std::sync::Arc;

use suite::config::TargetConfig;

pub(crate) use layer::{answering, answering_at};
pub(crate) use message::{Answer, SeenRequest};
pub use reach::Reach;
pub(crate) use relay::Callback;

use embedded::Wrap;

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

/// The backchannel authentication endpoint.
pub(crate) const AUTHENTICATION: &str = "/backchannel/authentication";
/// The token endpoint.
pub(crate) const TOKEN: &str = "/token";
/// The metadata.
pub(crate) const METADATA: &str = "/.well-known/openid-configuration";
/// The JWK Set.
pub(crate) const JWKS: &str = "/jwks";
/// Where an authentication device reports what the user decided.
pub(crate) const CALLBACK: &str = "/backchannel/authentication/callback";
/// Authlete's call that starts a transaction.
pub(crate) const ISSUE: &str = "/backchannel/authentication/issue";
/// Authlete's call that judges a token request.
pub(crate) const TOKEN_CALL: &str = "/auth/token";
/// Authlete's call that gives the keys.
pub(crate) const JWKS_CALL: &str = "/service/jwks/get";
/// Authlete's call that ends a transaction.
pub(crate) const COMPLETE: &str = "/backchannel/authentication/complete";

/// Every fault, list by list.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    [
        acknowledgement::FAULTS,
        authentication_error::FAULTS,
        authentication_request::FAULTS,
        callback::FAULTS,
        client_assertion::AUDIENCES,
        client_assertion::CLAIMS,
        client_assertion::SIGNATURES,
        client_authentication::FAULTS,
        client_authentication::HINTS,
        consent::FAULTS,
        http::FAULTS,
        http::IN_CALLBACKS,
        id_token::FAULTS,
        identity::FAULTS,
        decision::FAULTS,
        delivery::FAULTS,
        device::FAULTS,
        grant::FAULTS,
        metadata::FAULTS,
        metadata::KEYS,
        metadata::UNREADABLE,
        oauth::AT_AUTHENTICATION,
        oauth::AT_TOKEN,
        polling::FAULTS,
        push::FAULTS,
        refresh::FAULTS,
        refreshed::FAULTS,
        token::FAULTS,
        user_code::FAULTS,
        userinfo::FAULTS,
    ]
    .into_iter()
    .flatten()
    .chain(signed_request::all())
}

/// The fault of a name.
pub fn named(name: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.name == name)
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
    pub(super) fn around_server(self, target: TargetConfig) -> Option<Wrap> {
        match self.kind {
            Kind::Answer(change) => Some(layer::on_answers(self.path, change)),
            Kind::Request(change) => Some(layer::on_requests(self.path, change, Arc::new(target))),
            Kind::Layer(make) => Some(make()),
            _ => None,
        }
    }

    /// The layer around the authentication device, if the fault has one.
    pub(super) fn around_device(self) -> Option<Wrap> {
        match self.kind {
            Kind::DeviceLayer(make) => Some(make()),
            _ => None,
        }
    }

    /// The layer around Authlete, if the fault has one; `relay` is where callbacks go first, and `endpoint` the address
    /// for those who have registered none.
    pub(super) fn around_authlete(self, relay: &str, endpoint: &str) -> Option<Wrap> {
        match self.kind {
            Kind::Authlete(change) => Some(layer::on_answers(self.path, change)),
            Kind::Completion(change) => Some(layer::on_json(self.path, change)),
            Kind::Callback(_) => Some(relay::detour(relay)),
            Kind::AuthleteLayer(make) => Some(make(endpoint)),
            _ => None,
        }
    }

    /// The relay's routes, if the fault needs a relay.
    pub(super) fn relay(self) -> Option<axum::Router> {
        match self.kind {
            Kind::Callback(change) => relay::router(change),
            _ => None,
        }
    }
}
