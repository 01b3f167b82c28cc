//! The client's side of CIBA, played by the suite.

mod authentication_request;
mod client_assertion;
mod client_authentication;
mod forged_hint;
mod hints;
mod login_hint_token;
mod notification_endpoint;
mod own_credentials;
mod parameters;
mod signed_request;
mod token_request;

pub use authentication_request::AuthenticationRequest;
pub use client_assertion::ClientAssertion;
pub use client_authentication::{Credentials, authenticate, basic_credentials, client_assertion};
pub use forged_hint::{Forgery, ForgeryError, encrypted_id_token, forge};
pub use hints::{hint_of, login_hint_token, unknown_identifier, unknown_login_hint};
pub use notification_endpoint::{Callback, EndpointAnswer, NotificationEndpoint};
pub use own_credentials::authenticates_as_registered;
pub use parameters::Parameters;
pub use signed_request::{Claim, Damage, RequestForm, SignedRequest, Signer};
pub use token_request::TokenRequest;
