//! The OP's keys (OpenID Connect Discovery 1.0, section 3; RFC 7517; RFC 7518, section 6).

use serde_json::Value;

use super::message::{describe, describe_member, response_object};
use super::{Judge, Violation, Violations};
use crate::http::Exchange;

const REQUIREMENT: &str = "C-8414-03";

/// The members that hold a private or a shared key.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// The JWK Set is served, holds keys that verify signatures, and gives nothing private away.
pub fn jwk_set(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    if response.status != 200 {
        return Err(Violation::must(REQUIREMENT, "HTTP 200", describe(response)).into());
    }
    let members = response_object(response)
        .map_err(|actual| Violation::must(REQUIREMENT, "a JSON object", actual))?;
    let keys = members.get("keys").and_then(Value::as_array);
    let mut judge = Judge::new();
    judge.must(
        keys.is_some_and(|keys| !keys.is_empty()),
        REQUIREMENT,
        "keys, an array that is not empty",
        &describe_member(&members, "keys"),
    );
    for key in keys.into_iter().flatten() {
        judge_key(key, &mut judge);
    }
    judge_uses(keys.map_or(&[], Vec::as_slice), &mut judge);
    judge.verdict(())
}

fn judge_key(key: &Value, judge: &mut Judge) {
    let kind = key.get("kty").and_then(Value::as_str);
    judge.must(
        kind.is_some(),
        REQUIREMENT,
        "kty in every key",
        "a key without it",
    );
    for name in parts(kind.unwrap_or_default()) {
        judge.must(
            key.get(name).is_some_and(Value::is_string),
            REQUIREMENT,
            &format!("{name}, a string, in every key of its kty"),
            &format!("a key of kty {} without it", kind.unwrap_or_default()),
        );
    }
    for name in ["kid", "use", "alg"] {
        judge.must(
            key.get(name).is_none_or(Value::is_string),
            REQUIREMENT,
            &format!("{name}, a string where it stands"),
            &format!("a key with {}", key.get(name).unwrap_or(&Value::Null)),
        );
    }
    for name in PRIVATE {
        judge.must(
            key.get(name).is_none(),
            REQUIREMENT,
            "public keys alone",
            &format!("a key with the private member {name}"),
        );
    }
}

/// What a public key is made of; nothing is known of the kinds that came later.
fn parts(kind: &str) -> &'static [&'static str] {
    match kind {
        "EC" => &["crv", "x", "y"],
        "RSA" => &["n", "e"],
        "OKP" => &["crv", "x"],
        _ => &[],
    }
}

/// ID Tokens are signed, so that there is a key to verify signatures; where there is one to encrypt as well, every key
/// says its use.
fn judge_uses(keys: &[Value], judge: &mut Judge) {
    let use_of = |key: &Value| key.get("use").and_then(Value::as_str).map(str::to_owned);
    let verifies = |key: &Value| {
        let operations = key.get("key_ops").and_then(Value::as_array);
        use_of(key).is_none_or(|name| name != "enc")
            && operations.is_none_or(|all| all.iter().any(|one| one == "verify"))
    };
    judge.must(
        keys.is_empty() || keys.iter().any(verifies),
        REQUIREMENT,
        "a key that verifies signatures: its use not enc, its key_ops with verify if it has some",
        "keys for other uses alone",
    );
    judge.must(
        keys.iter().all(|key| use_of(key).is_some())
            || keys.iter().all(|key| use_of(key).as_deref() != Some("enc")),
        REQUIREMENT,
        "use in every key where one of them encrypts",
        "a key with the use enc, and a key without use",
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complaints(keys: &[Value]) -> usize {
        let mut judge = Judge::new();
        for key in keys {
            judge_key(key, &mut judge);
        }
        judge_uses(keys, &mut judge);
        judge
            .verdict(())
            .map_or_else(|found| found.into_vec().len(), |()| 0)
    }

    #[test]
    fn keys_of_every_kind_are_well_as_they_are() {
        let signs =
            json!({"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "kid": "1", "use": "sig"});
        let bare = json!({"kty": "RSA", "n": "a", "e": "AQAB"});
        let encrypts = json!({"kty": "OKP", "crv": "X25519", "x": "a", "use": "enc"});
        let later = json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "a", "use": "sig"});

        assert_eq!(complaints(&[signs.clone(), encrypts, later]), 0);
        assert_eq!(complaints(&[signs, bare]), 0);
    }

    #[test]
    fn a_key_that_is_of_no_use_is_told() {
        let cut = json!({"kty": "EC", "crv": "P-256", "x": "a"});
        let numbered = json!({"kty": "RSA", "n": "a", "e": "AQAB", "kid": 1});
        let encrypts = json!({"kty": "OKP", "crv": "X25519", "x": "a", "use": "enc"});
        let wraps = json!({"kty": "RSA", "n": "a", "e": "AQAB", "key_ops": ["wrapKey"]});
        let bare = json!({"kty": "RSA", "n": "a", "e": "AQAB"});

        for keys in [
            vec![cut],
            vec![numbered],
            vec![encrypts.clone()],
            vec![wraps],
            vec![encrypts, bare],
        ] {
            assert_eq!(complaints(&keys), 1, "{keys:?}");
        }
    }
}
