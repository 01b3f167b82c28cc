//! What Authlete is told about an outcome.

use crate::authlete::{CompleteRequest, CompleteResult};
use crate::state::AppState;
use crate::transaction::{Outcome, Transaction};

pub(super) fn request(
    state: &AppState,
    transaction: &Transaction,
    outcome: Outcome,
) -> CompleteRequest {
    // An account may have been locked while the user was being asked.
    let is_locked =
        outcome == Outcome::Allowed && state.settings.users.is_locked(&transaction.subject);
    let (result, error_description) = match outcome {
        Outcome::Allowed if is_locked => {
            (CompleteResult::AccessDenied, Some("The account is locked."))
        }
        Outcome::Allowed => (CompleteResult::Authorized, None),
        Outcome::Denied => (
            CompleteResult::AccessDenied,
            Some("The user denied the request."),
        ),
        Outcome::TimedOut => (
            CompleteResult::TransactionFailed,
            Some("The user did not answer in time."),
        ),
        Outcome::NotAsked => (
            CompleteResult::TransactionFailed,
            Some("The user could not be asked."),
        ),
    };
    let request = CompleteRequest {
        ticket: transaction.ticket.clone(),
        result,
        subject: transaction.subject.clone(),
        auth_time: None,
        acr: None,
        claims: None,
        error_description,
    };
    if result == CompleteResult::Authorized {
        with_authentication(state, transaction, request)
    } else {
        request
    }
}

/// Adds what the ID Token says about the authentication and about the user.
fn with_authentication(
    state: &AppState,
    transaction: &Transaction,
    request: CompleteRequest,
) -> CompleteRequest {
    let claims = state
        .settings
        .users
        .by_subject(&transaction.subject)
        .map(|user| user.claims(&transaction.claim_names))
        .filter(|claims| !claims.is_empty());
    CompleteRequest {
        auth_time: Some(state.clock.now()),
        acr: transaction.acr.clone(),
        claims: claims.map(|claims| serde_json::Value::Object(claims).to_string()),
        ..request
    }
}
