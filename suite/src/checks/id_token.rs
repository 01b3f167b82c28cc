//! The ID Token (OpenID Connect Core 1.0, sections 2 and 3.1.3.7; CIBA Core 1.0, section 10.3.1).

use serde_json::{Map, Value};

use super::id_token_form as form;
use super::message::describe_member;
use super::token_response::Tokens;
use super::{Judge, Violation, Violations};
use crate::config::Secret;
use crate::jose::{self, DecodedJwt};
use crate::protocol::{AUTH_REQ_ID_CLAIM, RT_HASH_CLAIM};

pub use form::{forms, listed_alg};

/// Clocks of different machines differ; a minute is far more than they should.
const CLOCK_SKEW: u64 = 60;
/// A clock that is slow harms nobody: more is allowed there.
const LATE_CLOCK: f64 = 300.0;
/// The end of the year 9999: what lies beyond is no number of seconds.
const END_OF_TIME: f64 = 253_402_300_799.0;

/// What an ID Token is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// The Issuer Identifier.
    pub issuer: &'a str,
    /// The `client_id` of the client that asked.
    pub client_id: &'a str,
    /// The registered `id_token_signed_response_alg`, if known.
    pub alg: Option<&'a str>,
    /// The OP's JWK Set.
    pub jwks: &'a Value,
    /// The client's secret, which is the key where the OP issues ID Tokens under a MAC.
    pub secret: Option<&'a Secret>,
    /// The time of receipt, in seconds since 1970.
    pub now: u64,
    /// How many seconds ago the client asked for it: nothing was issued before that.
    pub age: u64,
}

/// Signature, iss, sub, aud, exp and iat are right.
pub fn valid(id_token: &str, expected: Expectations<'_>) -> Result<Map<String, Value>, Violations> {
    valid_as("CIBA-10.1.1-06", id_token, expected)
}

/// The same for a refreshed ID Token (OpenID Connect Core 1.0, section 12.2): the same rules apply.
pub fn valid_again(id_token: &str, expected: Expectations<'_>) -> Result<(), Violations> {
    valid_as("C-IDT-12", id_token, expected).map(drop)
}

fn valid_as(
    requirement: &str,
    id_token: &str,
    expected: Expectations<'_>,
) -> Result<Map<String, Value>, Violations> {
    let secret = expected.secret.map(Secret::expose);
    let decoded = jose::verify(id_token, expected.jwks, secret).map_err(|error| {
        Violation::must(
            requirement,
            "an ID Token signed with a key of the OP's JWK Set, or with the client_secret under HS256 and its like",
            error.to_string(),
        )
    })?;
    let claims = decoded.claims.as_object().cloned().unwrap_or_default();
    let mut judge = Judge::new();
    if let Some(alg) = expected.alg {
        judge.must(
            decoded.alg() == alg,
            requirement,
            &format!("the registered alg {alg}"),
            &format!("alg {}", decoded.alg()),
        );
    }
    judge.include(form::envelope(&decoded, requirement, expected.jwks));
    judge_identity(&mut judge, requirement, &claims, expected);
    judge_times(&mut judge, requirement, &claims, expected);
    judge.verdict(claims)
}

fn judge_identity(
    judge: &mut Judge,
    requirement: &str,
    claims: &Map<String, Value>,
    expected: Expectations<'_>,
) {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    judge.must(
        text("iss") == Some(expected.issuer),
        requirement,
        &format!("iss = \"{}\"", expected.issuer),
        &describe_member(claims, "iss"),
    );
    judge.must(
        text("sub").is_some_and(|sub| !sub.is_empty() && sub.len() <= 255 && sub.is_ascii()),
        requirement,
        "sub, 1 to 255 ASCII characters",
        &describe_member(claims, "sub"),
    );
    let names_client = match claims.get("aud") {
        Some(Value::String(audience)) => audience == expected.client_id,
        Some(Value::Array(audiences)) => {
            audiences.iter().all(Value::is_string)
                && audiences
                    .iter()
                    .any(|audience| audience.as_str() == Some(expected.client_id))
        }
        _ => false,
    };
    judge.must(
        names_client,
        requirement,
        &format!(
            "aud, a string or an array of strings, with the client_id \"{}\"",
            expected.client_id
        ),
        &describe_member(claims, "aud"),
    );
    judge.must(
        claims
            .get("azp")
            .is_none_or(|azp| azp.as_str() == Some(expected.client_id)),
        requirement,
        &format!("no azp, or the client_id \"{}\"", expected.client_id),
        &describe_member(claims, "azp"),
    );
}

