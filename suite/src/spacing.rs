//! How long a run lets a server rest.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Keeps things apart that come one at a time, such as attempts that a server may take for an attack.
#[derive(Debug)]
pub struct Spacing {
    pause: Duration,
    last: Mutex<Option<Instant>>,
}

impl Spacing {
    /// At least this long from one to the next.
    pub fn new(pause: Duration) -> Self {
        Self {
            pause,
            last: Mutex::default(),
        }
    }

    /// Waits for the next moment, in the order of asking.
    pub async fn next(&self) {
        if self.pause.is_zero() {
            return;
        }
        let mut last = self.last.lock().await;
        if let Some(last) = *last {
            tokio::time::sleep_until(last + self.pause).await;
        }
        *last = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_never_come_closer_than_the_pause() {
        let pause = Duration::from_millis(20);
        let spacing = Spacing::new(pause);
        let start = Instant::now();

        futures::future::join_all((0..4).map(|_| spacing.next())).await;

        assert!(start.elapsed() >= pause * 3);
    }

    #[tokio::test]
    async fn no_pause_is_no_wait() {
        use futures::FutureExt as _;
        let spacing = Spacing::new(Duration::ZERO);

        assert!(spacing.next().now_or_never().is_some());
        assert!(spacing.next().now_or_never().is_some());
    }
}
