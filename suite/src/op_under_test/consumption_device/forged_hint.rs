use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::jose::{DecodedJwt, SigningError, SigningKey, TokenError, random_identifier};

/// What is wrong with a hint that was made from a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// The `alg` is `none`, and there is no signature.
    Unsigned,
    /// A claim was changed after signing.
    Changed,
    /// The claims are signed with a key that nobody knows.
    ForeignKey,
    /// Another issuer than the first signed the same claims, in its own name.
    ForeignIssuer,
}

/// Why a hint cannot be forged.
#[derive(Debug, thiserror::Error)]
pub enum ForgeryError {
    /// The good hint is no JWT.
    #[error("the hint to be forged: {0}")]
    Hint(#[from] TokenError),
    /// The forged one could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
}

/// A hint that is wrong in one way and otherwise like the good one, which must be a signed JWT.
pub fn forge(hint: &str, forgery: Forgery) -> Result<String, ForgeryError> {
    let DecodedJwt {
        header, mut claims, ..
    } = DecodedJwt::parse(hint)?;
    let signature = hint.rsplit('.').next().unwrap_or_default();
    match forgery {
        Forgery::Unsigned => Ok(format!(
            "{}.{}.",
            encoded(&json!({"alg": "none"})),
            encoded(&claims)
        )),
        Forgery::Changed => {
            claims["jti"] = json!(random_identifier());
            Ok(format!(
                "{}.{}.{signature}",
                encoded(&header),
                encoded(&claims)
            ))
        }
        Forgery::ForeignKey => {
            let kid = header.get("kid").and_then(Value::as_str);
            Ok(SigningKey::generate(kid.unwrap_or("stranger"))?.sign(&claims)?)
        }
        Forgery::ForeignIssuer => {
            claims["iss"] = json!("https://another-issuer.example.com");
            Ok(SigningKey::generate("another-issuer")?.sign(&claims)?)
        }
    }
}

/// What an encrypted ID Token looks like to everybody but its client: a JWE whose content cannot be read.
pub fn encrypted_id_token() -> String {
    let noise = |count: usize| {
        let bytes: Vec<u8> = (0..count).map(|_| rand::random()).collect();
        URL_SAFE_NO_PAD.encode(bytes)
    };
    let header = encoded(&json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"}));
    // The lengths of an RSA-2048 encrypted key, an initialization vector, a short token and an authentication tag.
    [header, noise(256), noise(12), noise(400), noise(16)].join(".")
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::jose;

    #[test]
    fn no_forgery_verifies_with_the_key_of_the_good_hint() {
        let key = SigningKey::generate("k1").unwrap();
        let jwks = json!({"keys": [key.public_jwk()]});
        let hint = key
            .sign(&json!({"iss": "https://op", "sub": "1001"}))
            .unwrap();

        for forgery in [
            Forgery::Unsigned,
            Forgery::Changed,
            Forgery::ForeignKey,
            Forgery::ForeignIssuer,
        ] {
            let forged = forge(&hint, forgery).unwrap();

            assert_eq!(DecodedJwt::parse(&forged).unwrap().claims["sub"], "1001");
            assert!(jose::verify(&forged, &jwks, None).is_err(), "{forgery:?}");
        }
    }

    #[test]
    fn an_encrypted_id_token_has_the_five_parts_of_a_jwe() {
        assert_eq!(encrypted_id_token().split('.').count(), 5);
    }
}
