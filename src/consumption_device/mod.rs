//! The client's side of CIBA, played by the suite.

mod authentication_request;
mod client_authentication;
mod forged_hint;
mod login_hint_token;
mod notification_endpoint;
mod parameters;
mod token_request;

pub use authentication_request::AuthenticationRequest;
pub use client_authentication::{Credentials, authenticate};
pub use forged_hint::{Forgery, ForgeryError, encrypted_id_token, forge};
pub use notification_endpoint::{Callback, EndpointAnswer, NotificationEndpoint};
pub use parameters::Parameters;
pub use token_request::TokenRequest;
