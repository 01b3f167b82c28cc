//! Tells the client that there is an outcome.

use backon::Retryable as _;

use super::record::Recorded;
use super::{CompletionError, Hurdle, Patience};
use crate::authlete::AuthleteError;
use crate::notification::{Notification, NotificationError};
use crate::state::AppState;
use crate::transaction::{Delivery, PingCallback, Transaction};

/// Delivers what there is to deliver, again and again until the client has it or never will; the caller sets the
/// limit.
pub(super) async fn deliver(
    state: &AppState,
    transaction: &Transaction,
    recorded: Recorded,
    hurdle: &Hurdle,
    patience: Patience,
) -> Result<(), CompletionError> {
    let notification = match recorded {
        Recorded::Quietly => return Ok(()),
        Recorded::AndNotify(notification) => notification,
        Recorded::WithoutWords | Recorded::Before => {
            match again(state, &transaction.delivery, hurdle, patience).await? {
                Some(notification) => notification,
                None => return Ok(()),
            }
        }
    };
    send(state, &notification, hurdle).await;
    Ok(())
}

/// The notification for an outcome for which Authlete gives us none. Mostly it was recorded before: whoever recorded it
/// may have crashed before the client heard of it. A ping can be put together again, and does no harm when it comes
/// twice. Pushed tokens cannot.
async fn again(
    state: &AppState,
    delivery: &Delivery,
    hurdle: &Hurdle,
    patience: Patience,
) -> Result<Option<Notification>, CompletionError> {
    match delivery {
        Delivery::Poll => Ok(None),
        Delivery::Push => {
            tracing::error!(
                "there are no tokens to push with this outcome; if they were not pushed before, they are lost"
            );
            Ok(None)
        }
        Delivery::Ping(ping) => ping_again(state, ping, hurdle, patience).await,
    }
}

async fn ping_again(
    state: &AppState,
    ping: &PingCallback,
    hurdle: &Hurdle,
    patience: Patience,
) -> Result<Option<Notification>, CompletionError> {
    let look_up = || state.authlete.client(ping.client_id);
    let client = look_up
        .retry(state.settings.repetition.without_end())
        .when(AuthleteError::is_worth_repeating)
        .adjust(|error, planned| patience.pause(error, planned))
        .notify(|error, pause| {
            hurdle.is_met();
            tracing::warn!(error = %error, ?pause, "the client to be pinged was not found yet; it is repeated");
        })
        .await?;
    let Some(endpoint) = client.bc_notification_endpoint else {
        tracing::error!("the client to be pinged has no notification endpoint any more");
        return Ok(None);
    };
    let body = serde_json::json!({"auth_req_id": ping.auth_req_id});
    Ok(Some(Notification {
        endpoint,
        token: ping.client_notification_token.clone(),
        body: body.to_string().into(),
    }))
}

async fn send(state: &AppState, notification: &Notification, hurdle: &Hurdle) {
    let attempt = || state.notifier.send(notification);
    let sent = attempt
        .retry(state.settings.repetition.without_end())
        .when(NotificationError::is_worth_repeating)
        .notify(|error, pause| {
            hurdle.is_met();
            tracing::warn!(error = %error, ?pause, "the client was not notified yet; it is repeated");
        })
        .await;
    if let Err(error) = sent {
        tracing::warn!(error = %error, "the client was not notified and will not be");
    }
}
