use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::SigningError;

/// The private half of a key.
#[derive(Clone)]
pub(super) enum Private {
    /// For ES256, ready to sign: most of what a run signs is signed so, and deriving the key anew for each signature takes
    /// longer than the signature.
    P256(Arc<EcdsaKeyPair>),
    /// For everything else.
    Other(EncodingKey),
}

impl Private {
    /// Takes a P-256 key in PKCS #8.
    pub(super) fn p256(pkcs8: &[u8]) -> Result<Self, SigningError> {
        EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            pkcs8,
            &SystemRandom::new(),
        )
        .map(|pair| Self::P256(Arc::new(pair)))
        .map_err(|error| SigningError::Key(error.to_string()))
    }

    /// The signature, base64url.
    pub(super) fn signature(
        &self,
        signing_input: &str,
        alg: Algorithm,
    ) -> Result<String, SigningError> {
        match self {
            Self::P256(pair) => pair
                .sign(&SystemRandom::new(), signing_input.as_bytes())
                .map(|signature| URL_SAFE_NO_PAD.encode(signature))
                .map_err(|error| SigningError::Key(error.to_string())),
            Self::Other(key) => crypto::sign(signing_input.as_bytes(), key, alg)
                .map_err(|error| SigningError::Key(error.to_string())),
        }
    }
}
