//! What this process is settling, and what it has settled lately.
//!
//! Nothing depends on it, and nothing in it outlives the process: Authlete's ticket, good for one outcome, is what
//! keeps outcomes single. It spares clients a second ping when a device repeats itself here, and Authlete the calls.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ring::digest::{SHA256, digest};

use crate::secret::Ticket;
use crate::transaction::Outcome;

/// How many settled authentications are remembered. The oldest is forgotten first.
const MEMORY: usize = 10_000;

type Key = [u8; 32];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    UnderWay,
    /// `confirmed`: the device has been told so.
    Settled {
        outcome: Outcome,
        confirmed: bool,
    },
}

#[derive(Debug, Default)]
struct Book {
    standings: HashMap<Key, Standing>,
    settled: VecDeque<Key>,
}

/// By ticket. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger(Arc<Mutex<Book>>);

/// What is to be done with an outcome.
#[derive(Debug)]
pub(crate) enum Claim {
    /// Settle it.
    Granted(Permit),
    /// Wait: it is being settled.
    UnderWay,
    /// Confirm it: it is settled, and the device has not been told.
    Unconfirmed,
    /// Refuse it: another outcome, or this one, was settled and confirmed.
    Replayed,
}

/// The right to settle one authentication. Dropped without success, it is there to be claimed again.
#[derive(Debug)]
pub(crate) struct Permit {
    ledger: Ledger,
    key: Key,
    outcome: Outcome,
}

impl Ledger {
    /// Asks for the right to settle the authentication that this ticket stands for.
    pub(crate) fn claim(&self, ticket: &Ticket, outcome: Outcome) -> Claim {
        let key = key(ticket);
        let mut book = self.book();
        match book.standings.get(&key) {
            None => {
                book.standings.insert(key, Standing::UnderWay);
                drop(book);
                Claim::Granted(Permit {
                    ledger: self.clone(),
                    key,
                    outcome,
                })
            }
            Some(Standing::UnderWay) => Claim::UnderWay,
            Some(Standing::Settled {
                outcome: settled,
                confirmed: false,
            }) if *settled == outcome => Claim::Unconfirmed,
            Some(Standing::Settled { .. }) => Claim::Replayed,
        }
    }

    /// Notes that the device is being told that its word has arrived.
    pub(crate) fn confirm(&self, ticket: &Ticket) {
        if let Some(Standing::Settled { confirmed, .. }) =
            self.book().standings.get_mut(&key(ticket))
        {
            *confirmed = true;
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The authentication is settled.
    pub(crate) fn settled(self) {
        let standing = Standing::Settled {
            outcome: self.outcome,
            confirmed: false,
        };
        let mut book = self.ledger.book();
        book.standings.insert(self.key, standing);
        book.settled.push_back(self.key);
        if book.settled.len() > MEMORY
            && let Some(oldest) = book.settled.pop_front()
        {
            book.standings.remove(&oldest);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut book = self.ledger.book();
        if book.standings.get(&self.key) == Some(&Standing::UnderWay) {
            book.standings.remove(&self.key);
        }
    }
}

fn key(ticket: &Ticket) -> Key {
    let mut key = Key::default();
    let digest = digest(&SHA256, ticket.expose().as_bytes());
    key.copy_from_slice(digest.as_ref());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(name: &str) -> Ticket {
        name.into()
    }

    fn settle(ledger: &Ledger, name: &str, outcome: Outcome) {
        match ledger.claim(&ticket(name), outcome) {
            Claim::Granted(permit) => permit.settled(),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn an_authentication_is_settled_by_one_at_a_time() {
        let ledger = Ledger::default();

        let first = ledger.claim(&ticket("a"), Outcome::Allowed);
        let second = ledger.claim(&ticket("a"), Outcome::Allowed);
        let other = ledger.claim(&ticket("b"), Outcome::Allowed);

        assert!(matches!(first, Claim::Granted(_)));
        assert!(matches!(second, Claim::UnderWay));
        assert!(matches!(other, Claim::Granted(_)));
    }

    #[test]
    fn what_came_to_nothing_can_be_claimed_again() {
        let ledger = Ledger::default();

        drop(ledger.claim(&ticket("a"), Outcome::Allowed));

        let again = ledger.claim(&ticket("a"), Outcome::Denied);
        assert!(matches!(again, Claim::Granted(_)));
    }

    #[test]
    fn what_is_settled_is_confirmed_once_and_for_its_own_outcome() {
        let ledger = Ledger::default();
        settle(&ledger, "a", Outcome::Allowed);

        let other = ledger.claim(&ticket("a"), Outcome::Denied);
        let same = ledger.claim(&ticket("a"), Outcome::Allowed);
        ledger.confirm(&ticket("a"));
        let replayed = ledger.claim(&ticket("a"), Outcome::Allowed);

        assert!(matches!(other, Claim::Replayed), "{other:?}");
        assert!(matches!(same, Claim::Unconfirmed), "{same:?}");
        assert!(matches!(replayed, Claim::Replayed), "{replayed:?}");
    }

    #[test]
    fn the_memory_has_an_end() {
        let ledger = Ledger::default();

        for number in 0..=MEMORY {
            settle(&ledger, &number.to_string(), Outcome::Allowed);
        }

        assert_eq!(ledger.book().standings.len(), MEMORY);
        let oldest = ledger.claim(&ticket("0"), Outcome::Allowed);
        assert!(matches!(oldest, Claim::Granted(_)));
    }
}
