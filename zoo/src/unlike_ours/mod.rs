//! Servers that are right, and unlike ours: each differs in something that the clauses leave open.
//!
//! They prove the other half: no scenario may fail on any of them. What may be warned of stands beside each.

mod answers;
mod callbacks;
mod metadata;
mod oracle;
mod requests;
mod right_server;
mod tokens;

pub use right_server::RightServer;

/// Every right server.
pub fn all() -> impl Iterator<Item = &'static RightServer> {
    [
        answers::SERVERS,
        tokens::SERVERS,
        metadata::SERVERS,
        callbacks::SERVERS,
        requests::SERVERS,
        oracle::SERVERS,
    ]
    .into_iter()
    .flatten()
}
