//! What the OP signed: the signature with the keys that it publishes, and the hashes that an ID Token carries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::public::Public;
use super::{DecodedJwt, TokenError, mac};

/// Signature algorithms that are registered (RFC 7518; RFC 8812; RFC 9864; RFC 9964), and that nothing here verifies.
const NOT_VERIFIED_HERE: [&str; 6] = [
    "ES512",
    "ES256K",
    "Ed448",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// Verifies an OP's JWT: a signature with the keys that it publishes, a MAC with the client's secret (OpenID Connect
/// Core 1.0, section 3.1.3.7, rules 6 and 8).
pub fn verify(token: &str, jwks: &Value, secret: Option<&str>) -> Result<DecodedJwt, TokenError> {
    let decoded = DecodedJwt::parse(token)?;
    let algorithm =
        algorithm(decoded.alg()).ok_or_else(|| TokenError::Algorithm(decoded.alg().to_owned()))?;
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    if decoded.is_mac() {
        let alg = decoded.alg().to_owned();
        let secret = secret.ok_or_else(|| TokenError::NoSecret(alg.clone()))?;
        return match mac(&alg, secret.as_bytes(), signed) {
            Ok(right) if right == signature => Ok(decoded),
            _ => Err(TokenError::Mac(alg)),
        };
    }
    let candidates = fitting_keys(jwks, &decoded);
    if candidates.is_empty() {
        return Err(TokenError::NoKey {
            alg: decoded.alg().to_owned(),
            kid: decoded.kid().unwrap_or("-").to_owned(),
        });
    }
    // Only the signature is judged here; the claims are the checks' affair.
    if candidates
        .iter()
        .any(|key| key.verifies(signed, signature, algorithm))
    {
        Ok(decoded)
    } else {
        Err(TokenError::Signature(
            decoded.kid().unwrap_or("without kid").to_owned(),
        ))
    }
}

/// The algorithm of a JWT that is right, for all that is known here, and cannot be verified here: it is registered, or
/// one of those that somebody `agreed` upon.
pub fn beyond_verification(token: &str, agreed: &[&str]) -> Option<String> {
    let decoded = DecodedJwt::parse(token).ok()?;
    let alg = decoded.alg();
    let is_signature = !alg.is_empty() && !alg.eq_ignore_ascii_case("none");
    let is_known = NOT_VERIFIED_HERE.contains(&alg) || agreed.contains(&alg);
    (is_signature && algorithm(alg).is_none() && is_known).then(|| alg.to_owned())
}

/// Whether the keys are not those that a JWT was signed with, for all that it says: its issuer may have new ones, and is
/// asked again (OpenID Connect Core 1.0, section 10.1.1).
pub fn is_unfamiliar(token: &str, jwks: &Value) -> bool {
    let nameless = DecodedJwt::parse(token).is_ok_and(|decoded| decoded.kid().is_none());
    match verify(token, jwks, None) {
        Err(TokenError::NoKey { .. }) => true,
        Err(TokenError::Signature(_)) => nameless,
        _ => false,
    }
}

/// Ed25519 goes by two names (RFC 9864, section 2.2).
fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "Ed25519" => Some(Algorithm::EdDSA),
        name => name.parse().ok(),
    }
}

fn fitting_keys(jwks: &Value, token: &DecodedJwt) -> Vec<Public> {
    let wanted = algorithm(token.alg());
    let text = |key: &Value, name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
    let keys = jwks.get("keys").and_then(Value::as_array);
    keys.into_iter()
        .flatten()
        .filter(|key| token.kid().is_none() || text(key, "kid").as_deref() == token.kid())
        .filter(|key| text(key, "alg").is_none_or(|alg| algorithm(&alg) == wanted))
        .filter_map(|key| {
            // Which of these words are known is a matter of the reader's age; what is in the key is not.
            let mut key = key.as_object()?.clone();
            key.retain(|name, _| !matches!(name.as_str(), "alg" | "use" | "key_ops"));
            serde_json::from_value::<Jwk>(key.into()).ok()
        })
        .filter_map(|key| Public::of(&key))
        .collect()
}

