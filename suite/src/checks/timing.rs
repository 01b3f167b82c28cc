//! How long answers take (CIBA Core 1.0, sections 3, 7.3 and 10.1).

use std::time::Duration;

use super::message::{describe, describe_header};
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::protocol::{Level, TokenErrorCode};

/// "Immediately" has no number in the document; nobody decides on a phone within this time by chance.
const AT_ONCE: Duration = Duration::from_secs(5);
/// What section 10.1 names.
const LONGEST_POLL: Duration = Duration::from_secs(30);
/// An answer that takes longer was held back for news: servers that do so hold one for tens of seconds, and a busy machine
/// takes a second for any.
const HELD: Duration = Duration::from_secs(3);

/// The acknowledgement did not wait for the user; `usual` is how long this OP takes to answer where there is none.
pub fn acknowledged_at_once(exchange: &Exchange, usual: Duration) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        exchange.duration <= AT_ONCE + usual,
        "CIBA-3-01",
        &format!(
            "the answer at once, whatever the user does: within {} s",
            AT_ONCE.as_secs()
        ),
        &took(exchange),
    );
    judge.verdict(())
}

/// No answer of the token endpoint takes more than 30 seconds.
pub fn within_30_seconds(exchange: &Exchange) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.should(
        exchange.duration <= LONGEST_POLL,
        "CIBA-10.1-04",
        "an answer within 30 seconds",
        &took(exchange),
    );
    judge.verdict(())
}

/// Recorded: the OP holds polls until there is news.
pub fn not_held(exchange: &Exchange) -> Result<(), Violations> {
    if exchange.duration <= HELD {
        return Ok(());
    }
    Err(Violation::of(
        Level::Info,
        "CIBA-10.1-03",
        "an answer at once, or one that is held back for news",
        took(exchange),
    )
    .into())
}

/// A poll that was sent when the interval had passed since the last one was sent is not too fast.
pub fn not_too_fast(code: Option<TokenErrorCode>, exchange: &Exchange) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        code != Some(TokenErrorCode::SlowDown),
        "CIBA-10.1-08",
        "no slow_down: the interval has passed since the last poll was sent",
        &describe(&exchange.response),
    );
    judge.verdict(())
}

/// A client that polls on and on without waiting gets one of the answers that sections 10.1 and 11 have for it.
pub fn answers_to_haste(exchange: &Exchange) -> Result<(), Violations> {
    const ALLOWED: [&str; 3] = ["authorization_pending", "slow_down", "invalid_request"];
    let response = &exchange.response;
    let mut judge = Judge::new();
    if response.status == 503 {
        if response.header("retry-after").is_none() {
            return Err(Violation::of(
                Level::Info,
                "CIBA-10.1-09",
                "HTTP 503 with Retry-After",
                describe_header("Retry-After", None),
            )
            .into());
        }
        return Ok(());
    }
    let members = super::json_object(&response.body).unwrap_or_default();
    let code = members.get("error").and_then(|error| error.as_str());
    judge.must(
        response.status == 400 && code.is_some_and(|code| ALLOWED.contains(&code)),
        "CIBA-11-11",
        "HTTP 400 with authorization_pending, slow_down or invalid_request, or HTTP 503",
        &describe(response),
    );
    judge.verdict(())
}

fn took(exchange: &Exchange) -> String {
    format!("it came after {:.1} s", exchange.duration.as_secs_f64())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::testing::answer_with;

    fn exchange(status: u16, headers: &[(&str, &str)], body: &str, seconds: u64) -> Exchange {
        Exchange {
            duration: Duration::from_secs(seconds),
            ..answer_with(status, headers, body)
        }
    }

    #[test]
    fn an_answer_that_waits_for_the_user_is_late() {
        let slow = Duration::from_secs(6);
        assert!(acknowledged_at_once(&exchange(200, &[], "{}", 2), Duration::ZERO).is_ok());
        assert!(acknowledged_at_once(&exchange(200, &[], "{}", 6), Duration::ZERO).is_err());
        assert!(acknowledged_at_once(&exchange(200, &[], "{}", 7), slow).is_ok());
        assert!(within_30_seconds(&exchange(400, &[], "{}", 30)).is_ok());
        assert!(within_30_seconds(&exchange(400, &[], "{}", 31)).is_err());
        assert!(not_held(&exchange(400, &[], "{}", 25)).is_err());
    }

    #[test]
    fn an_overloaded_op_may_say_so_and_anything_unknown_is_wrong() {
        let pending = exchange(400, &[], r#"{"error":"authorization_pending"}"#, 0);
        let busy = exchange(503, &[("retry-after", "3")], "", 0);
        let silent = exchange(503, &[], "", 0);
        let strange = exchange(429, &[], r#"{"error":"slow_down"}"#, 0);

        assert!(answers_to_haste(&pending).is_ok());
        assert!(answers_to_haste(&busy).is_ok());
        let recorded = answers_to_haste(&silent).unwrap_err().into_vec();
        assert_eq!(recorded[0].level, Level::Info);
        assert!(answers_to_haste(&strange).is_err());
    }
}
