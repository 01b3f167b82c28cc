//! Messages on their way between the parties, as a wrong server changes them and as the zoo watches them.

mod callback;
mod message;
mod middleware;
mod paths;
mod raw;

pub(crate) use callback::{Callback, detour, relay};
pub(crate) use message::{Answer, SeenRequest, with_repeated};
pub(crate) use middleware::{
    after, before_and_after, on_answers, on_json, on_requests, on_requests_alone, outside,
};
pub(crate) use paths::{
    AUTHENTICATION, CALLBACK, COMPLETE, ISSUE, JWKS, JWKS_CALL, METADATA, TOKEN, TOKEN_CALL,
};
pub(crate) use raw::{RawAnswer, RawRequest};
