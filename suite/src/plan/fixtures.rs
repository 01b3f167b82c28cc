//! What a target has for the suite, or what it lacks and which place would say so.

use super::Capabilities;
use crate::config::{ClientConfig, TargetConfig};
use crate::jose::DecodedJwt;
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, HintType};

/// Why nobody approves, or the client would not hear of it.
pub(super) fn no_approval(client: &ClientConfig, capabilities: Capabilities<'_>) -> Option<String> {
    if !capabilities.abilities.approve {
        return Some("the target file's authentication_device cannot approve".to_owned());
    }
    let is_pushed = client.mode == DeliveryMode::Push;
    is_pushed
        .then(|| {
            no_callback(
                capabilities,
                "the target file has no notification_endpoint to push tokens to",
            )
        })
        .flatten()
}

/// Why no callback arrives; `without_endpoint` is the reason where there is no endpoint.
pub(super) fn no_callback(
    capabilities: Capabilities<'_>,
    without_endpoint: &str,
) -> Option<String> {
    let obstacle = || callback_obstacle(capabilities.config).unwrap_or(without_endpoint);
    (!capabilities.callback).then(|| obstacle().to_owned())
}

/// Why hints of a type are not tried: the file lists the types that the target supports.
pub(super) fn unlisted_hint(hint_type: HintType, capabilities: Capabilities<'_>) -> Option<String> {
    (!capabilities.config.may_support(hint_type))
        .then(|| format!("the target file's hint_types do not list {hint_type}"))
}

/// Why there is no login_hint_token of the approver.
pub(super) fn no_login_hint_token(
    _: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    let config = capabilities.config;
    unlisted_hint(HintType::LoginHintToken, capabilities).or_else(|| {
        let approver = &config.users.approver;
        let can_be_made =
            config.login_hint_token_issuer.is_some() && approver.subject_identifier.is_some();
        let is_there = can_be_made || approver.login_hint_token.is_some();
        (!is_there).then(|| {
            "the target file names no users.approver.login_hint_token, and not both of login_hint_token_issuer and \
             users.approver.sub_id"
                .to_owned()
        })
    })
}

/// Why the suite cannot make login_hint_tokens.
pub(super) fn no_login_hint_token_issuer(
    _: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    unlisted_hint(HintType::LoginHintToken, capabilities).or_else(|| {
        let config = capabilities.config;
        let missing = if config.login_hint_token_issuer.is_none() {
            "the target file names no login_hint_token_issuer"
        } else if config.users.approver.subject_identifier.is_none() {
            "the target file has a login_hint_token_issuer, and no users.approver.sub_id to name the user by"
        } else {
            return None;
        };
        Some(missing.to_owned())
    })
}

/// Whether the login_hint_tokens are JWTs.
pub(super) fn has_signed_login_hint_token(config: &TargetConfig) -> bool {
    config
        .users
        .approver
        .login_hint_token
        .as_ref()
        .map_or(config.login_hint_token_issuer.is_some(), |token| {
            DecodedJwt::parse(token.expose()).is_ok()
        })
}

/// Whether the target file has another client that is like this.
pub(super) fn has_other_client(
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
    is_wanted: fn(&ClientConfig) -> bool,
) -> bool {
    let mut clients = capabilities.config.clients.iter();
    clients.any(|other| other.id != client.id && is_wanted(other))
}

/// Whether the target file has another client of the same sector, or one of another sector.
pub(super) fn has_client_of_sector(
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
    same: bool,
) -> bool {
    let mut clients = capabilities.config.clients.iter();
    client.sector.is_some()
        && clients.any(|other| {
            other.id != client.id
                && other.sector.is_some()
                && (other.sector == client.sector) == same
        })
}

/// Whether the client's secret is written in another way in the Authorization header than in the file.
pub(super) fn has_encoded_secret(client: &ClientConfig) -> bool {
    client.authentication_method == ClientAuthenticationMethod::ClientSecretBasic
        && client.secret.as_ref().is_some_and(|secret| {
            let changes = |c: char| !(c.is_ascii_alphanumeric() || "-._*".contains(c));
            secret.expose().contains(changes)
        })
}

/// Why the client's signed requests would not be taken: the OP does not list its algorithm.
pub(super) fn unlisted_signing_alg(
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    const ALGS: &str = "backchannel_authentication_request_signing_alg_values_supported";
    let alg = client.request_signing_alg.as_deref().unwrap_or_default();
    (!capabilities.metadata.strings(ALGS).contains(&alg)).then(|| {
        format!("the metadata's {ALGS} does not list the client's request_signing_alg {alg}")
    })
}

/// Why the target certainly does not reach the notification endpoint of its file.
pub(super) fn callback_obstacle(config: &TargetConfig) -> Option<&'static str> {
    let endpoint = config.notification_endpoint.as_ref()?;
    let unreachable = endpoint.public_url.is_none()
        && endpoint.listen.ip().is_loopback()
        && !is_loopback(&config.issuer);
    unreachable.then_some(
        "notification_endpoint.listen is a loopback address, which the target does not reach from elsewhere: \
         the target file names no public_url for it",
    )
}

/// Whether the issuer is on this machine.
pub(super) fn is_loopback(issuer: &str) -> bool {
    let url = url::Url::parse(issuer).ok();
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_spared_tls() {
        assert!(is_loopback("http://127.0.0.1:8080"));
        assert!(is_loopback("http://localhost:8080/op"));
        assert!(is_loopback("https://[::1]"));
        assert!(!is_loopback("http://op.example.com"));
        assert!(!is_loopback("https://192.168.0.1"));
    }
}
