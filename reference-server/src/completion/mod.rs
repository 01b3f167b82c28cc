//! How an authentication goes on and ends: the user is asked, Authlete records the outcome, and the client is told if
//! its delivery mode wants that.
//!
//! What fails in a way that may mend is repeated until the authentication request expires. That is safe: a ticket is
//! good for one outcome, and a notification says the same each time.

mod delivery;
mod record;
mod request;

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::authentication_device::Question;
use crate::authlete::AuthleteError;
pub(crate) use crate::error::CompletionError;
use crate::ledger::Claim;
use crate::state::{AppState, Shared};
use crate::transaction::{Outcome, Transaction};

/// Tells somebody who waits that it will take longer: something has failed and will be repeated.
#[derive(Debug, Default)]
pub(crate) struct Hurdle(Mutex<Option<oneshot::Sender<()>>>);

impl Hurdle {
    /// A hurdle, and what resolves to `Ok` when it is met.
    pub(crate) fn new() -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        (Self(Mutex::new(Some(sender))), receiver)
    }

    fn is_met(&self) {
        let mut waiting = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(sender) = waiting.take() {
            // Whoever waited may have gone.
            let _ = sender.send(());
        }
    }
}

/// Asks the user and completes the authentication; in async mode the callback completes it.
pub(crate) async fn ask_and_complete(state: Shared, transaction: Transaction, question: Question) {
    let outcome = match state.device.ask(&transaction, &question).await {
        Ok(Some(result)) => result.outcome(),
        Ok(None) => return,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(error = %error, cause, "the user could not be asked");
            Outcome::NotAsked
        }
    };
    if outcome == Outcome::TimedOut && transaction.expires_at <= state.clock.now() {
        // The user's time and the request's ran out together: there is nothing left to tell.
        return;
    }
    // A callback that came nevertheless has settled the matter, or is about to.
    let Claim::Granted(permit) = state.ledger.claim(&transaction.ticket, outcome) else {
        return;
    };
    match Box::pin(complete(&state, &transaction, outcome, &Hurdle::default())).await {
        Ok(()) => permit.settled(),
        Err(error) => {
            tracing::error!(error = %error, "the outcome of an authentication could not be recorded");
        }
    }
}

/// Records the outcome and, on Authlete's word, notifies the client. Done means that repeats change nothing: Authlete
/// knows the outcome, and the notification was delivered or can never be.
pub(crate) async fn complete(
    state: &AppState,
    transaction: &Transaction,
    outcome: Outcome,
    hurdle: &Hurdle,
) -> Result<(), CompletionError> {
    let patience = Patience::new(state, transaction);
    let work = async {
        let recorded = record::record(state, transaction, outcome, hurdle, patience).await?;
        delivery::deliver(state, transaction, recorded, hurdle, patience).await
    };
    tokio::time::timeout_at(patience.until, work)
        .await
        .map_err(|_| CompletionError::Expired)?
}

/// How long a completion may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    until: Instant,
    shortest_pause: Duration,
}

impl Patience {
    fn new(state: &AppState, transaction: &Transaction) -> Self {
        let now = Instant::now();
        let left = time_left(state, transaction);
        Self {
            // A time that no clock can tell is as good as a day.
            until: now
                .checked_add(left)
                .unwrap_or(now + Duration::from_secs(86_400)),
            shortest_pause: state.settings.repetition.first_pause,
        }
    }

    /// The pause before Authlete is called again: as long as it asks for, but never so long that the request would
    /// expire meanwhile.
    fn pause(&self, error: &AuthleteError, planned: Option<Duration>) -> Option<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        let longest = (left / 2).max(self.shortest_pause);
        error.pause(planned).map(|pause| pause.min(longest))
    }
}

/// Until the request expires, but always long enough for one attempt.
fn time_left(state: &AppState, transaction: &Transaction) -> Duration {
    let left = transaction.expires_at.saturating_sub(state.clock.now());
    let settings = &state.settings;
    Duration::from_secs(left).max(settings.authlete_timeout + settings.notification_timeout)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use rstest::rstest;

    use super::*;

    fn refusal(retry_after: u64) -> AuthleteError {
        AuthleteError::Status {
            api: "backchannel/authentication/complete",
            status: 429,
            result_code: None,
            retry_after: Some(Duration::from_secs(retry_after)),
        }
    }

    #[rstest]
    #[case::respected(600, 20, 20)]
    #[case::longer_than_the_request_lives(600, 1_000_000_000, 300)]
    #[case::no_number_is_too_long(600, u64::MAX, 300)]
    #[case::hardly_any_time_is_left(1, 20, 2)]
    #[test]
    fn a_pause_never_outlasts_the_request(
        #[case] left: u64,
        #[case] wanted: u64,
        #[case] expected: u64,
    ) {
        let patience = Patience {
            until: Instant::now() + Duration::from_secs(left),
            shortest_pause: Duration::from_secs(2),
        };

        let pause = patience.pause(&refusal(wanted), Some(Duration::from_secs(1)));

        let missing = Duration::from_secs(expected).checked_sub(pause.unwrap());
        assert!(missing.unwrap() < Duration::from_millis(500), "{pause:?}");
    }
}
