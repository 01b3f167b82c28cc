//! How much a run does at once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

/// Lets so many scenarios act at once. One that only waits does not count, so that waits overlap.
#[derive(Debug, Clone)]
pub struct Slots(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    size: usize,
    free: usize,
    /// They have waited for a moment that must not pass by: they go first.
    returning: VecDeque<oneshot::Sender<Permit>>,
    newcomers: VecDeque<oneshot::Sender<Permit>>,
    /// Who is away, and until when, if that is known.
    away: BTreeMap<u64, Option<Instant>>,
    departures: u64,
}

impl State {
    /// Who gets the next slot, of those that still want it.
    fn next(&mut self) -> Option<oneshot::Sender<Permit>> {
        std::iter::from_fn(|| {
            self.returning
                .pop_front()
                .or_else(|| self.newcomers.pop_front())
        })
        .find(|waiting| !waiting.is_closed())
    }
}

/// How many do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// They have a slot.
    pub active: usize,
    /// They wait for time to pass, or for somebody else.
    pub waiting: usize,
    /// When the last of those that wait goes on, as far as that is known.
    pub last_return: Option<Instant>,
}

impl Slots {
    /// So many at once, one at least.
    pub fn new(size: usize) -> Self {
        let size = size.max(1);
        Self(Arc::new(Mutex::new(State {
            size,
            free: size,
            ..State::default()
        })))
    }

    /// Waits for a slot.
    pub async fn enter(&self) -> Turn {
        let permit = self.permit(|state| &mut state.newcomers).await;
        Turn {
            slots: Some(self.clone()),
            permit: Some(permit),
        }
    }

    /// How many do what just now.
    pub fn standing(&self) -> Standing {
        let state = self.lock();
        Standing {
            active: state.size - state.free,
            waiting: state.away.len(),
            last_return: state.away.values().flatten().max().copied(),
        }
    }

    async fn permit(
        &self,
        queue: impl Fn(&mut State) -> &mut VecDeque<oneshot::Sender<Permit>>,
    ) -> Permit {
        loop {
            let turn = {
                let mut state = self.lock();
                if state.free > 0 {
                    state.free -= 1;
                    return Permit(self.clone());
                }
                let (sender, receiver) = oneshot::channel();
                queue(&mut state).push_back(sender);
                receiver
            };
            // The queue is never dropped while somebody is in it: an error does not come, and asking again is safe.
            if let Ok(permit) = turn.await {
                return permit;
            }
        }
    }

    fn leave(&self, until: Option<Instant>) -> Absence {
        let mut state = self.lock();
        state.departures += 1;
        let number = state.departures;
        state.away.insert(number, until);
        Absence {
            slots: self.clone(),
            number,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only means that another task panicked between two plain assignments.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One slot; whoever is next gets it when it is dropped.
#[derive(Debug)]
struct Permit(Slots);

impl Drop for Permit {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.lock();
            let next = state.next();
            if next.is_none() {
                state.free += 1;
            }
            next
        };
        if let Some(next) = next {
            // Where the receiver has gone just now, the permit comes back, is dropped, and goes to the one after.
            drop(next.send(Self(self.0.clone())));
        }
    }
}

/// Counts somebody as away until it is dropped.
#[derive(Debug)]
struct Absence {
    slots: Slots,
    number: u64,
}

impl Drop for Absence {
    fn drop(&mut self) {
        self.slots.lock().away.remove(&self.number);
    }
}

/// A scenario's turn to act; it ends when it is dropped. The default one is never waited for.
#[derive(Debug, Default)]
pub struct Turn {
    slots: Option<Slots>,
    permit: Option<Permit>,
}

impl Turn {
    /// Gives the slot away while something is waited for, and takes one again.
    pub async fn away<T>(&mut self, until: Option<Instant>, errand: impl Future<Output = T>) -> T {
        let Some(slots) = self.slots.clone() else {
            return errand.await;
        };
        self.permit = None;
        let absence = slots.leave(until);
        let value = errand.await;
        drop(absence);
        self.permit = Some(slots.permit(|state| &mut state.returning).await);
        value
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn no_more_than_so_many_act_at_once_while_any_number_waits() {
        const SCENARIOS: usize = 200;
        let slots = Slots::new(3);
        let (active, most, away) = (
            AtomicUsize::new(0),
            AtomicUsize::new(0),
            AtomicUsize::new(0),
        );
        let act = async || {
            most.fetch_max(active.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            active.fetch_sub(1, Ordering::SeqCst);
        };
        // Nobody comes back before all are away: without overlap this would never end.
        let everybody = async {
            while away.load(Ordering::SeqCst) < SCENARIOS {
                tokio::task::yield_now().await;
            }
        }
        .shared();
        let scenario = async || {
            let mut turn = slots.enter().await;
            act().await;
            away.fetch_add(1, Ordering::SeqCst);
            turn.away(None, everybody.clone()).await;
            act().await;
        };

        futures::future::join_all((0..SCENARIOS).map(|_| scenario())).await;

        assert_eq!(most.load(Ordering::SeqCst), 3);
        let standing = slots.standing();
        assert_eq!((standing.active, standing.waiting), (0, 0));
    }

    #[tokio::test]
    async fn who_comes_back_goes_before_who_is_new() {
        let slots = Slots::new(1);
        let mut first = slots.enter().await;
        let mut second = Box::pin(slots.enter());
        let mut third = Box::pin(slots.enter());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());

        // The first one is away for a moment, in which the second one gets the slot.
        let mut away = Box::pin(first.away(None, async {}));
        assert!(away.as_mut().now_or_never().is_none());
        let second = second.await;
        drop(second);

        assert!(third.as_mut().now_or_never().is_none());
        assert!(away.as_mut().now_or_never().is_some());
    }

    #[tokio::test]
    async fn who_gives_up_waiting_takes_no_slot_along() {
        let slots = Slots::new(1);
        let turn = slots.enter().await;
        let mut impatient = Box::pin(slots.enter());
        assert!(impatient.as_mut().now_or_never().is_none());
        let mut late = Box::pin(slots.enter());
        assert!(late.as_mut().now_or_never().is_none());

        drop(impatient);
        drop(turn);

        assert!(late.now_or_never().is_some());
        assert_eq!(slots.standing().active, 0);
    }

    #[tokio::test]
    async fn the_standing_tells_who_waits_and_until_when() {
        let slots = Slots::new(2);
        let (soon, later) = (
            Instant::now() + Duration::from_secs(5),
            Instant::now() + Duration::from_secs(60),
        );
        let (mut first, mut second) = (slots.enter().await, slots.enter().await);
        let mut first = Box::pin(first.away(Some(later), std::future::pending::<()>()));
        let mut second = Box::pin(second.away(Some(soon), std::future::pending::<()>()));
        assert!(first.as_mut().now_or_never().is_none());
        assert!(second.as_mut().now_or_never().is_none());
        let third = slots.enter().await;

        let standing = slots.standing();

        assert_eq!(
            standing,
            Standing {
                active: 1,
                waiting: 2,
                last_return: Some(later)
            }
        );
        drop((first, second, third));
        assert_eq!(slots.standing().waiting, 0);
    }
}
