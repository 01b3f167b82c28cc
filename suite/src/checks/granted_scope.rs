//! The scope of a request (RFC 6749, section 3.3).

use serde_json::Value;

use super::message::{describe, json_object};
use super::{Judge, Violations};
use crate::http::Exchange;

/// All requests were accepted, or all were refused by the same error.
pub fn judged_alike(exchanges: &[Exchange]) -> Result<(), Violations> {
    let verdict = |exchange: &Exchange| {
        let members = json_object(&exchange.response.body).unwrap_or_default();
        let error = members.get("error").and_then(Value::as_str);
        (exchange.response.status, error.map(str::to_owned))
    };
    let mut judge = Judge::new();
    let Some((first, others)) = exchanges.split_first() else {
        return judge.verdict(());
    };
    for other in others {
        judge.must(
            verdict(first) == verdict(other),
            "C-6749-15",
            &format!(
                "the same answer for another order of scope values: {}",
                describe(&first.response)
            ),
            &describe(&other.response),
        );
    }
    judge.verdict(())
}
