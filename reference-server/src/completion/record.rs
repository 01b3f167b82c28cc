//! Has Authlete record an outcome.

use backon::Retryable as _;

use super::{CompletionError, Hurdle, Patience, request};
use crate::authlete::{CompleteAction, CompleteResponse, ResultCode};
use crate::notification::Notification;
use crate::respond::{is_json_object, shortened};
use crate::state::AppState;
use crate::transaction::{Outcome, Transaction};

/// What Authlete says of an outcome.
#[derive(Debug)]
pub(super) enum Recorded {
    /// It is recorded; the client asks for it.
    Quietly,
    /// It is recorded; the client wants to be notified.
    AndNotify(Notification),
    /// It is recorded, and Authlete has left out what the client is to be told, or where.
    WithoutWords,
    /// The ticket is used up: some outcome was recorded before. Either this is a repetition and Authlete's answer to
    /// the original was lost, or somebody else was faster.
    Before,
}

/// Tells Authlete the outcome, again and again until there is an answer; the caller sets the limit.
pub(super) async fn record(
    state: &AppState,
    transaction: &Transaction,
    outcome: Outcome,
    hurdle: &Hurdle,
    patience: Patience,
) -> Result<Recorded, CompletionError> {
    let request = request::request(state, transaction, outcome);
    tracing::info!(subject = transaction.subject, result = ?request.result, "completing an authentication");
    let attempt = || async {
        let response = state.authlete.complete(request.clone()).await?;
        classify(response)
    };
    attempt
        .retry(state.settings.repetition.without_end())
        .when(CompletionError::is_worth_repeating)
        .adjust(|error, pause| match error {
            CompletionError::Authlete(error) => patience.pause(error, pause),
            _ => pause,
        })
        .notify(|error, pause| {
            hurdle.is_met();
            tracing::warn!(error = %error, ?pause, "an outcome was not recorded yet; it is repeated");
        })
        .await
}

fn classify(response: CompleteResponse) -> Result<Recorded, CompletionError> {
    match response.action {
        CompleteAction::NoAction => Ok(Recorded::Quietly),
        CompleteAction::Notification => Ok(notification(response)),
        CompleteAction::ServerError
            if response
                .result_code
                .as_ref()
                .is_some_and(ResultCode::blames_the_call) =>
        {
            tracing::warn!(
                "authlete backchannel/authentication/complete: status 200{}, SERVER_ERROR: the ticket is not, or no \
                 longer, open",
                ResultCode::in_words(response.result_code.as_ref())
            );
            Ok(Recorded::Before)
        }
        CompleteAction::Unknown(action) => Err(CompletionError::Action {
            action: CompleteAction::Unknown(shortened(&action)),
            result_code: response.result_code,
        }),
        action @ CompleteAction::ServerError => Err(CompletionError::Action {
            action,
            result_code: response.result_code,
        }),
    }
}

fn notification(response: CompleteResponse) -> Recorded {
    let code = response.result_code;
    match (
        response.client_notification_endpoint,
        response.client_notification_token,
        response.response_content,
    ) {
        (Some(endpoint), Some(token), Some(body)) if is_json_object(body.expose()) => {
            Recorded::AndNotify(Notification {
                endpoint,
                token,
                body,
            })
        }
        _ => {
            tracing::error!(
                "authlete backchannel/authentication/complete: status 200{}, NOTIFICATION: expected where to send it, \
                 with which token, and a JSON object to send",
                ResultCode::in_words(code.as_ref())
            );
            Recorded::WithoutWords
        }
    }
}
