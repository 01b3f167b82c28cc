//! What is found out about a target with one request each, before scenarios are run.

use serde_json::Value;
use thiserror::Error;

use crate::config::{Audience, ClientConfig, ConfigError, UserConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, Party};
use crate::jose::random_identifier;
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Credentials, TokenRequest, authenticate, hint_of,
};
use crate::op_under_test::scenario_context::now;
use crate::op_under_test::target::Target;
use crate::plan::Plan;
use crate::protocol::HintType;

/// What to do about a client that the OP does not know.
pub const REGISTRATION: &str = "compare client_id, its secret or key, and token_endpoint_auth_method with the registration at the OP";

/// What the OP makes of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// It knows the client by its credentials.
    Known,
    /// It does not: `invalid_client`, with what it says beside.
    Unknown(String),
    /// Its answer does not tell.
    Unclear(String),
}

/// Asks with a request that names no user: nobody is disturbed, and an OP that knows the client says `invalid_request`.
pub async fn recognition(
    target: &Target,
    client: &ClientConfig,
) -> Result<Recognition, SuiteError> {
    let nobody = UserConfig::default();
    let mut request = request(target, client, &nobody)?;
    for hint_type in HintType::ALL {
        request.parameters.remove(hint_type.parameter());
    }
    let exchange = send(target, client, &request).await?;
    let said = said(&exchange);
    // Some call wrong credentials unauthorized_client; their status tells it from a client without the grant.
    let status = exchange.response.status;
    Ok(match member(&exchange, "error").as_deref() {
        Some("invalid_client") => Recognition::Unknown(said),
        // It looked into the request, so the client was right; a wrong status is for the scenarios to judge.
        Some("invalid_request" | "unknown_user_id") => Recognition::Known,
        Some(_) if status == 401 => Recognition::Unknown(said),
        Some(_) if status < 500 => Recognition::Known,
        _ => Recognition::Unclear(said),
    })
}

/// Stops before the first scenario where the OP knows a client not at all: every scenario would say so.
pub async fn all_clients_known(target: &Target, plan: &Plan) -> Result<(), PreflightError> {
    let mut problems = Vec::new();
    if target.authentication_endpoint().is_empty() {
        // There is nobody to ask, and the metadata scenarios will say so.
        return Ok(());
    }
    for client in target
        .config
        .clients
        .iter()
        .filter(|client| plan.runs_for(&client.id))
    {
        if let Recognition::Unknown(said) = recognition(target, client).await? {
            problems.push(unknown(client, &said));
        }
    }
    if problems.is_empty() {
        settle_audiences(target).await?;
        Ok(())
    } else {
        Err(ConfigError::all(problems).into())
    }
}

/// Finds out whom the OP wants assertions at the token endpoint to be made out to, where the target file does not say: the
/// issuer first, as everywhere, then the endpoint. Nothing is asked for that exists.
pub async fn settle_audiences(target: &Target) -> Result<(), SuiteError> {
    let url = target.token_endpoint();
    let open = target.config.clients.iter().filter(|client| {
        client.token_endpoint_audience.is_none()
            && client.authentication_method.is_by_assertion()
            && client.mode.has_token_request()
            && !url.is_empty()
    });
    for client in open {
        if !takes(target, client, &target.config.issuer).await?
            && takes(target, client, url).await?
        {
            target.audiences.settle(&client.id, Audience::TokenEndpoint);
            target.notes.say(
                "at the token endpoint the OP takes no client assertion that is made out to the issuer, which it may \
                 (OpenID Connect Core 1.0, section 9): those for that endpoint are made out to its URL \
                 (clients.token_endpoint_audience)",
            );
        }
    }
    Ok(())
}

/// Whether the OP recognises the client at the token endpoint by an assertion for this audience.
async fn takes(target: &Target, client: &ClientConfig, audience: &str) -> Result<bool, SuiteError> {
    let form = TokenRequest::valid(&random_identifier()).parameters;
    let url = target.token_endpoint();
    let request = authenticate(client, Credentials::Registered, audience, now(), url, form)?;
    let sent = target
        .http
        .send_patiently(Party::Client, Party::Op, request);
    let exchange = sent.await?;
    let is_unknown = member(&exchange, "error").as_deref() == Some("invalid_client");
    Ok(exchange.response.status != 401 && !is_unknown)
}

fn unknown(client: &ClientConfig, said: &str) -> ConfigError {
    ConfigError::unusable(
        format!("clients, id {:?}", client.id),
        format!(
            "the OP does not recognise client_id {:?} by {} ({said}); {REGISTRATION}",
            client.client_id, client.authentication_method
        ),
    )
}

/// Why no scenario was run.
#[derive(Debug, Error)]
pub enum PreflightError {
    /// The OP does not know the user's clients.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It was not reached.
    #[error(transparent)]
    Suite(#[from] SuiteError),
}

/// Has a user asked, by their login_hint.
pub async fn ask(
    target: &Target,
    client: &ClientConfig,
    user: &UserConfig,
) -> Result<(Exchange, String), SuiteError> {
    let request = request(target, client, user)?;
    let token = request
        .parameters
        .get("client_notification_token")
        .unwrap_or_default()
        .to_owned();
    let exchange = send(target, client, &request).await?;
    Ok((exchange, token))
}

fn request(
    target: &Target,
    client: &ClientConfig,
    user: &UserConfig,
) -> Result<AuthenticationRequest, SuiteError> {
    let hint = hint_of(&target.config, user, now())?;
    let token = random_identifier();
    Ok(AuthenticationRequest::valid(client, user, &hint, &token))
}

async fn send(
    target: &Target,
    client: &ClientConfig,
    request: &AuthenticationRequest,
) -> Result<Exchange, SuiteError> {
    let issuer = &target.config.issuer;
    let form = request.form(client, issuer, now())?;
    let url = target.authentication_endpoint();
    let request = authenticate(client, Credentials::Registered, issuer, now(), url, form)?;
    let sent = target
        .http
        .send_patiently(Party::Client, Party::Op, request);
    Ok(sent.await?)
}

/// A member of an answer that is a text.
pub fn member(exchange: &Exchange, name: &str) -> Option<String> {
    let document: Value = serde_json::from_slice(&exchange.response.body).ok()?;
    Some(document.get(name)?.as_str()?.to_owned())
}

/// An answer in short: status, error and its description.
pub fn said(exchange: &Exchange) -> String {
    let parts = [
        member(exchange, "error"),
        member(exchange, "error_description"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let status = format!("HTTP {}", exchange.response.status);
    if parts.is_empty() {
        status
    } else {
        format!("{status}, {}", parts.join(": "))
    }
}
