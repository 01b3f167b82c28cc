//! A client as a call of the management APIs gives it.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::check::check;
use super::{
    Client, ClientAuthMethod, IdTokenAlg, Registration, RegistryError, alg_named,
    auth_method_named, delivery_mode_named, grant_type_named,
};
use crate::fields::{FieldError, Fields};
use crate::secret::Secret;

/// What the fake reads itself or assigns; the rest it only keeps.
const OWN: [&str; 20] = [
    "number",
    "serviceNumber",
    "developer",
    "clientName",
    "clientId",
    "clientSecret",
    "clientIdAlias",
    "clientIdAliasEnabled",
    "clientType",
    "grantTypes",
    "tokenAuthMethod",
    "idTokenSignAlg",
    "bcDeliveryMode",
    "bcNotificationEndpoint",
    "bcRequestSignAlg",
    "bcUserCodeRequired",
    "jwks",
    "locked",
    "createdAt",
    "modifiedAt",
];

/// The properties of a client that a caller may choose. What is absent or null falls back to what a new client has,
/// in an update too: a choice made here, because what Authlete does with absent properties is not published.
pub(crate) struct GivenClient {
    client: Client,
    public: bool,
    developer: Option<String>,
    kept: Map<String, Value>,
}

/// Why given properties cannot be used.
pub(crate) enum PropertyError {
    /// A member of a wrong type.
    Field(FieldError),
    /// What was expected and what came.
    Wrong(String),
    Registry(RegistryError),
}

impl From<FieldError> for PropertyError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

impl From<RegistryError> for PropertyError {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error)
    }
}

impl GivenClient {
    pub(crate) fn read(fields: &Fields) -> Result<Self, PropertyError> {
        let name = fields.text("clientName")?.unwrap_or_default();
        let mut client = Client::new(0, name);
        client.client_id_alias = fields.text("clientIdAlias")?;
        client.token_endpoint_auth_method = word(fields, "tokenAuthMethod", auth_method_named)?
            .unwrap_or(ClientAuthMethod::ClientSecretBasic);
        client.backchannel_token_delivery_mode =
            word(fields, "bcDeliveryMode", delivery_mode_named)?;
        client.backchannel_client_notification_endpoint = fields.text("bcNotificationEndpoint")?;
        client.backchannel_user_code_parameter = fields.flag("bcUserCodeRequired")?;
        client.backchannel_authentication_request_signing_alg = fields.text("bcRequestSignAlg")?;
        client.id_token_signed_response_alg =
            word(fields, "idTokenSignAlg", alg_named)?.unwrap_or(IdTokenAlg::RS256);
        client.jwks = jwks(fields)?;
        client.grant_types = grant_types(fields)?;
        client.scope = requestable_scopes(fields)?;
        client.require_pushed_authorization_requests = fields.flag("parRequired")?;
        let public = match fields.text("clientType")?.as_deref() {
            Some("PUBLIC") => true,
            Some("CONFIDENTIAL") | None => false,
            Some(other) => return Err(wrong("clientType", other)),
        };
        Ok(Self {
            client,
            public,
            developer: fields.text("developer")?,
            kept: fields.others(&OWN),
        })
    }

    /// A new client with that number and secret.
    pub(crate) fn registered(
        mut self,
        client_id: u64,
        secret: String,
        now: u64,
    ) -> Result<Registration, PropertyError> {
        self.client.client_id = client_id;
        self.client.client_secret = Some(Secret::new(secret));
        check(&self.client).map_err(PropertyError::Wrong)?;
        Ok(Registration {
            public: self.public,
            developer: self.developer,
            kept: self.kept,
            ..Registration::of(self.client, now)
        })
    }

    /// What takes the place of a registered client. Number, secret and lock stay.
    pub(crate) fn replacing(
        mut self,
        old: &Registration,
        now: u64,
    ) -> Result<Registration, PropertyError> {
        self.client.client_id = old.client.client_id;
        self.client
            .client_secret
            .clone_from(&old.client.client_secret);
        check(&self.client).map_err(PropertyError::Wrong)?;
        Ok(Registration {
            client: Arc::new(self.client),
            public: self.public,
            developer: self.developer,
            modified_at: now,
            kept: self.kept,
            ..old.clone()
        })
    }
}

fn wrong(property: &str, value: &str) -> PropertyError {
    PropertyError::Wrong(format!(
        "{property} is \"{value}\", which does not exist or is not supported here"
    ))
}

fn word<T>(
    fields: &Fields,
    name: &str,
    named: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, PropertyError> {
    match fields.text(name)? {
        None => Ok(None),
        Some(text) => named(&text).map(Some).ok_or_else(|| wrong(name, &text)),
    }
}

/// Authlete holds a JWK Set as a text.
fn jwks(fields: &Fields) -> Result<Option<Value>, PropertyError> {
    let Some(text) = fields.text("jwks")? else {
        return Ok(None);
    };
    serde_json::from_str::<Value>(&text)
        .ok()
        .filter(|jwks| jwks.get("keys").is_some_and(Value::is_array))
        .map(Some)
        .ok_or_else(|| PropertyError::Wrong("jwks is no JWK Set".to_owned()))
}

/// A client that asks for no grant type gets the default of client registration (RFC 7591, section 2).
fn grant_types(fields: &Fields) -> Result<Vec<String>, PropertyError> {
    fields
        .texts("grantTypes")?
        .unwrap_or_else(|| vec!["AUTHORIZATION_CODE".to_owned()])
        .iter()
        .map(|name| {
            grant_type_named(name)
                .map(ToOwned::to_owned)
                .ok_or_else(|| wrong("grantTypes", name))
        })
        .collect()
}

fn requestable_scopes(fields: &Fields) -> Result<Option<String>, PropertyError> {
    let Some(extension) = fields.object("extension")? else {
        return Ok(None);
    };
    if extension.get("requestableScopesEnabled") != Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let scopes = extension
        .get("requestableScopes")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let scopes: Vec<_> = scopes.iter().filter_map(Value::as_str).collect();
    Ok(Some(scopes.join(" ")))
}
