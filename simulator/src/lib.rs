//! A CIBA simulator: the authentication device that a CIBA server asks and that no person has to hold.
//!
//! It speaks the HTTP API of Authlete's CIBA simulator (<https://cibasim.authlete.com>) as CIBA servers use it: a
//! server asks a user for a decision, and whoever knows the token of the request (for a CIBA server: the
//! `auth_req_id`) decides it.
//!
//! | request | answer |
//! |---|---|
//! | `POST /api/authenticate/sync` | `{"result"}`, when the user has decided or the time is up |
//! | `POST /api/authenticate/async` | `{"request_id"}` at once; later `{"request_id", "result", "state"}` to the callback URL, until it answers 204 |
//! | `POST /api/authenticate/poll` | `{"request_id"}` at once |
//! | `POST /api/authenticate/result` | `{"status": "active" \| "complete" \| "timeout", "result"}` of a `request_id` |
//! | `POST /api/authenticate/actionize?workspace=&token=&action=` | `{"result"}`: decides, `action` is `allow` or `deny`; 202 when the callback has to be repeated; with `user`, on that user's device alone |
//! | `GET /api/workspaces/{workspace}/requests?user=` | `{"requests": [..]}`: what waits for a decision |
//!
//! The first three take `{"workspace", "user", "message", "timeout", "actionize_token"}`, and `/async` a `state` too.
//! Where the user decides on the page, the `actionize_token` may be left out; `client_name`, `scopes` (a list) and
//! `binding_message` are shown apart from the message, where a server tells them.
//! A workspace is a plain name or `namespace/project`; a token of one workspace is unknown in every other.
//! Errors are `{"error", "message"}`.
//!
//! For people there are pages: `/` opens a workspace, `/{workspace}` shows it, and `/{workspace}/ad/{user}` is a user's
//! authentication device with a button for each decision. `/{workspace}/cd` is the consumption device: a client that
//! sends authentication requests, and shows what goes over the wire and what a client has to check.
//! `POST /api/notification` is its client notification endpoint.
//!
//! ```no_run
//! # async fn start() -> std::io::Result<()> {
//! use simulator::{Config, Simulator};
//!
//! let simulator = Simulator::new(Config {
//!     callback_url: Some("http://127.0.0.1:8080/backchannel/authentication/callback".to_owned()),
//!     ..Config::default()
//! });
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8070").await?;
//! axum::serve(listener, simulator::router(simulator)).await
//! # }
//! ```

mod callback;
mod config;
pub mod consumption_device;
mod error;
mod pages;
mod question;
mod random;
mod routes;
mod simulator;
mod store;
mod words;

pub use config::{Config, ConfigError, RegisteredClient};
pub use routes::router;
pub use simulator::Simulator;
pub use words::{Mode, PendingRequest};
