//! The sentences of the features, one file for each noun of the specification.

mod acts;
mod acknowledgement;
mod authentication_error;
mod authentication_request;
mod callback;
mod endpoint;
mod hint;
mod id_token;
mod metadata;
mod push;
mod time;
mod token_request;
mod user;
