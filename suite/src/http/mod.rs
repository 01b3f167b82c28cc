//! HTTP as the suite sees it: raw bytes first.

mod client;
mod exchange;
mod redact;
mod silence;

pub use client::{HttpClient, HttpError, OutgoingRequest, recorded_headers, ring_provider};
pub use exchange::{Exchange, Party, Request, Response};
pub use redact::{Piece, Redactor, SecretKind};
