use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::delivery::{Memory, ticket_of};
use crate::wire::{COMPLETE, after};
use embedded::Wrap;

/// Results that reach a client in another mode than its own (CIBA Core 1.0, section 5).
pub(crate) const FAULTS: &[Fault] = &[Fault::of(
    "poll-client-called",
    "CIBA-5-01",
    &["ciba-core/09_client_notification_endpoint/a-poll-client-is-never-called"],
    Change::AuthleteLayer(calling_poll_clients),
)
.may(&["ciba-core/03_overview/a-poll-client-cannot-ask-for-a-push"])];

/// Has poll clients called that sent a client_notification_token, as if they had registered for it.
fn calling_poll_clients(notification_endpoint: &str) -> Wrap {
    let endpoint = notification_endpoint.to_owned();
    let memory = Memory::default();
    after([""], move |request, answer| {
        memory.keep(request, answer);
        let is_left_alone = answer.text("action") == Some("NO_ACTION");
        let sent = ticket_of(request).and_then(|ticket| memory.notification_token_of(&ticket));
        if let Some(token) = sent.filter(|_| request.is_to(COMPLETE) && is_left_alone) {
            let content = json!({"auth_req_id": answer.text("authReqId")});
            answer.set("action", "NOTIFICATION");
            answer.set("clientNotificationEndpoint", endpoint.as_str());
            answer.set("clientNotificationToken", token);
            answer.set("responseContent", content.to_string());
        }
    })
}
