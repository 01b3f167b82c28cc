//! JSON Web Tokens: those that the client signs, and those that the OP signed.

mod compact;
mod encrypted;
mod members;
mod private;
mod public;
mod rsa_key;
mod verify;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::{Value, json};
use thiserror::Error;

pub use compact::{encode_part, mac, zero_signature};
pub use encrypted::{DecryptionError, DecryptionKey, decrypt, encrypt, is_encrypted};
pub use members::repeated_member;
use private::Private;
pub use verify::{TokenError, beyond_verification, half_hash, is_unfamiliar, verify};

/// Why a JWT could not be made: our side's fault, never the OP's.
#[derive(Debug, Error)]
pub enum SigningError {
    /// The key could not be made or used.
    #[error("cannot sign with the client's key: {0}")]
    Key(String),
    /// A claim of ours cannot be written.
    #[error("cannot make the claims of a JWT: {0}")]
    Claim(String),
}

/// A key pair of a client (ES256, EdDSA with Ed25519, or RSA).
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    alg: Algorithm,
    private: Private,
    public: Value,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Makes a new key; nothing of it is ever stored.
    pub fn generate(kid: &str) -> Result<Self, SigningError> {
        Self::from_secret_key(kid, &p256::SecretKey::random(&mut rand::thread_rng()))
    }

    /// Takes a private JWK (kty EC, crv P-256; kty OKP, crv Ed25519; or kty RSA).
    pub fn from_jwk(jwk: &Value) -> Result<Self, SigningError> {
        match jwk.get("kty").and_then(Value::as_str) {
            Some("OKP") => return Self::ed25519_from_jwk(jwk),
            Some("RSA") => return Self::rsa_from_jwk(jwk),
            _ => {}
        }
        let secret = p256::SecretKey::from_jwk_str(&ec_members(jwk).to_string())
            .map_err(|_| SigningError::Key("not a private EC JWK on P-256".to_owned()))?;
        let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or("client");
        Self::from_secret_key(kid, &secret)
    }

    fn from_secret_key(kid: &str, secret: &p256::SecretKey) -> Result<Self, SigningError> {
        let failed = |error: &dyn std::fmt::Display| SigningError::Key(error.to_string());
        let der = secret.to_pkcs8_der().map_err(|error| failed(&error))?;
        let mut public: Value = serde_json::from_str(&secret.public_key().to_jwk_string())
            .map_err(|error| failed(&error))?;
        if let Some(members) = public.as_object_mut() {
            members.insert("kid".to_owned(), json!(kid));
            members.insert("use".to_owned(), json!("sig"));
            members.insert("alg".to_owned(), json!("ES256"));
        }
        Ok(Self {
            kid: kid.to_owned(),
            alg: Algorithm::ES256,
            private: Private::p256(der.as_bytes())?,
            public,
        })
    }

    /// The public half, as it is registered at the OP.
    pub const fn public_jwk(&self) -> &Value {
        &self.public
    }

    /// A JWS over the claims.
    pub fn sign(&self, claims: &Value) -> Result<String, SigningError> {
        let header = json!({"typ": "JWT", "alg": self.alg(), "kid": self.kid});
        let signing_input = format!(
            "{}.{}",
            encode_part(header.to_string()),
            encode_part(claims.to_string())
        );
        let signature = self.signature(&signing_input)?;
        Ok(format!("{signing_input}.{signature}"))
    }
}

/// The members that make an EC key: a parser that knows no others would refuse `kid`, `use` and `alg`.
fn ec_members(jwk: &Value) -> Value {
    ["kty", "crv", "x", "y", "d"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), jwk.get(name)?.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

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

/// A JWT taken apart, its signature not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedJwt {
    /// The JOSE header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
    /// A claim that stands there twice; which of its values `claims` has, no reader is bound to.
    pub repeated_claim: Option<String>,
    /// The same of the header.
    pub repeated_header: Option<String>,
}

impl DecodedJwt {
    /// Takes a compact JWS apart; also one with an `alg` that no library reads.
    pub fn parse(token: &str) -> Result<Self, TokenError> {
        let malformed = |reason: &str| TokenError::Malformed(reason.to_owned());
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, _signature] = parts.as_slice() else {
            return Err(TokenError::Malformed(format!(
                "{} parts between dots instead of 3",
                parts.len()
            )));
        };
        let decode = |part: &str, name: &str| {
            URL_SAFE_NO_PAD
                .decode(part)
                .map_err(|_| malformed(&format!("the {name} is not base64url")))
        };
        let object = |bytes: &[u8], name: &str| -> Result<Value, TokenError> {
            let value: Value = serde_json::from_slice(bytes)
                .map_err(|_| malformed(&format!("the {name} is not JSON")))?;
            if value.is_object() {
                Ok(value)
            } else {
                Err(malformed(&format!("the {name} is not a JSON object")))
            }
        };
        let (header, payload) = (decode(header, "header")?, decode(claims, "payload")?);
        Ok(Self {
            header: object(&header, "header")?,
            claims: object(&payload, "payload")?,
            repeated_claim: repeated_member(&payload),
            repeated_header: repeated_member(&header),
        })
    }

    /// The header's `alg`, or an empty text.
    pub fn alg(&self) -> &str {
        self.header
            .get("alg")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Whether the `alg` is a MAC's, whose key is a secret.
    pub fn is_mac(&self) -> bool {
        matches!(self.alg(), "HS256" | "HS384" | "HS512")
    }

    fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_jwk_says_as_much_about_itself_as_it_likes() {
        // RFC 7517, appendix A.2, with members that a key may have beside its own.
        let key = SigningKey::from_jwk(&json!({
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1", "key_ops": ["sign"],
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
            "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
        }))
        .unwrap();

        assert_eq!(key.kid(), "k1");
        assert_eq!(
            key.public_jwk()["x"],
            "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
        );
    }
}
