//! Servers that are right, and unlike ours: each differs in something that the clauses leave open.
//!
//! They prove the other half: no scenario may fail on any of them. What may be warned of stands beside each.

mod answers;
mod callbacks;
mod gateways;
mod id_tokens;
mod metadata;
mod oracle;
mod places;
mod requests;
mod right_server;
mod tokens;

pub(crate) use id_tokens::decryption_key;
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
        gateways::SERVERS,
        places::SERVERS,
        id_tokens::SERVERS,
    ]
    .into_iter()
    .flatten()
}
