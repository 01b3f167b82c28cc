//! Signed JWTs from outside, read with suspicion (RFC 7515, RFC 8725).

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, crypto};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Map, Value};

/// The asymmetric algorithms that the fake can verify.
pub(crate) const ASYMMETRIC_ALGS: [&str; 9] = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA",
];

/// The algorithms of `client_secret_jwt`.
pub(crate) const SYMMETRIC_ALGS: [&str; 3] = ["HS256", "HS384", "HS512"];

/// A JWS in compact form, taken apart and not yet verified.
pub(crate) struct Jws<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signing_input: &'a str,
    signature: &'a str,
}

/// Why a text is no JWS that the fake can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwsError {
    /// Five parts: a JWE.
    Encrypted,
    /// Not three parts of base64url, or no JSON objects in them, or a critical header that is not understood.
    Malformed,
}

impl<'a> Jws<'a> {
    /// Takes a compact JWS apart.
    pub(crate) fn parse(text: &'a str) -> Result<Self, JwsError> {
        if text.split('.').count() == 5 {
            return Err(JwsError::Encrypted);
        }
        let (signing_input, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, claims) = signing_input.split_once('.').ok_or(JwsError::Malformed)?;
        let header = object(header).ok_or(JwsError::Malformed)?;
        let claims = object(claims).ok_or(JwsError::Malformed)?;
        if header.contains_key("crit") {
            return Err(JwsError::Malformed);
        }
        Ok(Self {
            header,
            claims,
            signing_input,
            signature,
        })
    }

    /// The `alg` of the header, which is not to be trusted before the caller has compared it with what it expects.
    pub(crate) fn alg(&self) -> &str {
        self.header
            .get("alg")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The claims, unverified until one of the `verify` functions has said yes.
    pub(crate) fn claims(&self) -> Claims<'_> {
        Claims(&self.claims)
    }

    /// Whether the MAC is right under that secret. An `alg` that is not symmetric is never right.
    pub(crate) fn is_keyed_by(&self, secret: &str) -> bool {
        SYMMETRIC_ALGS.contains(&self.alg())
            && self.is_right_under(&DecodingKey::from_secret(secret.as_bytes()))
    }

    /// Whether the signature is right under one of the set's public keys. An `alg` that is not asymmetric never is.
    pub(crate) fn is_signed_by(&self, jwks: &Value) -> bool {
        if !ASYMMETRIC_ALGS.contains(&self.alg()) {
            return false;
        }
        let keys = jwks.get("keys").and_then(Value::as_array);
        keys.into_iter()
            .flatten()
            .filter(|jwk| self.may_be_signed_by(jwk))
            .any(|jwk| match p256_point(jwk) {
                Some(point) if self.alg() == "ES256" => self.is_right_for(&point),
                _ => decoding_key(jwk).is_some_and(|key| self.is_right_under(&key)),
            })
    }

    fn may_be_signed_by(&self, jwk: &Value) -> bool {
        let member = |name: &str| jwk.get(name).and_then(Value::as_str);
        let same_kid = match (self.header.get("kid"), member("kid")) {
            (Some(wanted), Some(kid)) => wanted.as_str() == Some(kid),
            _ => true,
        };
        let for_signing = member("use").is_none_or(|usage| usage == "sig");
        let same_alg = member("alg").is_none_or(|alg| alg == self.alg());
        same_kid && for_signing && same_alg
    }

    /// The same for ES256, as nearly every signature is made: by the quickest way to look at one.
    fn is_right_for(&self, point: &[u8]) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(self.signature).ok();
        signature.is_some_and(|signature| {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(self.signing_input.as_bytes(), &signature)
                .is_ok()
        })
    }

    fn is_right_under(&self, key: &DecodingKey) -> bool {
        let Ok(algorithm) = Algorithm::from_str(self.alg()) else {
            return false;
        };
        let message = self.signing_input.as_bytes();
        algorithm.family() == key.family()
            && crypto::verify(self.signature, message, key, algorithm).unwrap_or(false)
    }
}

/// The claims of a JWT.
#[derive(Clone, Copy)]
pub(crate) struct Claims<'a>(&'a Map<String, Value>);

impl<'a> Claims<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// A claim that is a non-empty string.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// Whether `aud`, a string or an array of strings, names one that `accepts` says yes to.
    pub(crate) fn audience_has(self, accepts: impl Fn(&str) -> bool) -> bool {
        match self.get("aud") {
            Some(Value::String(audience)) => accepts(audience),
            Some(Value::Array(audiences)) => {
                audiences.iter().filter_map(Value::as_str).any(accepts)
            }
            _ => false,
        }
    }

    /// A point in time, in whole seconds since the epoch (RFC 7519, section 2, NumericDate).
    pub(crate) fn time(self, name: &str) -> Time {
        match self.get(name) {
            None => Time::Missing,
            Some(value) => value
                .as_u64()
                .or_else(|| fractional_seconds(value))
                .map_or(Time::Wrong, Time::At),
        }
    }
}

/// What a time claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Missing,
    Wrong,
    At(u64),
}

impl Time {
    /// Whether the time is there and still ahead, give or take `skew` seconds.
    pub(crate) fn is_ahead_of(self, now: u64, skew: u64) -> bool {
        matches!(self, Self::At(time) if time.saturating_add(skew) > now)
    }

    /// The time itself, zero when there is none.
    pub(crate) fn seconds(self) -> u64 {
        match self {
            Self::At(seconds) => seconds,
            Self::Missing | Self::Wrong => 0,
        }
    }

    /// Whether the time is there and reached, give or take `skew` seconds.
    pub(crate) fn is_reached_at(self, now: u64, skew: u64) -> bool {
        matches!(self, Self::At(time) if time <= now.saturating_add(skew))
    }
}

fn fractional_seconds(value: &Value) -> Option<u64> {
    let seconds = value.as_f64()?;
    let text = format!("{:.0}", seconds.floor());
    text.parse().ok()
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The uncompressed point of a key on P-256 (SEC 1, section 2.3.3).
fn p256_point(jwk: &Value) -> Option<Vec<u8>> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str);
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(member(name)?).ok();
    let is_p256 = member("kty") == Some("EC") && member("crv") == Some("P-256");
    let point = is_p256.then(|| Some([vec![4], coordinate("x")?, coordinate("y")?].concat()))?;
    point.filter(|point| point.len() == 65)
}

fn decoding_key(jwk: &Value) -> Option<DecodingKey> {
    let member = |name: &str| jwk.get(name).and_then(Value::as_str);
    match member("kty")? {
        "RSA" => DecodingKey::from_rsa_components(member("n")?, member("e")?).ok(),
        "EC" => DecodingKey::from_ec_components(member("x")?, member("y")?).ok(),
        "OKP" => DecodingKey::from_ed_components(member("x")?).ok(),
        _ => None,
    }
    .filter(|key| key.family() != AlgorithmFamily::Hmac)
}
