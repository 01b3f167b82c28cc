//! How an authentication goes on and ends: the user is asked, Authlete records the outcome, and the client is told if its delivery mode wants that.

use crate::authentication_device::Question;
use crate::authlete::{
    AuthleteError, CompleteAction, CompleteRequest, CompleteResponse, CompleteResult,
};
use crate::notification::Notification;
use crate::state::AppState;
use crate::transaction::{Outcome, Transaction};

/// Why an outcome could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompletionError {
    #[error(transparent)]
    Authlete(#[from] AuthleteError),
    #[error("authlete backchannel/authentication/complete: expected a known action, got {0:?}")]
    Action(CompleteAction),
}

/// Asks the user and completes the authentication; in async mode the callback completes it.
pub(crate) async fn ask_and_complete(
    state: AppState,
    transaction: Transaction,
    question: Question,
) {
    let outcome = match state.device.ask(&transaction, &question).await {
        Ok(Some(result)) => result.outcome(),
        Ok(None) => return,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(error = %error, cause, "the user could not be asked");
            Outcome::NotAsked
        }
    };
    if let Err(error) = complete(&state, &transaction, outcome).await {
        tracing::error!(error = %error, "the outcome of an authentication could not be recorded");
    }
}

/// Records the outcome and, on Authlete's word, has the client notified in the background.
pub(crate) async fn complete(
    state: &AppState,
    transaction: &Transaction,
    outcome: Outcome,
) -> Result<(), CompletionError> {
    let request = request(state, transaction, outcome);
    tracing::info!(subject = transaction.subject, result = ?request.result, "completing an authentication");
    let response = state.authlete.complete(request).await?;
    match response.action {
        CompleteAction::NoAction => Ok(()),
        CompleteAction::Notification => {
            notify(state, response);
            Ok(())
        }
        action @ (CompleteAction::ServerError | CompleteAction::Unknown(_)) => {
            Err(CompletionError::Action(action))
        }
    }
}

fn request(state: &AppState, transaction: &Transaction, outcome: Outcome) -> CompleteRequest {
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

fn notify(state: &AppState, response: CompleteResponse) {
    let (Some(endpoint), Some(token), Some(body)) = (
        response.client_notification_endpoint,
        response.client_notification_token,
        response.response_content,
    ) else {
        tracing::error!(
            "authlete wants a notification, but does not say where, with which token, or what"
        );
        return;
    };
    let notification = Notification {
        endpoint,
        token,
        body,
    };
    let notifier = state.notifier.clone();
    state.background.spawn(async move {
        if let Err(error) = notifier.send(notification).await {
            tracing::warn!(error = %error, "the client was not notified");
        }
    });
}
