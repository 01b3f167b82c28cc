//! Whether an OP decides by itself.

use super::asking::Asking;
use super::clients::AskedClient;
use crate::error::SuiteError;

/// What an OP said of a request that nobody had decided, where it had decided by itself. One poll, when its interval is over.
pub(super) async fn decided_alone(
    asking: &Asking<'_>,
    client: &AskedClient,
) -> Result<Option<String>, SuiteError> {
    let target = asking.target;
    let interval = client.asked.answer.interval();
    let Some(auth_req_id) = client.asked.answer.auth_req_id() else {
        return Ok(None);
    };
    if interval > target.config.limits.max_wait || !client.client.mode.has_token_request() {
        return Ok(None);
    }
    asking.say(&format!(
        "waiting {interval} s, the OP's interval, to see whether it decides by itself"
    ));
    target.time.pass(&auth_req_id, interval).await?;
    let answer = asking.token(&client.client, &auth_req_id).await?;
    let is_decided = answer.is_success() || answer.error().as_deref() == Some("access_denied");
    Ok(is_decided.then(|| {
        if answer.is_success() {
            "tokens came".to_owned()
        } else {
            answer.said()
        }
    }))
}
