use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

/// The public half of a key.
pub(super) enum Public {
    /// For ES256: the uncompressed point (SEC 1, section 2.3.3).
    P256(Vec<u8>),
    /// For everything else.
    Other(DecodingKey),
}

impl Public {
    /// Reads a JWK, if there is a key in it.
    pub(super) fn of(jwk: &Jwk) -> Option<Self> {
        match &jwk.algorithm {
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
                let coordinate = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
                let point = [vec![4], coordinate(&key.x)?, coordinate(&key.y)?].concat();
                Some(Self::P256(point))
            }
            _ => DecodingKey::from_jwk(jwk).ok().map(Self::Other),
        }
    }

    /// Whether the signature (base64url) is right; one by another algorithm than the key's never is.
    pub(super) fn verifies(&self, signing_input: &str, signature: &str, alg: Algorithm) -> bool {
        match self {
            Self::P256(point) => {
                let signature = URL_SAFE_NO_PAD.decode(signature).ok();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                alg == Algorithm::ES256
                    && signature.is_some_and(|signature| {
                        key.verify(signing_input.as_bytes(), &signature).is_ok()
                    })
            }
            Self::Other(key) => {
                crypto::verify(signature, signing_input.as_bytes(), key, alg).unwrap_or(false)
            }
        }
    }
}
