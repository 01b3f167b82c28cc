use std::time::{Duration, SystemTime};

use super::exchange::Response;

/// Nobody is asked again sooner, whatever it says: dates have whole seconds.
const SHORTEST: Duration = Duration::from_secs(1);

/// Nobody waits longer for one answer: what is beyond it is as good as never, and must not overflow a clock.
const LONGEST: Duration = Duration::from_secs(86_400);

/// When to come back, where an answer is none to the request itself: the server, or a gateway before it, has too much to
/// do (RFC 6585, section 4; RFC 9110, sections 10.2.3 and 15.6.4).
pub fn retry_after(response: &Response, now: SystemTime) -> Option<Duration> {
    if !matches!(response.status, 429 | 503) {
        return None;
    }
    let value = response.header("retry-after")?.trim();
    let pause = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(value)
            .ok()?
            .duration_since(now)
            .unwrap_or_default(),
    };
    Some(pause.clamp(SHORTEST, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(status: u16, value: &str) -> Option<u64> {
        let response = Response {
            status,
            headers: vec![("Retry-After".to_owned(), value.to_owned())],
            body: Vec::new(),
        };
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&response, noon).map(|pause| pause.as_secs())
    }

    #[test]
    fn seconds_and_a_date_say_when_to_come_back() {
        assert_eq!(pause(429, "5"), Some(5));
        assert_eq!(pause(503, " 120 "), Some(120));
        assert_eq!(pause(503, "Sun, 06 Nov 1994 08:49:57 GMT"), Some(20));
    }

    #[test]
    fn a_time_that_is_over_still_leaves_a_moment() {
        assert_eq!(pause(429, "0"), Some(1));
        assert_eq!(pause(503, "Sun, 06 Nov 1994 08:49:07 GMT"), Some(1));
    }

    #[test]
    fn an_age_counts_as_a_day() {
        assert_eq!(pause(429, "18446744073709551615"), Some(86_400));
        assert_eq!(pause(503, "Fri, 31 Dec 9999 23:59:59 GMT"), Some(86_400));
    }

    #[test]
    fn other_answers_are_answers() {
        assert_eq!(pause(400, "5"), None);
        assert_eq!(pause(503, "soon"), None);
        assert_eq!(pause(429, "-1"), None);
    }
}
