//! Client authentication, the same at the backchannel authentication endpoint and at the token endpoint.

mod assertion;

use crate::clients::{ClientAuthMethod, IdentifiedClient};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    CLIENT_MISMATCH, CLIENT_UNIDENTIFIED, CLIENT_UNKNOWN, METHOD_UNREGISTERED, METHOD_UNSUPPORTED,
    METHODS_SEVERAL, SECRET_WRONG,
};
use crate::service::Service;

/// The user name and password of an `Authorization: Basic` header, as the authorization server handed them on.
pub(crate) struct BasicCredentials {
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl BasicCredentials {
    pub(crate) fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            client_id: fields.text("clientId")?,
            client_secret: fields.text("clientSecret")?,
        })
    }

    fn are_presented(&self) -> bool {
        self.client_id.is_some() || self.client_secret.is_some()
    }
}

/// The credentials of one request; exactly one kind may be presented (RFC 6749, section 2.3).
enum Presented<'a> {
    Basic(&'a BasicCredentials),
    Body { client_secret: &'a str },
    Assertion,
}

/// Finds out which client sent a request and whether it can prove it, by its registered method alone.
pub(crate) fn authenticate(
    service: &Service,
    basic: &BasicCredentials,
    parameters: &Parameters,
) -> Result<IdentifiedClient, ClientError> {
    parameters.refuse_ambiguous_client()?;
    let client = match presented(basic, parameters)? {
        Presented::Basic(basic) => by_secret(
            service,
            ClientAuthMethod::ClientSecretBasic,
            basic.client_id.as_deref(),
            basic.client_secret.as_deref().unwrap_or_default(),
        )?,
        Presented::Body { client_secret } => by_secret(
            service,
            ClientAuthMethod::ClientSecretPost,
            parameters.get("client_id"),
            client_secret,
        )?,
        Presented::Assertion => assertion::authenticate(service, parameters)?,
    };
    let method = client.client.token_endpoint_auth_method;
    if !service.configured().settings.auth_methods.contains(&method) {
        return Err(ClientError::invalid_client(METHOD_UNSUPPORTED));
    }
    match parameters.get("client_id") {
        Some(name) if !client.client.is_named(name) => {
            Err(ClientError::invalid_client(CLIENT_MISMATCH))
        }
        _ => Ok(client),
    }
}

fn presented<'a>(
    basic: &'a BasicCredentials,
    parameters: &'a Parameters,
) -> Result<Presented<'a>, ClientError> {
    let in_header = basic.are_presented().then_some(Presented::Basic(basic));
    let in_body = parameters
        .get("client_secret")
        .map(|client_secret| Presented::Body { client_secret });
    let assertion = ["client_assertion", "client_assertion_type"]
        .iter()
        .any(|name| parameters.get(name).is_some())
        .then_some(Presented::Assertion);
    let mut all = [in_header, in_body, assertion].into_iter().flatten();
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(ClientError::invalid_request(METHODS_SEVERAL)),
        (None, _) => Err(ClientError::invalid_client(CLIENT_UNIDENTIFIED)),
    }
}

fn by_secret(
    service: &Service,
    method: ClientAuthMethod,
    name: Option<&str>,
    secret: &str,
) -> Result<IdentifiedClient, ClientError> {
    let name = name.ok_or(ClientError::invalid_client(CLIENT_UNIDENTIFIED))?;
    let client = registered(service, name, method)?;
    match &client.client.client_secret {
        Some(registered) if registered.is(secret) => Ok(client),
        _ => Err(ClientError::invalid_client(SECRET_WRONG)),
    }
}

/// The client of that name, if it is registered for the method.
fn registered(
    service: &Service,
    name: &str,
    method: ClientAuthMethod,
) -> Result<IdentifiedClient, ClientError> {
    let client = service
        .clients
        .find(name)
        .ok_or(ClientError::invalid_client(CLIENT_UNKNOWN))?;
    if client.client.token_endpoint_auth_method != method {
        return Err(ClientError::invalid_client(METHOD_UNREGISTERED));
    }
    Ok(client)
}
