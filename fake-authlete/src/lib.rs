//! Authlete as a CIBA server sees it: a stateful fake of its API.
//!
//! Authlete is a service that decides what an authorization server answers: the server hands every request on, and
//! gets an `action` and a body back. This crate is that service for CIBA (CIBA Core 1.0), without an account and
//! without a network: it authenticates clients, judges authentication requests, issues `auth_req_id`s, counts time
//! and signs ID Tokens. It serves the paths and credentials of version 2 (`/api/...`, Basic) and of version 3
//! (`/api/{serviceId}/...`, Bearer) at once, and refuses wrong ones.
//!
//! [`Core`] is the fake without a transport. [`router`] mounts it on axum; `FakeAuthlete`, behind the feature
//! `wiremock`, on a mock server for test processes.
//!
//! What Authlete does is documented in part only. [`result_codes`] says which codes are Authlete's own; where its
//! behaviour is not published, the place in the code says that a choice was made. The README beside this crate lists
//! those choices.
//!
//! Switches that Authlete has not help tests: `POST /__fake/age` makes one `auth_req_id` older, so that no test waits
//! for an expiry, `/__fake/force` decides or changes the next answer of an API ([`Forced`]), `/__fake/latency` holds
//! every answer back, and `/__fake/rate_limit` answers what exceeds a rate with 429.

mod answer;
mod api;
mod authentication_request;
mod authorization;
mod client_authentication;
mod clients;
mod clock;
mod config;
mod core;
mod fields;
mod form;
mod jws;
mod keys;
mod mount;
mod oauth_error;
mod parameters;
mod random;
mod rate_limit;
mod request;
pub mod result_codes;
mod route;
mod secret;
mod service;
mod service_settings;
mod store;
mod switch_calls;
mod switches;
mod tokens;

pub use crate::answer::Answer;
pub use crate::clients::{
    CIBA_GRANT_TYPE, Client, ClientAuthMethod, ClientsError, DeliveryMode, IdTokenAlg,
    REFRESH_TOKEN_GRANT_TYPE, clients_from_toml,
};
pub use crate::clock::{Clock, ManualClock, SystemClock};
pub use crate::config::{Config, Credentials, Observer};
pub use crate::core::Core;
pub use crate::keys::SigningKeys;
pub use crate::mount::on_axum::router;
#[cfg(feature = "wiremock")]
pub use crate::mount::on_wiremock::FakeAuthlete;
pub use crate::rate_limit::RateLimit;
pub use crate::request::Request;
pub use crate::route::Api;
pub use crate::secret::Secret;
pub use crate::service_settings::{PushTransactionError, ServiceSettings};
pub use crate::switches::Forced;
