//! Who of the OP's users is asked by which scenario, where the OP allows each user few pending requests.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use tokio::sync::OwnedMutexGuard;

/// Until when a request of the user may be pending that nobody could decide.
type LeftUntil = Option<Instant>;

/// Lets one scenario at a time ask a user.
#[derive(Debug, Default)]
pub struct UserQueue {
    users: Mutex<HashMap<&'static str, Arc<tokio::sync::Mutex<LeftUntil>>>>,
    /// Whether a newer request replaces an older one at the OP, once that was seen.
    replaces: OnceLock<bool>,
}

/// The leave to ask these users; it ends when it is dropped.
#[derive(Debug, Default)]
pub struct Claim(Vec<(&'static str, OwnedMutexGuard<LeftUntil>)>);

impl UserQueue {
    /// Waits until nobody else asks any of these users. Everybody waits for them in the same order, so that no two wait for
    /// each other.
    pub async fn claim(&self, users: BTreeSet<&'static str>) -> Claim {
        let mut claimed = Vec::new();
        for user in users {
            let mutex = {
                let mut known = self.users.lock().unwrap_or_else(PoisonError::into_inner);
                Arc::clone(known.entry(user).or_default())
            };
            claimed.push((user, mutex.lock_owned().await));
        }
        Claim(claimed)
    }

    /// Whether a newer request replaces an older one at the OP; nothing where nobody has seen it yet.
    pub fn replaces(&self) -> Option<bool> {
        self.replaces.get().copied()
    }

    /// Keeps what was seen.
    pub fn saw(&self, replaces: bool) {
        let _ = self.replaces.set(replaces);
    }
}

impl Claim {
    /// Until when a request of one of these users may still be pending; the last of them.
    pub fn left_until(&self) -> Option<Instant> {
        let left = self.0.iter().filter_map(|(_, left)| **left);
        left.filter(|until| *until > Instant::now()).max()
    }

    /// Nothing of these users is pending any more.
    pub fn forget(&mut self) {
        for (_, left) in &mut self.0 {
            **left = None;
        }
    }

    /// A request of this user stays pending until then.
    pub fn leave(&mut self, user: &str, until: Instant) {
        let mut claimed = self.0.iter_mut();
        if let Some((_, left)) = claimed.find(|(name, _)| *name == user) {
            **left = (**left).max(Some(until));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn a_user_is_asked_by_one_scenario_at_a_time() {
        let queue = UserQueue::default();
        let first = queue.claim(BTreeSet::from(["absent"])).await;

        let both = queue.claim(BTreeSet::from(["approver", "absent"]));
        let mut both = Box::pin(both);
        assert!(both.as_mut().now_or_never().is_none());
        let other = queue.claim(BTreeSet::from(["approver"])).now_or_never();
        assert!(other.is_some());
        drop((first, other));

        assert!(both.now_or_never().is_some());
    }

    #[tokio::test]
    async fn who_comes_next_learns_what_is_left() {
        let queue = UserQueue::default();
        let until = Instant::now() + Duration::from_secs(60);
        let mut claim = queue.claim(BTreeSet::from(["absent", "approver"])).await;
        claim.leave("absent", until);
        drop(claim);

        let mut next = queue.claim(BTreeSet::from(["absent"])).await;
        let other = queue.claim(BTreeSet::from(["approver"])).await;

        assert_eq!((next.left_until(), other.left_until()), (Some(until), None));
        next.forget();
        assert_eq!(next.left_until(), None);
    }
}
