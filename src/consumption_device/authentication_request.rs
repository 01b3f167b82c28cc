use serde_json::{Value, json};

use super::Parameters;
use crate::config::{ClientConfig, UserConfig};
use crate::jose::{SigningError, random_identifier};
use crate::spec::Hint;

/// The lifetime of a signed authentication request, in seconds.
const SIGNED_LIFETIME: u64 = 300;

/// An Authentication Request before the client authenticates (CIBA Core 1.0, section 7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationRequest {
    /// The parameters that a valid request of this client has; a scenario changes one of them.
    pub parameters: Parameters,
}

impl AuthenticationRequest {
    /// What this client sends to have this user asked: all that is required of it, and nothing more.
    pub fn valid(
        client: &ClientConfig,
        user: &UserConfig,
        hint: &Hint,
        client_notification_token: &str,
    ) -> Self {
        let mut parameters = Parameters::new();
        parameters.set("scope", &client.scope);
        parameters.set(hint.hint_type.parameter(), &hint.value);
        if client.mode.has_callback() {
            parameters.set("client_notification_token", client_notification_token);
        }
        if let (true, Some(user_code)) = (client.user_code, &user.user_code) {
            parameters.set("user_code", user_code.expose());
        }
        Self { parameters }
    }

    /// The form's parameters: the request's own, or one `request` that carries them as claims (section 7.1.1).
    pub fn form(
        &self,
        client: &ClientConfig,
        issuer: &str,
        now: u64,
    ) -> Result<Parameters, SigningError> {
        let (Some(_), Some(key)) = (&client.request_signing_alg, &client.key) else {
            return Ok(self.parameters.clone());
        };
        let mut claims = json!({
            "iss": client.client_id,
            "aud": issuer,
            "iat": now,
            "nbf": now,
            "exp": now + SIGNED_LIFETIME,
            "jti": random_identifier(),
        });
        if let Some(members) = claims.as_object_mut() {
            for (name, value) in self.parameters.iter() {
                members.insert(name.to_owned(), Value::from(value));
            }
        }
        let mut form = Parameters::new();
        form.set("request", key.sign(&claims)?);
        Ok(form)
    }
}
