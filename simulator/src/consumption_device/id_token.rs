//! Validates an ID Token (OpenID Connect Core 1.0, section 3.1.3.7), and what it binds together (CIBA Core 1.0, section
//! 10.3.1).

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::check::Check;
use super::tokens::RawTokens;

const OIDC: &str = "OIDC 3.1.3.7";
const PUSH: &str = "10.3.1";
const RT_HASH: &str = "urn:openid:params:jwt:claim:rt_hash";
const AUTH_REQ_ID: &str = "urn:openid:params:jwt:claim:auth_req_id";
/// How far the clocks of client and server may be apart, in seconds.
const LEEWAY: u64 = 60;

/// What an ID Token has to fit.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) algorithm: &'a str,
    pub(super) auth_req_id: &'a str,
    /// A push binds the tokens and the auth_req_id to the ID Token; elsewhere that is up to the server.
    pub(super) is_push: bool,
    /// Seconds since 1970.
    pub(super) now: u64,
    /// The server's keys, where they could be had.
    pub(super) keys: Option<&'a Value>,
}

/// All checks, and the claims.
pub(super) fn check(tokens: &RawTokens, expected: &Expected<'_>) -> (Vec<Check>, Value) {
    let parts: Vec<&str> = tokens.id_token.split('.').collect();
    let decoded = (|| {
        let [header, claims, _] = parts[..] else {
            return None;
        };
        Some((json(header)?, json(claims)?))
    })();
    let Some((header, claims)) = decoded else {
        let check = Check::of("the ID Token is a JWT", OIDC, false, "it cannot be read");
        return (vec![check], Value::Null);
    };
    let mut checks = vec![signature(&tokens.id_token, &header, expected)];
    checks.extend(claims_of(&claims, expected));
    let algorithm = header["alg"].as_str().unwrap_or_default();
    checks.extend(bindings(&claims, algorithm, tokens, expected));
    (checks, claims)
}

fn json(part: &str) -> Option<Value> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok().filter(Value::is_object)
}

fn signature(token: &str, header: &Value, expected: &Expected<'_>) -> Check {
    const NAME: &str = "signature";
    let name = header["alg"].as_str().unwrap_or_default();
    let registered = expected.algorithm;
    if !registered.is_empty() && registered != name {
        let detail = format!("alg is {name:?}, and the client registered {registered}");
        return Check::of(NAME, OIDC, false, detail);
    }
    let algorithm = name.parse::<Algorithm>().ok().filter(|algorithm| {
        !matches!(
            algorithm,
            Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512
        )
    });
    let Some(algorithm) = algorithm else {
        return Check::of(
            NAME,
            OIDC,
            false,
            format!("alg is {name:?}, which is not taken"),
        );
    };
    let Some(keys) = expected.keys else {
        return if expected.is_push {
            Check::of(
                NAME,
                PUSH,
                false,
                "the server's keys are not known: set the issuer",
            )
        } else {
            let detail = "the server's keys are not known; the token came straight from the server";
            Check::skipped(NAME, OIDC, detail)
        };
    };
    let fitting = fitting_keys(keys, header["kid"].as_str());
    let verified = fitting.iter().any(|key| verify(token, key, algorithm));
    let detail = match (verified, fitting.len()) {
        (true, _) => format!("{name}, with a key of the server's"),
        (false, 0) => "the server has no key with this kid".to_owned(),
        (false, _) => format!("{name}, and no key of the server's made it"),
    };
    Check::of(NAME, OIDC, verified, detail)
}

fn fitting_keys(keys: &Value, kid: Option<&str>) -> Vec<Jwk> {
    let all = keys["keys"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    all.iter()
        .filter(|key| key["use"].as_str() != Some("enc"))
        .filter(|key| kid.is_none() || key["kid"].as_str() == kid)
        // A key of a kind that is not known here is for somebody else.
        .filter_map(|key| serde_json::from_value(key.clone()).ok())
        .collect()
}

fn verify(token: &str, key: &Jwk, algorithm: Algorithm) -> bool {
    let Some((message, signature)) = token.rsplit_once('.') else {
        return false;
    };
    DecodingKey::from_jwk(key).is_ok_and(|key| {
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, algorithm)
            .unwrap_or(false)
    })
}

