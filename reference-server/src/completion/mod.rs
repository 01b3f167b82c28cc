//! How an authentication goes on and ends: the user is asked, Authlete records the outcome, and the client is told if
//! its delivery mode wants that.
//!
//! What fails in a way that may mend is repeated until the authentication request expires. That is safe: a ticket is
//! good for one outcome, and a notification says the same each time.

mod delivery;
mod hurdle;
mod patience;
mod record;
mod request;

use crate::authentication_device::Question;
pub(crate) use crate::error::CompletionError;
use crate::ledger::Claim;
use crate::state::{AppState, Shared};
use crate::transaction::{Outcome, Transaction};
pub(crate) use hurdle::Hurdle;
use patience::Patience;

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
