use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::private::Private;
use super::{SigningError, SigningKey};

/// PKCS #8 before the 32 bytes of an Ed25519 key (RFC 8410, section 7).
const ED25519_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

impl SigningKey {
    /// Makes a new Ed25519 key; nothing of it is ever stored.
    pub fn generate_ed25519(kid: &str) -> Result<Self, SigningError> {
        Self::from_ed25519_seed(kid, &rand::random())
    }

    pub(super) fn ed25519_from_jwk(jwk: &Value) -> Result<Self, SigningError> {
        let member = |name: &str| jwk.get(name).and_then(Value::as_str);
        let seed = member("d")
            .filter(|_| member("crv") == Some("Ed25519"))
            .and_then(|d| URL_SAFE_NO_PAD.decode(d).ok())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| SigningError::Key("not a private OKP JWK on Ed25519".to_owned()))?;
        Self::from_ed25519_seed(member("kid").unwrap_or("client"), &seed)
    }

    fn from_ed25519_seed(kid: &str, seed: &[u8; 32]) -> Result<Self, SigningError> {
        let der = [ED25519_PREFIX.as_slice(), seed].concat();
        let private = EncodingKey::from_ed_der(&der);
        let failed = |error: &dyn std::fmt::Display| SigningError::Key(error.to_string());
        let public =
            Jwk::from_encoding_key(&private, Algorithm::EdDSA).map_err(|error| failed(&error))?;
        let mut public = serde_json::to_value(public).map_err(|error| failed(&error))?;
        if let Some(members) = public.as_object_mut() {
            members.insert("kid".to_owned(), json!(kid));
            members.insert("use".to_owned(), json!("sig"));
            members.insert("alg".to_owned(), json!("EdDSA"));
        }
        Ok(Self {
            kid: kid.to_owned(),
            alg: Algorithm::EdDSA,
            private: Private::Other(private),
            public,
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::super::verify;
    use super::*;

    #[test]
    fn what_an_ed25519_key_signs_verifies_with_its_public_half() {
        let key = SigningKey::generate_ed25519("k2").unwrap();

        let token = key.sign(&json!({"sub": "1001"})).unwrap();

        let jwks = json!({"keys": [key.public_jwk()]});
        assert_eq!(verify(&token, &jwks, None).unwrap().header["alg"], "EdDSA");
    }

    #[test]
    fn the_ed25519_key_of_rfc_8037_has_its_public_half() {
        // RFC 8037, appendices A.1 and A.2.
        let key = SigningKey::from_jwk(&json!({
            "kty": "OKP", "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        }))
        .unwrap();

        assert_eq!(
            key.public_jwk()["x"],
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
    }
}
