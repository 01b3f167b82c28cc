//! The keys that sign ID Tokens.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use rand::rngs::OsRng;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::traits::PublicKeyParts;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::clients::IdTokenAlg;

const RSA_BITS: usize = 2048;

/// One RSA key for RS256 and PS256, and one P-256 key for ES256; clones are the same keys.
#[derive(Clone)]
pub struct SigningKeys {
    keys: Arc<Keys>,
}

struct Keys {
    rsa: KeyPair,
    ec: KeyPair,
}

struct KeyPair {
    kid: String,
    private: Private,
    public: Value,
}

/// The private half of a pair.
enum Private {
    Rsa(EncodingKey),
    /// Ready to sign: deriving the key anew for each signature takes longer than the signature.
    P256(Box<EcdsaKeyPair>),
}

impl Private {
    /// The signature, base64url.
    fn signature(
        &self,
        signing_input: &str,
        algorithm: Algorithm,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        match self {
            Self::Rsa(key) => crypto::sign(signing_input.as_bytes(), key, algorithm),
            Self::P256(pair) => pair
                .sign(&SystemRandom::new(), signing_input.as_bytes())
                .map(|signature| URL_SAFE_NO_PAD.encode(signature))
                .map_err(|_| ErrorKind::InvalidEcdsaKey.into()),
        }
    }
}

impl SigningKeys {
    /// Makes new keys. The RSA key takes a noticeable fraction of a second: share the result.
    pub fn generate() -> Self {
        Self {
            keys: Arc::new(Keys {
                rsa: generate_rsa(),
                ec: generate_ec(),
            }),
        }
    }

    /// The public keys, as a JWK Set.
    pub fn jwks(&self) -> Value {
        json!({"keys": [self.keys.rsa.public, self.keys.ec.public]})
    }

    /// Signs claims into a compact JWS; `header` may add members, but not replace `alg` and `kid`.
    pub fn sign(
        &self,
        alg: IdTokenAlg,
        header: &Map<String, Value>,
        claims: &Map<String, Value>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let (pair, algorithm) = match alg {
            IdTokenAlg::RS256 => (&self.keys.rsa, Algorithm::RS256),
            IdTokenAlg::PS256 => (&self.keys.rsa, Algorithm::PS256),
            IdTokenAlg::ES256 => (&self.keys.ec, Algorithm::ES256),
        };
        let mut full_header = Map::new();
        full_header.insert("alg".to_owned(), json!(alg.name()));
        full_header.insert("kid".to_owned(), json!(pair.kid));
        for (name, value) in header {
            full_header.entry(name).or_insert_with(|| value.clone());
        }
        let signing_input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(Value::Object(full_header).to_string()),
            URL_SAFE_NO_PAD.encode(Value::Object(claims.clone()).to_string())
        );
        let signature = pair.private.signature(&signing_input, algorithm)?;
        Ok(format!("{signing_input}.{signature}"))
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKeys")
            .field("rsa", &self.keys.rsa.kid)
            .field("ec", &self.keys.ec.kid)
            .finish_non_exhaustive()
    }
}

#[expect(
    clippy::expect_used,
    reason = "a key of this size can be made and encoded, whatever the random numbers are"
)]
fn generate_rsa() -> KeyPair {
    let key = rsa::RsaPrivateKey::new(&mut OsRng, RSA_BITS).expect("2048 bits is a valid size");
    let der = key.to_pkcs1_der().expect("a new key can be encoded");
    let n = URL_SAFE_NO_PAD.encode(key.n().to_bytes_be());
    let e = URL_SAFE_NO_PAD.encode(key.e().to_bytes_be());
    let kid = thumbprint(&json!({"e": e, "kty": "RSA", "n": n}));
    KeyPair {
        public: json!({"kty": "RSA", "use": "sig", "kid": kid, "n": n, "e": e}),
        private: Private::Rsa(EncodingKey::from_rsa_der(der.as_bytes())),
        kid,
    }
}

#[expect(
    clippy::expect_used,
    reason = "a P-256 key can be encoded and read, whatever the random numbers are"
)]
fn generate_ec() -> KeyPair {
    let key = p256::SecretKey::random(&mut OsRng);
    let der = key.to_pkcs8_der().expect("a new key can be encoded");
    let pair = EcdsaKeyPair::from_pkcs8(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        der.as_bytes(),
        &SystemRandom::new(),
    )
    .expect("a new key can be read");
    let point = key.public_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&p256::FieldBytes>| {
        URL_SAFE_NO_PAD.encode(bytes.expect("a public key is not the point at infinity"))
    };
    let x = coordinate(point.x());
    let y = coordinate(point.y());
    let kid = thumbprint(&json!({"crv": "P-256", "kty": "EC", "x": x, "y": y}));
    KeyPair {
        public: json!({"kty": "EC", "use": "sig", "alg": "ES256", "kid": kid, "crv": "P-256", "x": x, "y": y}),
        private: Private::P256(Box::new(pair)),
        kid,
    }
}

/// RFC 7638: the hash over the required members in alphabetical order.
fn thumbprint(required_members: &Value) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(required_members.to_string()))
}
