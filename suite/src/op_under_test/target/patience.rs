use std::num::NonZeroU64;
use std::time::Duration;

/// How long the suite waits for what should come, and for what should not.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a callback, or for a decision to take effect.
    pub expected: Duration,
    /// For something that a wrong OP would do.
    pub unexpected: Duration,
}

impl Patience {
    /// For a target across a network.
    pub const REMOTE: Self = Self {
        expected: Duration::from_secs(10),
        unexpected: Duration::from_secs(2),
    };

    /// For a target whose tester knows how many seconds its calls take at most.
    pub fn remote(callback_wait: Option<NonZeroU64>) -> Self {
        match callback_wait {
            None => Self::REMOTE,
            Some(seconds) => {
                let expected = Duration::from_secs(seconds.get());
                Self {
                    expected,
                    unexpected: (expected / 5).min(Self::REMOTE.unexpected),
                }
            }
        }
    }

    /// For a target in this process.
    pub const LOCAL: Self = Self {
        expected: Duration::from_secs(2),
        unexpected: Duration::from_millis(200),
    };

    /// For one of many targets in this process, which wait for each other's processor.
    pub const AMONG_MANY: Self = Self {
        expected: Duration::from_secs(6),
        unexpected: Duration::from_millis(500),
    };
}
