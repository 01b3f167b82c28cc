//! The fake's API, without a transport and over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod authentication_request;
mod authorization;
mod binary;
mod calls;
mod client_assertion;
mod client_authentication;
mod client_management;
mod clients_file;
mod complete;
mod facts;
mod id_token_hint;
mod introspection;
mod java_server;
mod limits;
mod mounts;
mod polling;
mod refresh;
mod robustness;
mod service;
mod service_update;
mod signed_request;
mod support;
mod switches;
mod tickets;
mod token;
mod transactions;
mod userinfo;
