//! How an authentication ends: Authlete records the outcome, and the client is told if its delivery mode wants that.

use crate::authlete::{
    AuthleteError, CompleteAction, CompleteRequest, CompleteResponse, CompleteResult,
};
use crate::notification::Notification;
use crate::secret::Secret;
use crate::state::AppState;

/// What completion needs to know about an authentication request. It is put together when the request is accepted.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    /// The ticket of the authentication request at Authlete.
    pub(crate) ticket: Secret,
    /// The user who is asked.
    pub(crate) subject: String,
    /// The ACR that the user can satisfy, if the client asked for one.
    pub(crate) acr: Option<String>,
    /// The claims that the client asked for by scope.
    pub(crate) claim_names: Vec<String>,
}

/// What came of asking the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The user said yes.
    Allowed,
    /// The user said no.
    Denied,
    /// The user did not answer.
    TimedOut,
    /// The user could not be asked.
    NotAsked,
}

/// Why an outcome could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompletionError {
    #[error(transparent)]
    Authlete(#[from] AuthleteError),
    #[error("authlete backchannel/authentication/complete: expected a known action, got {0:?}")]
    Action(CompleteAction),
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
