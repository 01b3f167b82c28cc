use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::concurrency::Slots;
use crate::report::Outcome;

/// How far a run is; clones look at the same run.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    started: Option<Instant>,
    total: usize,
    done: usize,
    failed: usize,
    slots: Option<Slots>,
}

/// How far a run is, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// How many scenarios run.
    pub total: usize,
    /// How many of them have finished.
    pub done: usize,
    /// How many of those failed.
    pub failed: usize,
    /// How many wait for time to pass, or for somebody else.
    pub waiting: usize,
    /// How long it will take still, as far as that can be told.
    pub left: Option<Duration>,
}

impl Progress {
    /// How far it is now.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.lock();
        let standing = state.slots.as_ref().map(Slots::standing);
        let (active, waiting) =
            standing.map_or((0, 0), |standing| (standing.active, standing.waiting));
        let last_return = standing
            .and_then(|standing| standing.last_return)
            .map(|until| until.saturating_duration_since(Instant::now()));
        let queued = state.total.saturating_sub(state.done + active + waiting);
        Snapshot {
            total: state.total,
            done: state.done,
            failed: state.failed,
            waiting,
            left: time_left(
                state.started.map(|started| started.elapsed()),
                state.total - queued,
                queued,
                last_return,
            ),
        }
    }

    pub(super) fn begin(&self, total: usize, slots: Option<Slots>) {
        *self.lock() = State {
            started: Some(Instant::now()),
            total,
            slots,
            ..State::default()
        };
    }

    pub(super) fn finished(&self, outcome: Outcome) {
        let mut state = self.lock();
        state.done += 1;
        state.failed += usize::from(outcome == Outcome::Failed);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only means that another task panicked between two plain assignments.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The longest wait, or what the queue needs at the pace so far, whichever is longer.
fn time_left(
    elapsed: Option<Duration>,
    begun: usize,
    queued: usize,
    last_return: Option<Duration>,
) -> Option<Duration> {
    let for_the_queue = match (elapsed, u32::try_from(begun), u32::try_from(queued)) {
        (_, _, Ok(0)) => Some(Duration::ZERO),
        (Some(elapsed), Ok(begun), Ok(queued)) if begun > 0 => Some(elapsed / begun * queued),
        _ => None,
    }?;
    Some(for_the_queue.max(last_return.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_end_is_as_far_as_the_longest_wait_or_the_queue() {
        let elapsed = Some(seconds(10));

        assert_eq!(
            time_left(elapsed, 100, 0, Some(seconds(30))),
            Some(seconds(30))
        );
        assert_eq!(
            time_left(elapsed, 100, 50, Some(seconds(3))),
            Some(seconds(5))
        );
        assert_eq!(time_left(elapsed, 100, 0, None), Some(seconds(0)));
        assert_eq!(time_left(elapsed, 0, 50, None), None);
    }

    #[test]
    fn what_has_finished_is_counted() {
        let progress = Progress::default();
        progress.begin(3, Some(Slots::new(2)));

        progress.finished(Outcome::Passed);
        progress.finished(Outcome::Failed);

        let snapshot = progress.snapshot();
        assert_eq!((snapshot.done, snapshot.failed, snapshot.total), (2, 1, 3));
    }
}
