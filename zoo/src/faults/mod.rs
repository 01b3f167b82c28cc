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
mod fault;
pub(crate) mod layer;
mod message;
mod paths;
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

pub use fault::Fault;
pub(crate) use fault::Kind;
pub(crate) use message::{Answer, SeenRequest};
pub(crate) use paths::{
    AUTHENTICATION, CALLBACK, COMPLETE, ISSUE, JWKS, JWKS_CALL, METADATA, TOKEN, TOKEN_CALL,
};
pub use reach::Reach;
pub(crate) use relay::Callback;

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
