//! HTTP as the suite sees it: raw bytes first.

mod byte_order_mark;
mod client;
mod closing;
mod connector;
mod exchange;
mod given_certificate;
mod outgoing_request;
mod reason;
mod redact;
mod retry_after;
mod shown_certificate;
mod silence;

pub use byte_order_mark::{has_mark, without_mark};
pub use client::{HttpClient, HttpError, recorded_headers};
pub use closing::closing;
pub use connector::ring_provider;
pub use exchange::{Exchange, Party, Request, Response};
pub use outgoing_request::OutgoingRequest;
pub use redact::{Piece, Redactor, SecretKind};
pub use retry_after::retry_after;
