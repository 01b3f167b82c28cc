//! Claims of the ID Token that scenarios of their own look at (CIBA Core 1.0, section 7.1; OpenID Connect Core 1.0,
//! sections 2 and 8.1).

use serde_json::Value;

use super::message::describe_member;
use super::{Judge, Members, Violations};

/// A request for certain classes is answered with the class that was reached.
pub fn acr_told(claims: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.should(
        claims
            .get("acr")
            .and_then(|acr| acr.as_str())
            .is_some_and(|acr| !acr.is_empty()),
        "CIBA-7.1-20",
        "acr, the class that was reached: the request had acr_values",
        &describe_member(claims, "acr"),
    );
    judge.verdict(())
}

/// A class that nobody can reach is not claimed.
pub fn acr_not_echoed(claims: &Members, wished: &str) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        claims.get("acr").and_then(|acr| acr.as_str()) != Some(wished),
        "CIBA-7.1-21",
        &format!("another acr than {wished}, which no authentication reaches, or none"),
        &describe_member(claims, "acr"),
    );
    judge.verdict(())
}

/// No claim has a value that the client wrote into its request under the name of a claim.
pub fn not_chosen(claims: &Members, chosen: &[String]) -> Result<(), Violations> {
    let is_chosen = |value: &Value| match value {
        Value::String(text) => chosen.contains(text),
        Value::Number(number) => chosen.contains(&number.to_string()),
        Value::Array(values) => values.iter().any(|value| {
            value
                .as_str()
                .is_some_and(|text| chosen.iter().any(|one| one == text))
        }),
        _ => false,
    };
    let mut judge = Judge::new();
    for (name, value) in claims {
        judge.must(
            !is_chosen(value),
            "CIBA-10.1.1-07",
            &format!("{name} as the OP knows it, not as a parameter of the request says"),
            &describe_member(claims, name),
        );
    }
    judge.verdict(())
}

/// There is no nonce: CIBA has no parameter for one.
pub fn no_nonce(claims: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        !claims.contains_key("nonce"),
        "CIBA-10.1.1-11",
        "an ID Token without nonce: the client sent none",
        &describe_member(claims, "nonce"),
    );
    judge.verdict(())
}

/// Clients of one sector know a user by one subject, clients of different sectors by different ones.
pub fn subjects(first: &Members, second: &Members, same_sector: bool) -> Result<(), Violations> {
    let subject = |claims: &Members| {
        claims
            .get("sub")
            .and_then(|sub| sub.as_str())
            .map(str::to_owned)
    };
    let mut judge = Judge::new();
    judge.must(
        (subject(first) == subject(second)) == same_sector,
        "CIBA-4-23",
        if same_sector {
            "one sub for both clients: they are of one sector"
        } else {
            "different subs for the two clients: they are of different sectors"
        },
        &format!(
            "{} and {}",
            describe_member(first, "sub"),
            describe_member(second, "sub")
        ),
    );
    judge.verdict(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: &serde_json::Value) -> Members {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_acr_is_told_and_is_no_echo() {
        let echo = claims(&json!({"acr": "urn:x"}));

        assert!(acr_told(&echo).is_ok());
        assert!(acr_told(&claims(&json!({}))).is_err());
        assert!(acr_not_echoed(&echo, "urn:x").is_err());
        assert!(acr_not_echoed(&echo, "urn:y").is_ok());
        assert!(no_nonce(&claims(&json!({"nonce": "n"}))).is_err());
    }

    #[test]
    fn a_sector_has_one_subject_for_a_user() {
        let (one, other) = (claims(&json!({"sub": "a"})), claims(&json!({"sub": "b"})));

        assert!(subjects(&one, &one, true).is_ok());
        assert!(subjects(&one, &other, true).is_err());
        assert!(subjects(&one, &other, false).is_ok());
        assert!(subjects(&one, &one, false).is_err());
    }
}
