//! How often, and after which pauses, a failed call is repeated.

use std::time::Duration;

use backon::ExponentialBuilder;

/// How often a call that a client waits for is repeated.
const WHILE_SOMEBODY_WAITS: usize = 2;

/// The pauses between repetitions: each about twice as long as the one before, with up to as much again at random, so
/// that what failed together is not repeated together.
#[derive(Clone, Copy, Debug)]
pub struct Repetition {
    /// The first pause.
    pub first_pause: Duration,
    /// No pause gets longer than this, but for the random part.
    pub longest_pause: Duration,
}

impl Default for Repetition {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(10),
        }
    }
}

impl Repetition {
    /// For work that has a time limit of its own.
    pub(crate) fn without_end(self) -> ExponentialBuilder {
        ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_jitter()
            .without_max_times()
    }

    /// For a call that somebody waits for: sooner, and a few times only.
    pub(crate) fn in_a_hurry(self) -> ExponentialBuilder {
        self.without_end()
            .with_min_delay(self.first_pause / 5)
            .with_max_times(WHILE_SOMEBODY_WAITS)
    }
}
