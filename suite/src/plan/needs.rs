//! How each need is met: a row for every one, so that a forgotten one cannot pass for met.

use super::Capabilities;
use super::fixtures;
use super::registered_for::Registration;
use crate::catalogue::Need;
use crate::config::ClientConfig;
use crate::protocol::{ClientAuthenticationMethod as Method, HintType, Metadata};

/// Something that the metadata offers or not, whoever the client is.
#[derive(Clone, Copy)]
struct Offer {
    is_made_by: fn(&Metadata) -> bool,
    otherwise: &'static str,
}

const SIGNED_REQUESTS: Offer = Offer {
    is_made_by: Metadata::supports_signed_requests,
    otherwise: "the metadata has no backchannel_authentication_request_signing_alg_values_supported",
};

const USER_CODES: Offer = Offer {
    is_made_by: Metadata::supports_user_code,
    otherwise: "the metadata does not say backchannel_user_code_parameter_supported",
};

/// What meets a need: all of it.
pub(super) struct Answer {
    offer: Option<Offer>,
    /// What the client must be registered for.
    pub(super) registration: Option<Registration>,
    rest: Rest,
}

/// What the target must have beside an offer and a client.
enum Rest {
    Nothing,
    /// This must hold; else the text says why the need is not met.
    Condition(fn(&ClientConfig, Capabilities<'_>) -> bool, &'static str),
    /// Tells why the need is not met, if it is not.
    Missing(fn(&ClientConfig, Capabilities<'_>) -> Option<String>),
}

impl Answer {
    fn when(is_met: fn(&ClientConfig, Capabilities<'_>) -> bool, otherwise: &'static str) -> Self {
        Self::of(Rest::Condition(is_met, otherwise))
    }

    fn unless(missing: fn(&ClientConfig, Capabilities<'_>) -> Option<String>) -> Self {
        Self::of(Rest::Missing(missing))
    }

    fn of(rest: Rest) -> Self {
        Self {
            offer: None,
            registration: None,
            rest,
        }
    }

    fn registered(keys: &'static str, is_made_by: fn(&ClientConfig) -> bool) -> Self {
        Self::of(Rest::Nothing).by_client(keys, is_made_by)
    }

    fn by_client(mut self, keys: &'static str, is_made_by: fn(&ClientConfig) -> bool) -> Self {
        self.registration = Some(Registration { keys, is_made_by });
        self
    }

    fn offered(mut self, offer: Offer) -> Self {
        self.offer = Some(offer);
        self
    }

    /// Why no client whatsoever can meet the need.
    pub(super) fn unoffered(&self, metadata: &Metadata) -> Option<&'static str> {
        let offer = self.offer?;
        (!(offer.is_made_by)(metadata)).then_some(offer.otherwise)
    }

    /// Why the need is not met, with the place that says so.
    pub(super) fn missing(
        &self,
        client: &ClientConfig,
        capabilities: Capabilities<'_>,
    ) -> Option<String> {
        if let Some(reason) = self.unoffered(capabilities.metadata) {
            return Some(reason.to_owned());
        }
        if let Some(registration) = &self.registration
            && !(registration.is_made_by)(client)
        {
            let keys = registration.keys;
            return Some(format!("the target file's client has not {keys}"));
        }
        match self.rest {
            Rest::Nothing => None,
            Rest::Condition(is_met, otherwise) => {
                (!is_met(client, capabilities)).then(|| otherwise.to_owned())
            }
            Rest::Missing(missing) => missing(client, capabilities),
        }
    }
}

/// The row of a need.
#[expect(
    clippy::too_many_lines,
    reason = "a table, and the compiler sees that no need is left out"
)]
pub(super) fn answer(need: Need) -> Answer {
    match need {
        Need::Approve => Answer::unless(fixtures::no_approval),
        Need::Deny => Answer::when(
            |_, on| on.abilities.deny,
            "the target file's authentication_device cannot deny",
        ),
        Need::TwoPendingRequests => Answer::when(
            |_, on| {
                let limit = on.config.limits.pending_per_user;
                limit.is_none_or(|limit| limit.get() > 1)
            },
            "the target file says limits.pending_per_user = 1",
        ),
        Need::ChosenDecision => Answer::when(
            |_, on| on.abilities.choice,
            "the target's users decide by themselves (authentication_device.type), so that nobody chooses what is \
             decided, and when",
        ),
        Need::DeviceInbox => Answer::when(
            |_, on| on.abilities.inbox,
            "the target file names no authentication_device.inbox_url",
        ),
        Need::OtherUser => Answer::when(
            |_, on| on.abilities.other_user,
            "the target file names no authentication_device.other_user_url",
        ),
        Need::SecondUser => Answer::when(
            |_, on| on.config.users.denier.is_some(),
            "the target file names no users.denier",
        ),
        Need::AnotherUser => Answer::when(
            |_, on| on.config.users.has_another(),
            "the target file names one user only: users.denier or users.absent would be another",
        ),
        Need::SecondUserCode => Answer::when(
            |_, on| on.config.users.code_of_another().is_some(),
            "the target file names no user_code of another user, such as users.denier.user_code",
        ),
        Need::LockedUser => Answer::when(
            |_, on| on.config.users.locked.is_some(),
            "the target file names no users.locked",
        ),
        Need::LockableUser => Answer::when(
            |_, on| on.config.users.lockable.is_some() && on.account_lock,
            "the target file names no users.lockable with users.account_lock",
        ),
        Need::UnreachableUser => Answer::when(
            |_, on| on.config.users.unreachable.is_some(),
            "the target file names no users.unreachable",
        ),
        Need::FailingUser => Answer::when(
            |_, on| on.config.users.failing.is_some(),
            "the target file names no users.failing",
        ),
        Need::ExpiredIdToken => Answer::when(
            |_, on| on.config.users.approver.expired_id_token_hint.is_some(),
            "the target file names no users.approver.expired_id_token_hint",
        ),
        Need::UserCode => Answer::when(
            |_, on| on.config.users.approver.user_code.is_some(),
            "the target file names no users.approver.user_code",
        )
        .offered(USER_CODES)
        .by_client("user_code = true", |client| client.user_code),
        Need::LoginHint => Answer::unless(|_, on| {
            fixtures::unlisted_hint(HintType::LoginHint, on).or_else(|| {
                on.config
                    .users
                    .approver
                    .login_hint
                    .is_empty()
                    .then(|| "the target file names no users.approver.login_hint".to_owned())
            })
        }),
        Need::IdTokenHint => Answer::unless(|client, on| {
            fixtures::unlisted_hint(HintType::IdTokenHint, on)
                .or_else(|| fixtures::no_approval(client, on))
        }),
        Need::LoginHintToken => Answer::unless(fixtures::no_login_hint_token),
        Need::LoginHintTokenIssuer => Answer::unless(fixtures::no_login_hint_token_issuer),
        Need::SignedLoginHintToken => Answer::when(
            |_, on| fixtures::has_signed_login_hint_token(on.config),
            "the target file names no users.approver.login_hint_token that is a JWT",
        ),
        Need::Callback => Answer::unless(|_, on| {
            fixtures::no_callback(on, "the target file has no notification_endpoint")
        }),
        Need::SecondClient => Answer::when(
            |client, on| {
                fixtures::has_other_client(client, on, |other| other.mode.has_token_request())
            },
            "the target file has no second client in poll or ping mode",
        ),
        Need::PlainRequest => Answer::registered("no request_signing_alg", |client| {
            client.request_signing_alg.is_none()
        }),
        Need::SecondSigner => Answer::when(
            |client, on| client.foreign_key(&on.config.clients).is_some(),
            "the target file has no second client with another key in its jwks",
        ),
        Need::ClientOfSameSector => Answer::when(
            |client, on| fixtures::has_client_of_sector(client, on, true),
            "the target file has no two clients with the same sector",
        ),
        Need::ClientOfOtherSector => Answer::when(
            |client, on| fixtures::has_client_of_sector(client, on, false),
            "the target file has no two clients with different sectors",
        ),
        Need::ClientWithoutCiba => Answer::when(
            |_, on| on.config.special_clients.without_ciba.is_some(),
            "the target file names no special_clients.without_ciba",
        ),
        Need::UnreachableEndpoint => Answer::when(
            |_, on| on.config.special_clients.unreachable_endpoint.is_some(),
            "the target file names no special_clients.unreachable_endpoint",
        ),
        Need::UntrustedEndpoint => Answer::when(
            |_, on| on.config.special_clients.untrusted_endpoint.is_some(),
            "the target file names no special_clients.untrusted_endpoint",
        ),
        Need::BindingMessageLimit => Answer::when(
            |_, on| on.config.limits.binding_message_max_length.is_some(),
            "the target file names no limits.binding_message_max_length",
        ),
        Need::Unthrottled => Answer::when(
            |_, on| on.config.limits.unthrottled,
            "the target file does not say limits.unthrottled = true",
        ),
        Need::Discovery => Answer::when(
            |_, on| on.config.metadata.is_none(),
            "the target file's metadata replaces discovery",
        ),
        Need::Acr => Answer::when(
            |_, on| !on.metadata.strings("acr_values_supported").is_empty(),
            "the metadata lists no acr_values_supported",
        ),
        Need::UserInfo => Answer::unless(|_, on| on.metadata.endpoint("userinfo_endpoint").err()),
        Need::Tls => Answer::when(
            |_, on| !fixtures::is_loopback(&on.config.issuer),
            "the issuer is on a loopback address, where nobody listens in",
        ),
        Need::SignedRequest => Answer::unless(fixtures::unlisted_signing_alg)
            .offered(SIGNED_REQUESTS)
            .by_client("request_signing_alg", |client| {
                client.request_signing_alg.is_some() && client.key.is_some()
            }),
        Need::NoSignedRequest => Answer::when(
            |_, on| !on.metadata.supports_signed_requests(),
            "the metadata has backchannel_authentication_request_signing_alg_values_supported",
        ),
        Need::UnregisteredSigner => {
            Answer::registered("jwks and no request_signing_alg", |client| {
                client.request_signing_alg.is_none() && client.key.is_some()
            })
            .offered(SIGNED_REQUESTS)
        }
        Need::UnregisteredSecret => {
            Answer::registered("client_secret and no request_signing_alg", |client| {
                client.request_signing_alg.is_none() && client.secret.is_some()
            })
            .offered(SIGNED_REQUESTS)
        }
        Need::OtherSigningKey => {
            Answer::registered("a second key in its jwks, for another alg", |client| {
                client.other_key.is_some()
            })
        }
        Need::RefreshToken => {
            Answer::registered("refresh_token = true", |client| client.refresh_token)
        }
        Need::ParClient => {
            Answer::registered("require_pushed_authorization_requests = true", |client| {
                client.pushed_authorization_required
            })
        }
        Need::ClientSecret => Answer::registered("client_secret", |client| client.secret.is_some()),
        Need::EncodedSecret => Answer::registered(
            "token_endpoint_auth_method = \"client_secret_basic\" and a client_secret with other characters than \
             letters, digits and -._",
            fixtures::has_encoded_secret,
        ),
        Need::ClientAssertion => Answer::registered(
            "token_endpoint_auth_method = \"private_key_jwt\" or \"client_secret_jwt\"",
            |client| client.authentication_method.is_by_assertion(),
        ),
        Need::ClientSecretBasic => Answer::registered(
            "token_endpoint_auth_method = \"client_secret_basic\"",
            |client| matches!(client.authentication_method, Method::ClientSecretBasic),
        ),
        Need::ClientSecretPost => Answer::registered(
            "token_endpoint_auth_method = \"client_secret_post\"",
            |client| matches!(client.authentication_method, Method::ClientSecretPost),
        ),
        Need::ClientSecretJwt => Answer::registered(
            "token_endpoint_auth_method = \"client_secret_jwt\"",
            |client| matches!(client.authentication_method, Method::ClientSecretJwt),
        ),
        Need::PrivateKeyJwt => Answer::registered(
            "token_endpoint_auth_method = \"private_key_jwt\"",
            |client| matches!(client.authentication_method, Method::PrivateKeyJwt),
        ),
    }
}
