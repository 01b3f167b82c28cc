//! Servers that are right, and unlike ours: each differs in something that the clauses leave open.
//!
//! They prove the other half: no scenario may fail on any of them. What may be warned of stands beside each.

mod acknowledgements;
mod answers;
mod callbacks;
mod demands;
mod gateways;
mod id_token_claims;
mod id_tokens;
mod metadata;
mod oracle;
mod places;
mod polls;
mod refreshing;
mod refusals;
mod requests;
mod right_server;
mod signatures;
mod spelling;
mod token_contents;
mod tokens;

pub(crate) use id_tokens::decryption_key;
pub use right_server::RightServer;

/// Every right server.
pub fn all() -> impl Iterator<Item = &'static RightServer> {
    [
        acknowledgements::SERVERS,
        answers::SERVERS,
        refusals::SERVERS,
        demands::SERVERS,
        polls::SERVERS,
        refreshing::SERVERS,
        signatures::SERVERS,
        tokens::SERVERS,
        token_contents::SERVERS,
        id_token_claims::SERVERS,
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

/// The right server of a name.
pub fn named(name: &str) -> Option<&'static RightServer> {
    all().find(|server| server.name == name)
}
