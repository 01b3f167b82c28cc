//! Whether a client can do what it is registered for, however it was registered.

use url::{Host, Url};

use super::{CIBA_GRANT_TYPE, Client, ClientAuthMethod, DeliveryMode};
use crate::jws;

/// Says what was expected and what came, in the words of client registration.
pub(super) fn check(client: &Client) -> Result<(), String> {
    check_identifiers(client)?;
    check_authentication(client)?;
    check_delivery(client)?;
    check_signing_alg(client)?;
    check_grants(client)
}

fn check_identifiers(client: &Client) -> Result<(), String> {
    if !(1..=i64::MAX.unsigned_abs()).contains(&client.client_id) {
        return Err("client_id must be a positive 64-bit number".to_owned());
    }
    match &client.client_id_alias {
        Some(alias) if alias.bytes().all(|byte| byte.is_ascii_digit()) => Err(format!(
            "client_id_alias must hold a character that is no digit, but is \"{alias}\""
        )),
        _ => Ok(()),
    }
}

fn check_authentication(client: &Client) -> Result<(), String> {
    let method = client.token_endpoint_auth_method;
    let has_secret = client
        .client_secret
        .as_ref()
        .is_some_and(|secret| !secret.expose().is_empty());
    if method != ClientAuthMethod::PrivateKeyJwt && !has_secret {
        return Err(format!(
            "{} needs a client_secret, but none is set",
            method.name()
        ));
    }
    Ok(())
}

fn check_delivery(client: &Client) -> Result<(), String> {
    let Some(mode) = client.backchannel_token_delivery_mode else {
        return Ok(());
    };
    match &client.backchannel_client_notification_endpoint {
        None if mode.notifies() => Err(
            "ping and push mode need a backchannel_client_notification_endpoint, but none is set"
                .to_owned(),
        ),
        Some(endpoint) => check_endpoint(endpoint),
        None => Ok(()),
    }
}

/// A notification endpoint is https (CIBA Core 1.0, section 9); plain http is let through on loopback.
fn check_endpoint(endpoint: &str) -> Result<(), String> {
    let url = Url::parse(endpoint).map_err(|error| {
        format!(
            "backchannel_client_notification_endpoint must be a URL, but is \"{endpoint}\": {error}"
        )
    })?;
    let loopback = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err(format!(
            "backchannel_client_notification_endpoint must be https, or http on loopback, but is \"{endpoint}\""
        )),
    }
}

fn check_signing_alg(client: &Client) -> Result<(), String> {
    match &client.backchannel_authentication_request_signing_alg {
        Some(alg) if !jws::ASYMMETRIC_ALGS.contains(&alg.as_str()) => Err(format!(
            "backchannel_authentication_request_signing_alg must be one of {}, but is \"{alg}\"",
            jws::ASYMMETRIC_ALGS.join(", ")
        )),
        _ => Ok(()),
    }
}

fn check_grants(client: &Client) -> Result<(), String> {
    let asks_for_tokens = matches!(
        client.backchannel_token_delivery_mode,
        Some(DeliveryMode::Poll | DeliveryMode::Ping)
    );
    if asks_for_tokens && !client.has_grant(CIBA_GRANT_TYPE) {
        return Err(format!(
            "poll and ping mode need the grant type {CIBA_GRANT_TYPE}, but grant_types has it not"
        ));
    }
    Ok(())
}
