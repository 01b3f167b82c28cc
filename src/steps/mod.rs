//! The sentences of the features, one file for each noun of the specification.

#![expect(
    clippy::needless_pass_by_value,
    reason = "cucumber hands captures over by value"
)]

mod acknowledgement;
mod acts;
mod authentication_error;
mod authentication_request;
mod bearer_token;
mod callback;
mod client_without_ciba;
mod endpoint;
mod hint;
mod http;
mod id_token;
mod metadata;
mod oauth_error;
mod push;
mod refresh_token;
mod scope;
mod server_metadata;
mod time;
mod token_endpoint;
mod token_request;
mod token_response;
mod user;
mod userinfo;
