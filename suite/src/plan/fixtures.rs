//! The needs that only somebody who prepared the target for the suite can meet.

use super::Capabilities;
use crate::catalogue::Need;
use crate::config::{ClientConfig, TargetConfig};
use crate::jose::DecodedJwt;

/// Why such a need is not met, with the place where it would be said.
pub(super) fn missing(
    need: Need,
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    let (is_there, reason) = people(need, capabilities)
        .or_else(|| clients(need, client, capabilities))
        .or_else(|| target(need, capabilities))?;
    (!is_there).then(|| reason.to_owned())
}

fn people(need: Need, capabilities: Capabilities<'_>) -> Option<(bool, &'static str)> {
    let users = &capabilities.config.users;
    Some(match need {
        Need::DeviceInbox => (
            capabilities.abilities.inbox,
            "the target file names no authentication_device.inbox_url",
        ),
        Need::ChosenDecision => (
            capabilities.abilities.choice,
            "the target's users decide by themselves (authentication_device.type), so that nobody chooses what is \
             decided, and when",
        ),
        Need::OtherUser => (
            capabilities.abilities.other_user,
            "the target file names no authentication_device.other_user_url",
        ),
        Need::LockedUser => (
            users.locked.is_some(),
            "the target file names no users.locked",
        ),
        Need::LockableUser => (
            users.lockable.is_some() && capabilities.account_lock,
            "the target file names no users.lockable with users.account_lock",
        ),
        Need::UnreachableUser => (
            users.unreachable.is_some(),
            "the target file names no users.unreachable",
        ),
        Need::FailingUser => (
            users.failing.is_some(),
            "the target file names no users.failing",
        ),
        Need::SignedLoginHintToken => (
            users.approver.login_hint_token.as_ref().map_or(
                capabilities.config.login_hint_token_issuer.is_some(),
                |token| DecodedJwt::parse(token.expose()).is_ok(),
            ),
            "the target file names no users.approver.login_hint_token that is a JWT",
        ),
        Need::ExpiredIdToken => (
            users.approver.expired_id_token_hint.is_some(),
            "the target file names no users.approver.expired_id_token_hint",
        ),
        _ => return None,
    })
}

fn clients(
    need: Need,
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<(bool, &'static str)> {
    let special = &capabilities.config.special_clients;
    let another = |fits: fn(&str, &str) -> bool| {
        client.sector.as_deref().is_some_and(|own| {
            capabilities.config.clients.iter().any(|other| {
                other.id != client.id
                    && other
                        .sector
                        .as_deref()
                        .is_some_and(|sector| fits(own, sector))
            })
        })
    };
    Some(match need {
        Need::ClientWithoutCiba => (
            special.without_ciba.is_some(),
            "the target file names no special_clients.without_ciba",
        ),
        Need::UnreachableEndpoint => (
            special.unreachable_endpoint.is_some(),
            "the target file names no special_clients.unreachable_endpoint",
        ),
        Need::UntrustedEndpoint => (
            special.untrusted_endpoint.is_some(),
            "the target file names no special_clients.untrusted_endpoint",
        ),
        Need::RefreshToken => (
            client.refresh_token,
            "the target file does not say refresh_token = true for the client",
        ),
        Need::ClientOfSameSector => (
            another(|own, other| own == other),
            "the target file has no two clients with the same sector",
        ),
        Need::ClientOfOtherSector => (
            another(|own, other| own != other),
            "the target file has no two clients with different sectors",
        ),
        _ => return None,
    })
}

fn target(need: Need, capabilities: Capabilities<'_>) -> Option<(bool, &'static str)> {
    Some(match need {
        Need::Acr => (
            !capabilities
                .metadata
                .strings("acr_values_supported")
                .is_empty(),
            "the metadata lists no acr_values_supported",
        ),
        Need::Tls => (
            !is_loopback(&capabilities.config.issuer),
            "the issuer is on a loopback address, where nobody listens in",
        ),
        Need::Unthrottled => (
            capabilities.config.limits.unthrottled,
            "the target file does not say limits.unthrottled = true",
        ),
        _ => return None,
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

fn is_loopback(issuer: &str) -> bool {
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
