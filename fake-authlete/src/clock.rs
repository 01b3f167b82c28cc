//! The time, as it is handed to the fake.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Tells the time in milliseconds since the Unix epoch, Authlete's unit for points in time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_millis(&self) -> u64;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> u64 {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        whole_millis(since_epoch)
    }
}

/// A clock that stands still until it is moved; clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    millis: Arc<AtomicU64>,
}

impl ManualClock {
    /// A clock that shows `now_millis` until it is advanced.
    pub fn new(now_millis: u64) -> Self {
        Self {
            millis: Arc::new(AtomicU64::new(now_millis)),
        }
    }

    /// Moves the clock forward, for every clone of it.
    pub fn advance(&self, by: Duration) {
        self.millis.fetch_add(whole_millis(by), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now_millis(&self) -> u64 {
        self.millis.load(Ordering::SeqCst)
    }
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Clock, ManualClock, SystemClock};

    #[test]
    fn a_manual_clock_moves_only_when_it_is_advanced() {
        let clock = ManualClock::new(1_000);
        let clone = clock.clone();

        clock.advance(Duration::from_secs(2));

        assert_eq!(clone.now_millis(), 3_000);
    }

    #[test]
    fn the_system_clock_shows_a_time_after_2026() {
        assert!(SystemClock.now_millis() > 1_767_225_600_000);
    }
}
