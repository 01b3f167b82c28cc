//! JWTs, good and bad.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::EncodePrivateKey;
use serde_json::{Value, json};

/// A P-256 key of a client.
pub(crate) struct ClientKey {
    encoding: EncodingKey,
    public: Value,
}

static FIRST: LazyLock<ClientKey> = LazyLock::new(|| ClientKey::generate("first"));
static SECOND: LazyLock<ClientKey> = LazyLock::new(|| ClientKey::generate("second"));

impl ClientKey {
    /// The key that is registered for the clients that sign.
    pub(crate) fn first() -> &'static Self {
        &FIRST
    }

    /// A key that nobody has registered.
    pub(crate) fn second() -> &'static Self {
        &SECOND
    }

    fn generate(kid: &str) -> Self {
        let key = p256::SecretKey::random(&mut rand::rngs::OsRng);
        let point = key.public_key().to_encoded_point(false);
        let x = URL_SAFE_NO_PAD.encode(point.x().unwrap());
        let y = URL_SAFE_NO_PAD.encode(point.y().unwrap());
        Self {
            encoding: EncodingKey::from_ec_der(key.to_pkcs8_der().unwrap().as_bytes()),
            public: json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y}),
        }
    }

    pub(crate) fn jwks(&self) -> Value {
        json!({"keys": [self.public]})
    }

    pub(crate) fn kid(&self) -> &str {
        self.public["kid"].as_str().unwrap()
    }
}

/// Header and claims of a JWT that is about to be signed.
#[derive(Clone)]
pub(crate) struct Jwt {
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

impl Jwt {
    pub(crate) fn new(alg: &str, claims: Value) -> Self {
        Self {
            header: json!({"alg": alg}),
            claims,
        }
    }

    /// Sets a claim, or removes it with null.
    pub(crate) fn claim(mut self, name: &str, value: Value) -> Self {
        if value.is_null() {
            self.claims.as_object_mut().unwrap().remove(name);
        } else {
            self.claims[name] = value;
        }
        self
    }

    pub(crate) fn header(mut self, name: &str, value: Value) -> Self {
        self.header[name] = value;
        self
    }

    pub(crate) fn signed_by(&self, key: &ClientKey) -> String {
        self.signed(&key.encoding, Algorithm::ES256)
    }

    pub(crate) fn keyed_by(&self, secret: &str) -> String {
        let algorithm = match self.header["alg"].as_str().unwrap() {
            "HS384" => Algorithm::HS384,
            "HS512" => Algorithm::HS512,
            _ => Algorithm::HS256,
        };
        self.signed(&EncodingKey::from_secret(secret.as_bytes()), algorithm)
    }

    pub(crate) fn unsigned(&self) -> String {
        format!("{}.", self.signing_input())
    }

    fn signed(&self, key: &EncodingKey, algorithm: Algorithm) -> String {
        let signing_input = self.signing_input();
        let signature = crypto::sign(signing_input.as_bytes(), key, algorithm).unwrap();
        format!("{signing_input}.{signature}")
    }

    fn signing_input(&self) -> String {
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(self.header.to_string()),
            URL_SAFE_NO_PAD.encode(self.claims.to_string())
        )
    }
}

/// The header of a compact JWS, unverified.
pub(crate) fn header_of(jws: &str) -> Value {
    part(jws, 0)
}

/// The claims of a compact JWS, unverified.
pub(crate) fn claims_of(jws: &str) -> Value {
    part(jws, 1)
}

fn part(jws: &str, index: usize) -> Value {
    let encoded = jws.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).unwrap()).unwrap()
}
