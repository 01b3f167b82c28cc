use super::{Parameters, SignedRequest};
use crate::config::{ClientConfig, UserConfig};
use crate::jose::SigningError;
use crate::protocol::{Hint, HintType};

/// An Authentication Request before the client authenticates (CIBA Core 1.0, section 7.1).
#[derive(Debug, Clone)]
pub struct AuthenticationRequest {
    /// The parameters that a valid request of this client has; a scenario changes one of them.
    pub parameters: Parameters,
    /// How the request is signed, where it is.
    pub signed: SignedRequest,
}

impl AuthenticationRequest {
    /// What this client sends to have this user asked: all that is required of it, and what the target file adds.
    pub fn valid(
        client: &ClientConfig,
        user: &UserConfig,
        hint: &Hint,
        client_notification_token: &str,
    ) -> Self {
        let mut parameters = Parameters::new();
        for (name, value) in &client.parameters {
            parameters.set(name, value);
        }
        parameters.set("scope", &client.scope);
        parameters.set(hint.hint_type.parameter(), &hint.value);
        if client.mode.has_callback() {
            parameters.set("client_notification_token", client_notification_token);
        }
        if let (true, Some(user_code)) = (client.user_code, &user.user_code) {
            parameters.set("user_code", user_code.expose());
        }
        Self {
            parameters,
            signed: SignedRequest::default(),
        }
    }

    /// The type of its hint; the first, where it has several.
    pub fn hint_type(&self) -> Option<HintType> {
        let mut types = HintType::ALL.into_iter();
        types.find(|hint_type| self.parameters.get(hint_type.parameter()).is_some())
    }

    /// The parameter that scenarios call by this name. Where a scenario speaks of the login_hint of a valid request, it means
    /// the hint, of whatever type it is at this OP.
    pub fn parameter<'a>(&self, name: &'a str) -> &'a str {
        let is_hint = name == HintType::LoginHint.parameter();
        match self.hint_type() {
            Some(hint_type) if is_hint => hint_type.parameter(),
            _ => name,
        }
    }

    /// The form's parameters: the request's own, or one `request` that carries them as claims (section 7.1.1).
    pub fn form(
        &self,
        client: &ClientConfig,
        issuer: &str,
        now: u64,
    ) -> Result<Parameters, SigningError> {
        if !self.signed.is_signed_by(client) {
            return Ok(self.parameters.clone());
        }
        let mut form = Parameters::new();
        if client.client_id_with_request {
            form.set("client_id", &client.client_id);
        }
        form.set(
            "request",
            self.signed.jwt(&self.parameters, client, issuer, now)?,
        );
        for (name, value) in self.signed.beside.iter() {
            form.append(name, value);
        }
        Ok(form)
    }
}