fn claims_of(claims: &Value, expected: &Expected<'_>) -> Vec<Check> {
    let issuer = claims["iss"].as_str().unwrap_or_default();
    let iss = if expected.issuer.is_empty() {
        Check::skipped("iss", OIDC, format!("no issuer is set; it is {issuer:?}"))
    } else {
        Check::of(
            "iss",
            OIDC,
            issuer == expected.issuer,
            format!("{issuer:?}"),
        )
    };
    let (is_audience, detail) = audience(claims, expected.client_id);
    let exp = claims["exp"].as_u64();
    let lives = exp.is_some_and(|exp| exp.saturating_add(LEEWAY) > expected.now);
    let left = exp.map_or_else(
        || "there is none".to_owned(),
        |exp| format!("{} s left", exp.saturating_sub(expected.now)),
    );
    let iat = claims["iat"].as_u64();
    let was_issued = iat.is_some_and(|iat| iat <= expected.now.saturating_add(LEEWAY));
    let subject = claims["sub"].as_str().unwrap_or_default();
    vec![
        iss,
        Check::of("aud", OIDC, is_audience, detail),
        Check::of("exp", OIDC, lives, left),
        Check::of(
            "iat",
            OIDC,
            was_issued,
            if was_issued {
                "not in the future"
            } else {
                "missing, or in the future"
            },
        ),
        Check::of("sub", OIDC, !subject.is_empty(), format!("{subject:?}")),
    ]
}

/// The client is meant, and nobody else without it being said for whom the token was issued.
fn audience(claims: &Value, client_id: &str) -> (bool, String) {
    let all: Vec<&str> = match &claims["aud"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let azp = claims.get("azp");
    let is_for_us = azp.and_then(Value::as_str) == Some(client_id);
    let holds = all.contains(&client_id) && (is_for_us || (azp.is_none() && all.len() == 1));
    (holds, format!("{all:?}"))
}

fn bindings(
    claims: &Value,
    algorithm: &str,
    tokens: &RawTokens,
    expected: &Expected<'_>,
) -> Vec<Check> {
    let hash_of = |token: &str| half_hash(token, algorithm);
    let mut checks = vec![binding(
        "at_hash",
        claims.get("at_hash"),
        hash_of(&tokens.access_token),
        expected.is_push,
    )];
    if let Some(refresh_token) = &tokens.refresh_token {
        checks.push(binding(
            "rt_hash",
            claims.get(RT_HASH),
            hash_of(refresh_token),
            expected.is_push,
        ));
    }
    checks.push(binding(
        "auth_req_id in the ID Token",
        claims.get(AUTH_REQ_ID),
        Some(expected.auth_req_id.to_owned()),
        expected.is_push,
    ));
    checks
}

/// A claim that has to have a value; in a push it has to be there.
fn binding(
    name: &'static str,
    claim: Option<&Value>,
    wanted: Option<String>,
    is_required: bool,
) -> Check {
    match (claim, wanted) {
        (None, _) if !is_required => {
            Check::skipped(name, PUSH, "it is not there, which only a push forbids")
        }
        (None, _) => Check::of(name, PUSH, false, "it is not there"),
        (Some(claim), wanted) => {
            let holds = wanted.is_some() && claim.as_str() == wanted.as_deref();
            let detail = if holds {
                "it is the right one"
            } else {
                "it is another one"
            };
            Check::of(name, PUSH, holds, detail)
        }
    }
}

/// The left half of the hash that goes with the algorithm (OpenID Connect Core 1.0, section 3.1.3.6).
fn half_hash(text: &str, algorithm: &str) -> Option<String> {
    let hash = match algorithm {
        "RS256" | "PS256" | "ES256" | "HS256" => Sha256::digest(text).to_vec(),
        "RS384" | "PS384" | "ES384" => Sha384::digest(text).to_vec(),
        // Ed25519 hashes with SHA-512.
        "RS512" | "PS512" | "ES512" | "EdDSA" => Sha512::digest(text).to_vec(),
        _ => return None,
    };
    Some(BASE64_URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_of_the_specification() {
        // The example of section 10.3.1 of CIBA Core.
        let at_hash = half_hash("G5kXH2wHvUra0sHlDy1iTkDJgsgUO1bN", "RS256");
        let rt_hash = half_hash("4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-8gFPfA2Kx16", "RS256");

        assert_eq!(at_hash.as_deref(), Some("Wt0kVFXMacqvnHeyU0001w"));
        assert_eq!(rt_hash.as_deref(), Some("sHahCuSpXCRg5mkDDvvr4w"));
    }
}
