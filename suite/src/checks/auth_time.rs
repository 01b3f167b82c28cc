//! When the user was authenticated (OpenID Connect Core 1.0, section 2).

use super::{Judge, Violation, Violations};
use crate::jose::DecodedJwt;

const REQUIREMENT: &str = "C-IDT-15";

/// OpenID Connect was published on the 26th of February 2014: nobody was authenticated for it before.
const BEGINNING: f64 = 1_393_372_800.0;

/// auth_time, if there is one, is not after `latest`, when the user had decided by the OP's clock, and no time before there was
/// such a thing. Its form is judged elsewhere.
pub fn before(id_token: &str, latest: u64) -> Result<(), Violations> {
    let token = DecodedJwt::parse(id_token)
        .map_err(|error| Violation::must(REQUIREMENT, "a signed JWT", error.to_string()))?;
    let Some(told) = token
        .claims
        .get("auth_time")
        .and_then(serde_json::Value::as_f64)
    else {
        return Ok(());
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 fit in 53 bits"
    )]
    let latest = latest as f64;
    let mut judge = Judge::new();
    judge.must(
        told <= latest,
        REQUIREMENT,
        &format!("auth_time not after {latest}, when the user had decided"),
        &format!("auth_time {told}"),
    );
    judge.must(
        told >= BEGINNING,
        REQUIREMENT,
        "auth_time, the time at which the user was authenticated",
        &format!("auth_time {told}, before there was OpenID Connect"),
    );
    judge.verdict(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::json;

    use super::before;
    use crate::jose::SigningKey;

    #[test]
    fn a_session_that_is_hours_old_is_right() {
        const NOW: u64 = 1_800_000_000;
        let key = SigningKey::generate("k").unwrap();
        let token = |auth_time: u64| key.sign(&json!({ "auth_time": auth_time })).unwrap();

        assert!(before(&token(NOW - 36_000), NOW).is_ok());
        assert!(before(&token(NOW), NOW).is_ok());
        assert!(before(&token(NOW + 2), NOW).is_err());
        assert!(before(&token(0), NOW).is_err());
        assert!(before(&key.sign(&json!({})).unwrap(), NOW).is_ok());
    }
}
