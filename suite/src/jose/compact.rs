use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, crypto};

use super::SigningError;

/// The MAC over any signing input, base64url, by HS256, HS384 or HS512.
pub fn mac(alg: &str, secret: &[u8], signing_input: &str) -> Result<String, SigningError> {
    let algorithm = alg
        .parse()
        .map_err(|_| SigningError::Key(format!("{alg} is no algorithm of this suite")))?;
    crypto::sign(
        signing_input.as_bytes(),
        &EncodingKey::from_secret(secret),
        algorithm,
    )
    .map_err(|error| SigningError::Key(error.to_string()))
}

/// One part of a compact JWS: base64url without padding.
pub fn encode_part(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An ES256 signature of which r and s are zero: careless verifiers took it for right (CVE-2022-21449).
pub fn zero_signature() -> String {
    encode_part([0; 64])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::super::{SigningKey, verify};
    use super::*;

    #[test]
    fn parts_and_signature_make_a_jws() {
        let key = SigningKey::generate("k1").unwrap();
        let input = format!(
            "{}.{}",
            encode_part(r#"{"alg":"ES256","kid":"k1"}"#),
            encode_part("{}")
        );

        let token = format!("{input}.{}", key.signature(&input).unwrap());

        assert!(verify(&token, &json!({"keys": [key.public_jwk()]}), None).is_ok());
    }
}
