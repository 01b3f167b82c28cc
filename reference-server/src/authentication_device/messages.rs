//! What the user reads on the authentication device.

use crate::authlete::AuthenticationResponse;

/// Who asks, for what, and the binding_message, unaltered, on a line of its own at the end.
pub(crate) fn consent(request: &AuthenticationResponse) -> String {
    let client = request.client_name.as_deref().unwrap_or("An application");
    let scopes: Vec<&str> = request
        .scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect();
    let mut text = format!(
        "{client} wants to know that it is you.\nIt asks for: {}",
        scopes.join(", ")
    );
    if let Some(message) = request
        .binding_message
        .as_deref()
        .filter(|message| !message.is_empty())
    {
        text.push_str("\nGo on only if you see this message there too: ");
        text.push_str(message);
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn request(json: serde_json::Value) -> AuthenticationResponse {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_user_reads_who_asks_for_what_and_the_binding_message_unaltered() {
        let request = request(serde_json::json!({
            "action": "USER_IDENTIFICATION",
            "clientName": "Shop",
            "scopes": [{"name": "openid"}, {"name": "email"}],
            "bindingMessage": "Pay <10> & \"go\", é",
        }));

        let text = consent(&request);

        assert!(text.contains("Shop"), "{text}");
        assert!(text.contains("openid, email"), "{text}");
        assert!(text.ends_with("Pay <10> & \"go\", é"), "{text}");
    }

    #[test]
    fn without_a_binding_message_there_is_nothing_to_compare() {
        let request =
            request(serde_json::json!({"action": "USER_IDENTIFICATION", "bindingMessage": ""}));

        let text = consent(&request);

        assert!(!text.contains("message"), "{text}");
    }
}
