use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::{Value, json};

use super::compact::encode_part;
use super::private::Private;
use super::public::Public;
use super::signing_error::SigningError;

/// A key pair of a client (ES256, EdDSA with Ed25519, or RSA).
#[derive(Clone)]
pub struct SigningKey {
    pub(super) kid: String,
    pub(super) alg: Algorithm,
    pub(super) private: Private,
    pub(super) public: Value,
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

    /// Whether this is the same key, whatever it is called (RFC 7638, section 3.2, says what makes it one).
    pub fn is(&self, other: &Self) -> bool {
        ["kty", "crv", "x", "y", "n", "e"]
            .iter()
            .all(|member| self.public.get(member) == other.public.get(member))
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

    /// The JWS algorithm that the key is for.
    pub const fn alg(&self) -> &'static str {
        match self.alg {
            Algorithm::EdDSA => "EdDSA",
            Algorithm::RS256 => "RS256",
            Algorithm::RS384 => "RS384",
            Algorithm::RS512 => "RS512",
            Algorithm::PS256 => "PS256",
            Algorithm::PS384 => "PS384",
            Algorithm::PS512 => "PS512",
            _ => "ES256",
        }
    }

    /// The name of the key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Whether a signature over a signing input was made with this key.
    pub fn is_signer_of(&self, signing_input: &str, signature: &str) -> bool {
        serde_json::from_value::<Jwk>(self.public.clone())
            .ok()
            .and_then(|jwk| Public::of(&jwk))
            .is_some_and(|key| key.verifies(signing_input, signature, self.alg))
    }

    /// The signature over any signing input, base64url.
    pub fn signature(&self, signing_input: &str) -> Result<String, SigningError> {
        self.private.signature(signing_input, self.alg)
    }
}

/// The members that make an EC key: a parser that knows no others would refuse `kid`, `use` and `alg`.
pub(super) fn ec_members(jwk: &Value) -> Value {
    ["kty", "crv", "x", "y", "d"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), jwk.get(name)?.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into()
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
