//! JSON Web Tokens: those that the client signs, and those that the OP signed.

mod compact;
mod decoded;
mod ed25519_key;
mod encrypted;
mod members;
mod private;
mod public;
mod rsa_key;
mod signing_error;
mod signing_key;
mod token_error;
mod verify;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

pub use compact::{encode_part, mac, zero_signature};
pub use decoded::DecodedJwt;
pub use encrypted::{DecryptionError, DecryptionKey, decrypt, encrypt, is_encrypted};
pub use members::repeated_member;
pub use signing_error::SigningError;
pub use signing_key::SigningKey;
pub use token_error::TokenError;
pub use verify::{beyond_verification, half_hash, is_unfamiliar, verify};

/// A JWS over the claims, keyed with a client secret (HS256).
pub fn sign_with_secret(secret: &str, claims: &Value) -> Result<String, SigningError> {
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .map_err(|error| SigningError::Key(error.to_string()))
}

/// A random identifier of 128 bits, base64url.
pub fn random_identifier() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}
