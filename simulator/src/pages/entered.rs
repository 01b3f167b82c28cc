//! The form of the consumption device.

use minijinja::{Value, context};
use serde::Deserialize;

use super::error::PageError;
use crate::config::{Config, RegisteredClient};
use crate::consumption_device::{
    AuthenticationRequest, ClientAuthentication, ClientSettings, DeliveryMode, HintType, Secret,
};

/// The settings are in the form itself, not those of a client that the simulator brings.
pub(super) const OWN: &str = "own";

/// As it comes from the page.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Raw {
    pub(super) form_token: String,
    pub(super) action: String,
    client: String,
    scope: String,
    acr_values: String,
    hint_type: String,
    hint: String,
    binding_message: String,
    user_code: String,
    requested_expiry: String,
    issuer: String,
    backchannel_authentication_endpoint: String,
    token_endpoint: String,
    delivery_mode: String,
    client_id: String,
    authentication: String,
    client_secret: String,
    id_token_signed_response_alg: String,
}

/// What somebody entered, as it is kept.
#[derive(Clone)]
pub(super) struct Entered {
    /// The name of a client that the simulator brings, or [`OWN`].
    pub(super) client: String,
    pub(super) request: AuthenticationRequest,
    pub(super) own: ClientSettings,
}

impl Entered {
    /// Before anybody has entered anything.
    pub(super) fn first(config: &Config) -> Self {
        let first = config.clients.first();
        Self {
            client: first.map_or(OWN, |client| client.name.as_str()).to_owned(),
            request: config.example.clone(),
            own: ClientSettings::default(),
        }
    }

    /// An empty secret is the one that was entered before: it is shown to nobody, so that it comes back empty.
    pub(super) fn from_raw(raw: Raw, before: &Self) -> Result<Self, PageError> {
        let choice = PageError::Input("One of the choices is none of those that the page offers.");
        let (Some(hint_type), Some(delivery_mode), Some(authentication)) = (
            HintType::ALL
                .into_iter()
                .find(|hint| hint.word() == raw.hint_type),
            DeliveryMode::ALL
                .into_iter()
                .find(|mode| mode.word() == raw.delivery_mode),
            ClientAuthentication::ALL
                .into_iter()
                .find(|method| method.word() == raw.authentication),
        ) else {
            return Err(choice);
        };
        let line = |text: String| text.trim().to_owned();
        let client_secret = if raw.client_secret.is_empty() {
            before.own.client_secret.clone()
        } else {
            Secret::new(raw.client_secret)
        };
        Ok(Self {
            client: raw.client,
            request: AuthenticationRequest {
                scope: line(raw.scope),
                acr_values: line(raw.acr_values),
                hint_type,
                hint: line(raw.hint),
                binding_message: line(raw.binding_message),
                user_code: Secret::new(raw.user_code.trim()),
                requested_expiry: line(raw.requested_expiry),
            },
            own: ClientSettings {
                issuer: line(raw.issuer),
                backchannel_authentication_endpoint: line(raw.backchannel_authentication_endpoint),
                token_endpoint: line(raw.token_endpoint),
                delivery_mode,
                client_id: line(raw.client_id),
                authentication,
                client_secret,
                id_token_signed_response_alg: line(raw.id_token_signed_response_alg),
            },
        })
    }

    /// The client that sends.
    pub(super) fn settings(&self, clients: &[RegisteredClient]) -> ClientSettings {
        let chosen = clients.iter().find(|client| client.name == self.client);
        chosen.map_or_else(|| self.own.clone(), |client| client.settings.clone())
    }

    /// For the template. The user code is entered each time: only the user knows it.
    pub(super) fn view(&self, config: &Config) -> Value {
        let request = &self.request;
        let own = &self.own;
        let clients = config.clients.iter().map(|client| {
            context! { value => &client.name, words => &client.name, chosen => client.name == self.client }
        });
        let hints = HintType::ALL.into_iter().map(|hint| {
            context! { value => hint.word(), words => hint.word(), chosen => hint == request.hint_type }
        });
        let modes = DeliveryMode::ALL.into_iter().map(|mode| {
            context! { value => mode.word(), words => mode.word(), chosen => mode == own.delivery_mode }
        });
        let methods = ClientAuthentication::ALL.into_iter().map(|method| {
            context! { value => method.word(), words => method.word(), chosen => method == own.authentication }
        });
        context! {
            clients => clients.collect::<Vec<_>>(),
            is_own => config.clients.iter().all(|client| client.name != self.client),
            own_value => OWN,
            scope => &request.scope,
            acr_values => &request.acr_values,
            hint => &request.hint,
            hints => hints.collect::<Vec<_>>(),
            requested_expiry => &request.requested_expiry,
            issuer => &own.issuer,
            backchannel_authentication_endpoint => &own.backchannel_authentication_endpoint,
            token_endpoint => &own.token_endpoint,
            modes => modes.collect::<Vec<_>>(),
            client_id => &own.client_id,
            methods => methods.collect::<Vec<_>>(),
            has_secret => !own.client_secret.is_empty(),
            id_token_signed_response_alg => &own.id_token_signed_response_alg,
        }
    }
}
