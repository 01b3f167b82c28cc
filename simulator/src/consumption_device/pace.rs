//! How fast a client may poll (section 10.1 and section 11). Pure: the time comes in with each call.

use std::time::Duration;

use tokio::time::Instant;

/// Where the server names no interval (section 7.3), and by what slow_down makes it longer (section 11).
const DEFAULT: u32 = 5;

/// The pace of one flow.
pub(super) struct Pace {
    second: Duration,
    interval: u32,
    due: Instant,
}

impl Pace {
    /// From the acknowledgement on.
    pub(super) fn new(interval: Option<u32>, second: Duration, now: Instant) -> Self {
        let interval = interval.unwrap_or(DEFAULT);
        Self {
            second,
            interval,
            due: now + second * interval,
        }
    }

    /// Seconds between two requests.
    pub(super) fn interval(&self) -> u32 {
        self.interval
    }

    /// When the next request may be sent.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// The next request may be sent at once: a ping has come.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.due = now;
    }

    /// A request is being sent; the interval counts from here, not from the answer.
    pub(super) fn sent(&mut self, now: Instant) {
        self.due = now + self.second * self.interval;
    }

    /// From now on longer, this time too.
    pub(super) fn slow_down(&mut self) {
        self.interval = self.interval.saturating_add(DEFAULT);
        self.due += self.second * DEFAULT;
    }

    /// Not before the server wants it.
    pub(super) fn hold(&mut self, seconds: u32, now: Instant) {
        self.due = self.due.max(now + self.second * seconds);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn without_an_interval_it_is_five_seconds_from_request_to_request() {
        let now = Instant::now();
        let mut pace = Pace::new(None, SECOND, now);

        assert_eq!(pace.due(), now + 5 * SECOND);
        pace.sent(now + 7 * SECOND);
        assert_eq!(pace.due(), now + 12 * SECOND);
    }

    #[test]
    fn each_slow_down_adds_five_seconds_for_good() {
        let now = Instant::now();
        let mut pace = Pace::new(Some(2), SECOND, now);

        pace.sent(now);
        pace.slow_down();
        assert_eq!(pace.due(), now + 7 * SECOND);
        pace.sent(now);
        pace.slow_down();
        assert_eq!((pace.interval(), pace.due()), (12, now + 12 * SECOND));
        pace.sent(now);
        assert_eq!(pace.due(), now + 12 * SECOND);
    }

    #[test]
    fn what_the_server_wants_makes_it_longer_never_shorter() {
        let now = Instant::now();
        let mut pace = Pace::new(Some(5), SECOND, now);

        pace.hold(2, now);
        assert_eq!(pace.due(), now + 5 * SECOND);
        pace.hold(30, now);
        assert_eq!(pace.due(), now + 30 * SECOND);
    }
}
