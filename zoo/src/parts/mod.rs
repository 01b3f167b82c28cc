//! What the faults of several sections do alike.

pub(crate) mod authentication_device;
pub(crate) mod basic_header;
pub(crate) mod callbacks;
pub(crate) mod client_assertion;
pub(crate) mod completion;
pub(crate) mod credentials;
pub(crate) mod delivery;
pub(crate) mod errors;
pub(crate) mod id_token;
pub(crate) mod metadata;
pub(crate) mod parameters;
pub(crate) mod polling;
pub(crate) mod signed_request;
pub(crate) mod tokens;