/// The left half of a token's hash, base64url (OpenID Connect Core 1.0, section 3.1.3.6).
///
/// The hash is the one of the ID Token's `alg`: for EdDSA with Ed25519, SHA-512 (RFC 8032, section 5.1). Nothing for
/// an `alg` whose hash is not SHA-2.
pub fn half_hash(alg: &str, token: &str) -> Option<String> {
    let digest = match alg {
        "EdDSA" | "Ed25519" => Sha512::digest(token).to_vec(),
        "ES256K" => Sha256::digest(token).to_vec(),
        alg => match alg.get(2..)? {
            "256" => Sha256::digest(token).to_vec(),
            "384" => Sha384::digest(token).to_vec(),
            "512" => Sha512::digest(token).to_vec(),
            _ => return None,
        },
    };
    Some(URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2]))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::super::{SigningKey, encode_part, sign_with_secret};
    use super::*;

    fn key_and_jwks() -> (SigningKey, Value) {
        let key = SigningKey::generate("k1").unwrap();
        let jwks = json!({"keys": [key.public_jwk()]});
        (key, jwks)
    }

    #[test]
    fn what_a_key_signs_verifies_with_its_public_half() {
        let (key, jwks) = key_and_jwks();

        let token = key.sign(&json!({"sub": "1001"})).unwrap();

        assert_eq!(verify(&token, &jwks, None).unwrap().claims["sub"], "1001");
    }

    #[test]
    fn another_key_of_the_same_name_does_not_verify() {
        let (key, _) = key_and_jwks();
        let (_, other) = key_and_jwks();

        let token = key.sign(&json!({"sub": "1001"})).unwrap();

        let error = verify(&token, &other, None).unwrap_err();
        assert_eq!(error, TokenError::Signature("k1".into()));
    }

    #[test]
    fn alg_none_is_named() {
        let (_, jwks) = key_and_jwks();
        let none = format!(
            "{}.{}.",
            encode_part(r#"{"alg":"none"}"#),
            encode_part("{}")
        );

        let error = verify(&none, &jwks, Some("secret")).unwrap_err();

        assert_eq!(error, TokenError::Algorithm("none".into()));
    }

    #[test]
    fn a_mac_verifies_with_the_secret_of_the_client_and_with_no_other() {
        let (_, jwks) = key_and_jwks();
        let token = sign_with_secret("secret", &json!({"sub": "1001"})).unwrap();

        assert!(verify(&token, &jwks, Some("secret")).is_ok());
        assert_eq!(
            verify(&token, &jwks, Some("another")),
            Err(TokenError::Mac("HS256".into()))
        );
        assert_eq!(
            verify(&token, &jwks, None),
            Err(TokenError::NoSecret("HS256".into()))
        );
    }

    #[test]
    fn ed25519_goes_by_both_of_its_names() {
        let key = SigningKey::generate_ed25519("k2").unwrap();
        let input = format!(
            "{}.{}",
            encode_part(r#"{"alg":"Ed25519","kid":"k2"}"#),
            encode_part("{}")
        );
        let token = format!("{input}.{}", key.signature(&input).unwrap());

        let mut jwk = key.public_jwk().clone();
        for alg in ["EdDSA", "Ed25519"] {
            jwk["alg"] = json!(alg);
            assert!(verify(&token, &json!({"keys": [jwk]}), None).is_ok());
        }
        assert_eq!(half_hash("EdDSA", "a"), half_hash("Ed25519", "a"));
        assert_eq!(half_hash("EdDSA", "a"), half_hash("RS512", "a"));
    }

    #[test]
    fn a_key_may_have_members_that_nobody_knows() {
        let (key, _) = key_and_jwks();
        let mut jwk = key.public_jwk().clone();
        jwk["key_ops"] = json!(["verify", "made-up"]);
        jwk["use"] = json!("sig");
        jwk["x5t#S256"] = json!("made-up");

        let token = key.sign(&json!({})).unwrap();

        assert!(verify(&token, &json!({"keys": [{"kty": "AKP"}, jwk]}), None).is_ok());
    }

    #[test]
    fn keys_are_unfamiliar_where_none_has_the_name_or_none_without_a_name_verifies() {
        let (key, jwks) = key_and_jwks();
        let named = SigningKey::generate("k2").unwrap();
        let nameless = |key: &SigningKey| {
            let input = format!(
                "{}.{}",
                encode_part(r#"{"alg":"ES256"}"#),
                encode_part("{}")
            );
            format!("{input}.{}", key.signature(&input).unwrap())
        };
        let (_, forged) = key_and_jwks();

        assert!(is_unfamiliar(&named.sign(&json!({})).unwrap(), &jwks));
        assert!(is_unfamiliar(&nameless(&named), &jwks));
        assert!(!is_unfamiliar(&key.sign(&json!({})).unwrap(), &jwks));
        assert!(!is_unfamiliar(&key.sign(&json!({})).unwrap(), &forged));
        assert!(!is_unfamiliar(&nameless(&key), &jwks));
        assert!(!is_unfamiliar("no.such.token", &jwks));
    }

    #[test]
    fn an_algorithm_that_is_registered_and_unknown_here_is_told_from_one_that_nobody_knows() {
        let token = |alg: &str| {
            let header = encode_part(json!({"alg": alg}).to_string());
            format!("{header}.{}.sig", encode_part("{}"))
        };

        let beyond = |alg: &str| beyond_verification(&token(alg), &["agreed", "none"]);

        assert_eq!(beyond("ES512").as_deref(), Some("ES512"));
        assert_eq!(beyond("ML-DSA-65").as_deref(), Some("ML-DSA-65"));
        assert_eq!(beyond("agreed").as_deref(), Some("agreed"));
        for alg in ["RS256", "none", "NONE", "", "made-up"] {
            assert_eq!(beyond(alg), None, "{alg}");
        }
    }

    #[test]
    fn the_half_hash_is_that_of_the_specification() {
        // CIBA Core 1.0, section 10.3.1: the hashes of the example's access token and refresh token.
        assert_eq!(
            half_hash("RS256", "G5kXH2wHvUra0sHlDy1iTkDJgsgUO1bN").unwrap(),
            "Wt0kVFXMacqvnHeyU0001w"
        );
        assert_eq!(
            half_hash("RS256", "4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-8gFPfA2Kx16").unwrap(),
            "sHahCuSpXCRg5mkDDvvr4w"
        );
    }
}
