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
pub(crate) mod posted_secret;
pub(crate) mod signed_request;
pub(crate) mod tokens;

/// The same letters, small where they are capital, and capital where they are small.
pub(crate) fn swapped_case(text: &str) -> String {
    let swapped = text.chars().map(|c| {
        if c.is_ascii_lowercase() {
            c.to_ascii_uppercase()
        } else {
            c.to_ascii_lowercase()
        }
    });
    swapped.collect()
}
