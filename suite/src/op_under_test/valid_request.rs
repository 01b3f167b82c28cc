//! What a client sends to have a user asked.

use super::consumption_device::AuthenticationRequest;
use super::target::Target;
use crate::config::{ClientConfig, UserConfig};
use crate::jose::random_identifier;
use crate::protocol::Hint;

/// All that is required of this client, what the target file adds, and what the device needs to tell requests apart.
pub fn valid_request(
    target: &Target,
    client: &ClientConfig,
    user: &UserConfig,
    hint: &Hint,
    client_notification_token: &str,
) -> AuthenticationRequest {
    let mut request = AuthenticationRequest::valid(client, user, hint, client_notification_token);
    if target.device.abilities().own_binding_message {
        request
            .parameters
            .set("binding_message", own_binding_message());
    }
    request
}

/// Short enough for every screen, and different each time.
fn own_binding_message() -> String {
    let mut message = random_identifier();
    message.retain(|c| c.is_ascii_alphanumeric());
    message.truncate(8);
    message.to_ascii_uppercase()
}
