//! The login_hint_token: a JWT in which somebody whom we trust names the user.
//!
//! Its format is up to the deployment (section 7.1). Ours: signed with an asymmetric key of a configured issuer;
//! `iss` and `exp` are there; `aud`, if there is one, contains our Issuer; `nbf`, if there is one, has come. The user
//! is named by `sub_id` (RFC 9493; the formats `email`, `phone_number`, `opaque`, and `phone` as in the example of
//! section 7.1) or else by one of the claims `sub`, `email` and `phone_number`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;

use super::{LoginHintTokenIssuer, User, UserDirectory, Verification};

/// How far the clock of an issuer may be ahead of ours, in seconds.
const CLOCK_SKEW: u64 = 60;

/// Why a login_hint_token names no user whom we could ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginHintTokenFault {
    /// Not a token that we believe, or one that names nobody whom we know.
    Unusable,
    /// It was good, once.
    Expired,
}

#[derive(Deserialize)]
struct Claims {
    exp: f64,
    nbf: Option<f64>,
    aud: Option<Audience>,
    sub_id: Option<SubjectIdentifier>,
    sub: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
enum SubjectIdentifier {
    Opaque { id: String },
    Email { email: String },
    PhoneNumber { phone_number: String },
    Phone { phone: String },
}

/// The user whom the token names. A token that is good but for its age says so, unless it names nobody.
pub(super) fn identify(
    token: &str,
    verification: &Verification<'_>,
) -> Result<User, LoginHintTokenFault> {
    let claims = believe(token, verification).ok_or(LoginHintTokenFault::Unusable)?;
    let user = claims
        .user(verification.users)
        .ok_or(LoginHintTokenFault::Unusable)?;
    if claims.exp <= seconds(verification.now) {
        return Err(LoginHintTokenFault::Expired);
    }
    Ok(user.clone())
}

/// The claims of a token that one of our issuers has signed for us; its age is not judged here.
fn believe(token: &str, verification: &Verification<'_>) -> Option<Claims> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    // We know none of the extensions that `crit` could list (RFC 7515, section 4.1.11).
    if is_symmetric(header.alg) || header.crit.is_some() {
        return None;
    }
    let issuer = claimed_issuer(token, verification.login_hint_token_issuers)?;
    let claims = verified_claims(token, &header, issuer)?;
    let is_for_us = claims
        .aud
        .as_ref()
        .is_none_or(|aud| aud.contains(verification.issuer));
    let has_begun = claims
        .nbf
        .is_none_or(|nbf| nbf <= seconds(verification.now + CLOCK_SKEW));
    (is_for_us && has_begun).then_some(claims)
}

fn is_symmetric(alg: Algorithm) -> bool {
    matches!(alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512)
}

/// Whose token it says it is; the signature has yet to prove it.
fn claimed_issuer<'a>(
    token: &str,
    issuers: &'a [LoginHintTokenIssuer],
) -> Option<&'a LoginHintTokenIssuer> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let payload: serde_json::Value = serde_json::from_slice(&payload).ok()?;
    let claimed = payload.get("iss")?.as_str()?;
    issuers.iter().find(|issuer| issuer.issuer == claimed)
}

fn verified_claims(token: &str, header: &Header, issuer: &LoginHintTokenIssuer) -> Option<Claims> {
    let jwks: JwkSet = serde_json::from_value(issuer.jwks.clone()).ok()?;
    let mut validation = Validation::new(header.alg);
    // The clock and the audience are ours to judge.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jwks.keys
        .iter()
        .filter(|key| may_have_signed(key, header))
        .filter_map(|key| DecodingKey::from_jwk(key).ok())
        .find_map(|key| jsonwebtoken::decode::<Claims>(token, &key, &validation).ok())
        .map(|data| data.claims)
}

fn may_have_signed(key: &Jwk, header: &Header) -> bool {
    let is_named = header.kid.is_none() || header.kid == key.common.key_id;
    let is_for_signatures = !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let is_for_algorithm = key
        .common
        .key_algorithm
        .is_none_or(|algorithm| algorithm.to_string() == format!("{:?}", header.alg));
    is_named && is_for_signatures && is_for_algorithm
}

#[expect(
    clippy::cast_precision_loss,
    reason = "exact for the next 285 million years"
)]
fn seconds(time: u64) -> f64 {
    time as f64
}

impl Audience {
    fn contains(&self, issuer: &str) -> bool {
        match self {
            Self::One(audience) => audience == issuer,
            Self::Several(audiences) => audiences.iter().any(|audience| audience == issuer),
        }
    }
}

impl Claims {
    fn user<'a>(&self, users: &'a UserDirectory) -> Option<&'a User> {
        match &self.sub_id {
            Some(SubjectIdentifier::Opaque { id }) => users.by_subject(id),
            Some(SubjectIdentifier::Email { email }) => users.by_email(email),
            Some(
                SubjectIdentifier::PhoneNumber {
                    phone_number: number,
                }
                | SubjectIdentifier::Phone { phone: number },
            ) => users.by_phone_number(number),
            None => self.plain_claim(users),
        }
    }

    fn plain_claim<'a>(&self, users: &'a UserDirectory) -> Option<&'a User> {
        if let Some(subject) = &self.sub {
            users.by_subject(subject)
        } else if let Some(email) = &self.email {
            users.by_email(email)
        } else {
            users.by_phone_number(self.phone_number.as_ref()?)
        }
    }
}
