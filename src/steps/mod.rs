//! The sentences of the features, one file for each noun of the specification.

#![expect(
    clippy::needless_pass_by_value,
    reason = "cucumber hands captures over by value"
)]

mod acknowledgement;
mod acts;
mod authentication_error;
mod authentication_request;
mod callback;
mod endpoint;
mod hint;
mod id_token;
mod metadata;
mod parameters_beside;
mod push;
mod signature;
mod signed_request;
mod time;
mod token_request;
mod user;
