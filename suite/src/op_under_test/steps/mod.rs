//! The sentences of the features, one file for each noun of the specification.

#![expect(
    clippy::needless_pass_by_value,
    reason = "cucumber hands captures over by value"
)]

mod accept;
mod account;
mod acknowledgement;
mod acr;
mod acts;
mod at_once;
mod auth_time;
mod authentication_error;
mod authentication_request;
mod authorization_header;
mod bearer_token;
mod binding_message;
mod callback;
mod claim_names;
mod client_assertion;
mod client_authentication;
mod client_credentials;
mod client_id_beside;
mod device;
mod encoding;
mod endpoint;
mod expiry;
mod flawed_text;
mod forged_hint;
mod forgotten;
mod granted_scope;
mod held;
mod hint;
mod http;
mod id_token;
mod id_token_against_metadata;
mod latency;
mod lifetime;
mod metadata;
mod near_miss;
mod notation;
mod oauth_error;
mod other_grants;
mod other_token;
mod parameters_beside;
mod privacy;
mod push;
mod race;
mod refresh;
mod refresh_token;
mod repetition;
mod request_audience;
mod scope;
mod sector;
mod sending;
mod server_metadata;
mod several_requests;
mod signature;
mod signed_request;
mod special_client;
mod time;
mod tls;
mod token_endpoint;
mod token_endpoint_http;
mod token_request;
mod token_response;
mod unfit_hint;
mod user;
mod user_code;
mod userinfo;
mod waits;
mod words;
mod wrong_place;
