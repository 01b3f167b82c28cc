//! The numbers of an acknowledgement, beside what was asked for and beside each other (CIBA Core 1.0, section 7.3).

use super::message::{json_object, positive_integer};
use super::{Judge, Violations};
use crate::http::Exchange;

/// A lifetime in seconds: an OP that gives each client a thousand times what it asks for counts in milliseconds. One that
/// gives what it likes shows nothing by that.
pub fn in_seconds(asked: &[(u64, Exchange)]) -> Result<(), Violations> {
    let told: Vec<(u64, Option<u64>)> = asked
        .iter()
        .map(|(asked, exchange)| {
            let members = json_object(&exchange.response.body).unwrap_or_default();
            let told = members.get("expires_in").and_then(positive_integer);
            (*asked, told)
        })
        .collect();
    let thousandfold = |(asked, told): &(u64, Option<u64>)| *told == asked.checked_mul(1000);
    let mut judge = Judge::new();
    judge.must(
        told.is_empty() || !told.iter().all(thousandfold),
        "CIBA-7.3-08",
        "expires_in in seconds",
        "a thousand times what each request asked for: milliseconds",
    );
    judge.verdict(())
}

/// An interval that is no shorter than the lifetime would let nobody poll twice.
pub fn interval_within_lifetime(exchange: &Exchange) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let number = |name: &str| members.get(name).and_then(positive_integer);
    let mut judge = Judge::new();
    if let (Some(interval), Some(expires_in)) = (number("interval"), number("expires_in")) {
        judge.should(
            interval < expires_in,
            "CIBA-7.3-09",
            "an interval shorter than the lifetime, so that a client polls more than once",
            &format!("interval {interval}, expires_in {expires_in}"),
        );
    }
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::answer;

    fn told(expires_in: u64) -> Exchange {
        answer(
            200,
            &format!(r#"{{"expires_in":{expires_in},"interval":5}}"#),
        )
    }

    #[test]
    fn only_what_is_a_thousandfold_each_time_is_milliseconds() {
        assert!(in_seconds(&[(120, told(120_000)), (137, told(137_000))]).is_err());
        assert!(in_seconds(&[(120, told(120_000)), (137, told(120_000))]).is_ok());
        assert!(in_seconds(&[(120, told(120)), (137, told(137))]).is_ok());
        assert!(interval_within_lifetime(&told(5)).is_err());
        assert!(interval_within_lifetime(&told(6)).is_ok());
    }
}
