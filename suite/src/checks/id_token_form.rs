//! How an ID Token is written (OpenID Connect Core 1.0, sections 2 and 10.1; RFC 7515; RFC 7519).

use serde_json::Value;

use super::message::describe_member;
use super::{Judge, Violation, Violations};
use crate::jose::DecodedJwt;

/// The algorithm stands in `id_token_signing_alg_values_supported` (OpenID Connect Discovery 1.0, section 3), as the client
/// learns it there: a signature under another one it rightly refuses.
pub fn listed_alg(id_token: &str, listed: &[&str]) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-IDT-14";
    let token = DecodedJwt::parse(id_token)
        .map_err(|error| Violation::must(REQUIREMENT, "a signed JWT", error.to_string()))?;
    let mut judge = Judge::new();
    judge.must(
        listed.contains(&token.alg()),
        REQUIREMENT,
        &format!(
            "an ID Token under one of {}, which the metadata lists",
            listed.join(", ")
        ),
        &format!("one under {}", token.alg()),
    );
    judge.verdict(())
}

/// What every client needs to verify and to read the token.
pub(super) fn envelope(
    token: &DecodedJwt,
    requirement: &str,
    jwks: &Value,
) -> Result<(), Violations> {
    let mut judge = Judge::new();
    let keys = jwks
        .get("keys")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    judge.must(
        // A MAC is made with the client's secret, which is in no JWK Set.
        keys < 2 || token.is_mac() || token.header.get("kid").is_some_and(Value::is_string),
        requirement,
        "kid in the header: the JWK Set has several keys (OpenID Connect Core 1.0, section 10.1)",
        "a header without it",
    );
    judge.must(
        token.header.get("crit").is_none(),
        requirement,
        "no crit in the header: no extension was agreed upon (RFC 7515, section 4.1.11)",
        &token
            .header
            .get("crit")
            .map_or_else(String::new, |crit| format!("crit = {crit}")),
    );
    judge.must(
        token.header.get("typ").is_none_or(Value::is_string),
        requirement,
        "no typ in the header, or a string (RFC 7515, section 4.1.9)",
        &token
            .header
            .get("typ")
            .map_or_else(String::new, |kind| format!("typ = {kind}")),
    );
    judge.must(
        token.repeated_header.is_none(),
        requirement,
        "header parameters with different names (RFC 7515, section 4)",
        &format!(
            "{} twice",
            token.repeated_header.as_deref().unwrap_or_default()
        ),
    );
    judge.must(
        token.repeated_claim.is_none(),
        requirement,
        "claims with different names (RFC 7519, section 4)",
        &format!(
            "{} twice",
            token.repeated_claim.as_deref().unwrap_or_default()
        ),
    );
    judge.verdict(())
}

/// sub is at most 255 ASCII characters, what tells a time is a number, acr is a string and amr an array of strings.
pub fn forms(id_token: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-IDT-11";
    let decoded = DecodedJwt::parse(id_token)
        .map_err(|error| Violation::must(REQUIREMENT, "an ID Token", error.to_string()))?;
    let claims = decoded.claims.as_object().cloned().unwrap_or_default();
    let mut judge = Judge::new();
    judge.must(
        claims
            .get("sub")
            .and_then(Value::as_str)
            .is_some_and(|sub| !sub.is_empty() && sub.len() <= 255 && sub.is_ascii()),
        REQUIREMENT,
        "sub, 1 to 255 ASCII characters",
        &describe_member(&claims, "sub"),
    );
    for (name, required) in [
        ("exp", true),
        ("iat", true),
        ("nbf", false),
        ("auth_time", false),
    ] {
        judge.must(
            claims.get(name).map_or(!required, Value::is_number),
            REQUIREMENT,
            &format!("{}{name}, a JSON number", if required { "" } else { "no " }),
            &describe_member(&claims, name),
        );
    }
    judge.must(
        claims.get("acr").is_none_or(Value::is_string),
        REQUIREMENT,
        "no acr, or a string",
        &describe_member(&claims, "acr"),
    );
    judge.must(
        claims.get("amr").is_none_or(|amr| {
            amr.as_array()
                .is_some_and(|methods| methods.iter().all(Value::is_string))
        }),
        REQUIREMENT,
        "no amr, or an array of strings",
        &describe_member(&claims, "amr"),
    );
    judge.verdict(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::encode_part;

    fn judged(header: &Value, claims: &str, keys: usize) -> bool {
        let token = format!(
            "{}.{}.sig",
            encode_part(header.to_string()),
            encode_part(claims)
        );
        let jwks = json!({"keys": vec![json!({"kty": "EC"}); keys]});
        envelope(&DecodedJwt::parse(&token).unwrap(), "CIBA-10.1.1-06", &jwks).is_ok()
    }

    fn formed(claims: &Value) -> bool {
        let token = format!(
            "{}.{}.sig",
            encode_part("{}"),
            encode_part(claims.to_string())
        );
        forms(&token).is_ok()
    }

    #[test]
    fn a_key_among_several_is_named() {
        assert!(judged(&json!({"alg": "ES256", "kid": "k"}), "{}", 2));
        assert!(judged(&json!({"alg": "ES256"}), "{}", 1));
        assert!(judged(&json!({"alg": "HS256"}), "{}", 2));
        assert!(!judged(&json!({"alg": "ES256"}), "{}", 2));
    }

    #[test]
    fn an_extension_that_must_be_understood_and_a_claim_that_stands_twice_are_wrong() {
        assert!(!judged(
            &json!({"kid": "k", "crit": ["x"], "x": 1}),
            "{}",
            1
        ));
        assert!(!judged(&json!({"kid": "k"}), r#"{"sub":"1","sub":"1"}"#, 1));
    }

    #[test]
    fn a_header_parameter_that_stands_twice_and_a_typ_that_is_no_text_are_wrong() {
        let written = |header: &str| {
            let token = format!("{}.{}.sig", encode_part(header), encode_part("{}"));
            let decoded = DecodedJwt::parse(&token).unwrap();
            envelope(&decoded, "CIBA-10.1.1-06", &json!({"keys": []})).is_ok()
        };

        assert!(written(r#"{"alg":"ES256","typ":"JWT"}"#));
        assert!(!written(r#"{"alg":"ES256","alg":"ES256"}"#));
        assert!(!written(r#"{"alg":"ES256","typ":5}"#));
    }

    #[test]
    fn acr_is_a_string_and_amr_an_array_of_strings() {
        let with = |name: &str, value: Value| json!({"sub": "1", "exp": 2, "iat": 1, name: value});
        assert!(formed(&with("acr", json!("urn:x"))));
        assert!(formed(&with("amr", json!(["pwd", "hwk"]))));
        for (name, value) in [
            ("acr", json!(1)),
            ("acr", json!(["a"])),
            ("amr", json!("pwd")),
            ("amr", json!([1])),
        ] {
            assert!(!formed(&with(name, value)), "{name}");
        }
    }
}
