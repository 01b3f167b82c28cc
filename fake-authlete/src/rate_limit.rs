//! A limit on calls, as Authlete 3.0 has one.

use std::time::Duration;

use serde::Deserialize;

use crate::answer::Answer;
use crate::result_codes::RATE_LIMITED;

/// How many calls may come in how long a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// How many calls; none lifts the limit.
    pub calls: u32,
    /// In how many milliseconds.
    pub per_ms: u64,
}

impl RateLimit {
    pub(crate) fn if_any(self) -> Option<Self> {
        (self.calls > 0 && self.per_ms > 0).then_some(self)
    }
}

/// Counts calls in windows that follow each other.
pub(crate) struct RateLimiter {
    limit: RateLimit,
    window_ends_at: u64,
    calls: u32,
}

impl RateLimiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            window_ends_at: 0,
            calls: 0,
        }
    }

    /// Counts a call; one too many is told how long the window still lasts.
    pub(crate) fn admit(&mut self, now_millis: u64) -> Result<(), Duration> {
        if now_millis >= self.window_ends_at {
            self.window_ends_at = now_millis.saturating_add(self.limit.per_ms);
            self.calls = 0;
        }
        if self.calls >= self.limit.calls {
            return Err(Duration::from_millis(self.window_ends_at - now_millis));
        }
        self.calls += 1;
        Ok(())
    }
}

/// 429 with the seconds until the limit is reset, in the header that HTTP has for it (RFC 9110, section 10.2.3) and in
/// the one that rate limits have. Authlete's own name for it is not published.
pub(crate) fn refusal(reset_in: Duration) -> Answer {
    let seconds = reset_in.as_millis().div_ceil(1000).max(1).to_string();
    Answer::refused(429, &RATE_LIMITED)
        .with_header("retry-after", &seconds)
        .with_header("ratelimit-reset", &seconds)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{RateLimit, RateLimiter};

    #[test]
    fn calls_beyond_the_limit_wait_for_the_next_window() {
        let mut limiter = RateLimiter::new(RateLimit {
            calls: 2,
            per_ms: 1000,
        });

        assert_eq!(limiter.admit(5_000), Ok(()));
        assert_eq!(limiter.admit(5_100), Ok(()));
        assert_eq!(limiter.admit(5_200), Err(Duration::from_millis(800)));
        assert_eq!(limiter.admit(6_000), Ok(()));
    }
}
