//! A minimal authorization server for OpenID Connect CIBA (Client-Initiated Backchannel Authentication, Core 1.0),
//! in front of an Authlete API.
//!
//! Authlete knows the protocol; this server knows the users. Each route forwards to Authlete, looks the `action` of
//! the answer up in a table, and answers. In between it finds the user whom the hint names, asks that user on the
//! authentication device, and delivers the outcome.
//!
//! | request | what happens |
//! |---|---|
//! | `GET /.well-known/openid-configuration` | Authlete's discovery document |
//! | `GET /jwks` | Authlete's public keys |
//! | `POST /backchannel/authentication` | the authentication request (section 7) |
//! | `POST /backchannel/authentication/callback` | the result from an asynchronous authentication device |
//! | `POST /token` | the token request (section 10.1) |
//! | `GET /healthz` | whether this server is up; Authlete is not asked |
//!
//! ```no_run
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! use reference_server::{AppState, Server, Settings};
//!
//! let state = AppState::new(Settings::default())?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//! let server = Server::start(state, listener);
//! server.shutdown().await?;
//! # Ok(())
//! # }
//! ```

pub mod authentication_device;
pub mod authlete;
mod background;
mod clock;
mod completion;
pub mod config;
mod connections;
mod deadline;
mod error;
mod form_request;
mod http_client;
mod ledger;
pub mod log;
mod notification;
mod repetition;
mod respond;
mod routes;
mod sealed_state;
pub mod secret;
pub mod serve;
mod server;
mod settings;
pub mod startup;
mod state;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod testing;
mod toml_text;
pub mod trace;
mod transaction;
pub mod users;

pub use authentication_device::{AuthenticationDeviceSettings, Mode};
pub use authlete::AuthleteSettings;
pub use background::Background;
pub use clock::{Clock, SystemClock};
pub use http_client::HttpClientError;
pub use repetition::Repetition;
pub use routes::{CALLBACK_PATH, router};
pub use sealed_state::{StateKey, StateKeyError};
pub use secret::Secret;
pub use server::{Server, ServerError};
pub use settings::Settings;
pub use state::AppState;
pub use toml_text::TomlError;
pub use users::{LoginHintTokenIssuer, UserDirectory};
