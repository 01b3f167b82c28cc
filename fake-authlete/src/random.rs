//! What nobody can guess.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use rand::rngs::OsRng;

/// The number of random bytes in a ticket, an `auth_req_id` and a token: 256 bits, where the spec asks for 128.
const RANDOM_BYTES: usize = 32;

/// 256 random bits as 43 characters of base64url, the way Authlete makes tickets, ids and tokens.
pub(crate) fn random_text() -> String {
    let mut bytes = [0; RANDOM_BYTES];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// 512 random bits as 86 characters of base64url, the way Authlete makes client secrets.
pub(crate) fn random_secret() -> String {
    let mut bytes = [0; 2 * RANDOM_BYTES];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