fn judge_times(
    judge: &mut Judge,
    requirement: &str,
    claims: &Map<String, Value>,
    expected: Expectations<'_>,
) {
    // Times are JSON numbers; a fraction of a second is allowed (RFC 7519, section 2).
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 fit in 53 bits"
    )]
    let (now, skew, asked) = (
        expected.now as f64,
        CLOCK_SKEW as f64,
        expected.now.saturating_sub(expected.age) as f64,
    );
    judge.must(
        seconds("exp").is_some_and(|exp| exp > now - skew && exp <= END_OF_TIME),
        requirement,
        &format!("exp, seconds since 1970, after {now}"),
        &describe_member(claims, "exp"),
    );
    judge.must(
        seconds("iat").is_some_and(|iat| iat <= now + skew && iat >= asked - LATE_CLOCK),
        requirement,
        &format!("iat, a number not after {now}, nor before {asked}, when the client asked"),
        &describe_member(claims, "iat"),
    );
    for (name, meaning) in [
        ("nbf", "valid already"),
        ("auth_time", "authenticated already"),
    ] {
        judge.must(
            seconds(name).is_none_or(|time| time <= now + skew),
            requirement,
            &format!("no {name}, or one not after {now}: {meaning}"),
            &describe_member(claims, name),
        );
    }
    if let (Some(iat), Some(exp)) = (seconds("iat"), seconds("exp")) {
        judge.must(
            exp > iat,
            requirement,
            "exp after iat",
            &format!("iat {iat}, exp {exp}"),
        );
    }
}

/// The ID Token is about the user whom the hint named.
pub fn subject(claims: &Map<String, Value>, subject: &str) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        claims.get("sub").and_then(Value::as_str) == Some(subject),
        "CIBA-10.1.1-07",
        &format!("sub = \"{subject}\", the user whom the hint names"),
        &describe_member(claims, "sub"),
    );
    judge.verdict(())
}

/// A Push Callback's ID Token is bound to its access token.
pub fn at_hash(tokens: &Tokens) -> Result<(), Violations> {
    hash(tokens, "CIBA-10.3.1-04", "at_hash", &tokens.access_token)
}

/// A Push Callback's ID Token is bound to its refresh token, if there is one, and to none if there is none.
pub fn rt_hash(tokens: &Tokens) -> Result<(), Violations> {
    const REQUIREMENT: &str = "CIBA-10.3.1-06";
    if let Some(token) = &tokens.refresh_token {
        return hash(tokens, REQUIREMENT, RT_HASH_CLAIM, token);
    }
    let claims = claims_of(tokens, REQUIREMENT)?.1;
    let mut judge = Judge::new();
    judge.must(
        !claims.contains_key(RT_HASH_CLAIM),
        REQUIREMENT,
        &format!("no {RT_HASH_CLAIM}: no refresh token was pushed"),
        &describe_member(&claims, RT_HASH_CLAIM),
    );
    judge.verdict(())
}

/// A Push Callback's ID Token is bound to the authentication request.
pub fn auth_req_id(tokens: &Tokens, auth_req_id: &str) -> Result<(), Violations> {
    let claims = claims_of(tokens, "CIBA-10.3.1-05")?.1;
    let mut judge = Judge::new();
    judge.must(
        claims.get(AUTH_REQ_ID_CLAIM).and_then(Value::as_str) == Some(auth_req_id),
        "CIBA-10.3.1-05",
        &format!("{AUTH_REQ_ID_CLAIM} = \"{auth_req_id}\""),
        &describe_member(&claims, AUTH_REQ_ID_CLAIM),
    );
    judge.verdict(())
}

/// Where a poll or ping client's ID Token carries the hashes of a push, they are right.
pub fn optional_hashes(tokens: &Tokens, request: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "CIBA-10.1.1-08";
    let (alg, claims) = claims_of(tokens, REQUIREMENT)?;
    let mut judge = Judge::new();
    let expected = [
        ("at_hash", jose::half_hash(&alg, &tokens.access_token)),
        (AUTH_REQ_ID_CLAIM, Some(request.to_owned())),
        (
            RT_HASH_CLAIM,
            tokens
                .refresh_token
                .as_ref()
                .and_then(|token| jose::half_hash(&alg, token)),
        ),
    ];
    for (name, value) in expected {
        judge.must(
            claims
                .get(name)
                .is_none_or(|claim| claim.as_str() == value.as_deref()),
            REQUIREMENT,
            &format!("no {name}, or {value:?}"),
            &describe_member(&claims, name),
        );
    }
    judge.verdict(())
}

fn hash(tokens: &Tokens, requirement: &str, claim: &str, token: &str) -> Result<(), Violations> {
    let (alg, claims) = claims_of(tokens, requirement)?;
    let expected = jose::half_hash(&alg, token).ok_or_else(|| {
        Violation::must(
            requirement,
            "an alg with a SHA-2 hash",
            format!("alg {alg}"),
        )
    })?;
    let mut judge = Judge::new();
    judge.must(
        claims.get(claim).and_then(Value::as_str) == Some(expected.as_str()),
        requirement,
        &format!("{claim} = \"{expected}\", the left half of the token's hash"),
        &describe_member(&claims, claim),
    );
    judge.verdict(())
}

fn claims_of(
    tokens: &Tokens,
    requirement: &str,
) -> Result<(String, Map<String, Value>), Violations> {
    let decoded = DecodedJwt::parse(&tokens.id_token)
        .map_err(|error| Violation::must(requirement, "an ID Token", error.to_string()))?;
    Ok((
        decoded.alg().to_owned(),
        decoded.claims.as_object().cloned().unwrap_or_default(),
    ))
}
