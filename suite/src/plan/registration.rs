use crate::catalogue::{Need, Scenario};
use crate::config::ClientConfig;
use crate::protocol::ClientAuthenticationMethod as Method;

/// What a client must be registered for, in the words of the target file.
pub(super) struct Registration {
    pub(super) keys: &'static str,
    pub(super) is_made_by: fn(&ClientConfig) -> bool,
}

/// The registration that a need asks of the client.
pub(super) const fn registration(need: Need) -> Option<Registration> {
    Some(match need {
        Need::UserCode => Registration {
            keys: "user_code = true",
            is_made_by: |client| client.user_code,
        },
        Need::RefreshToken => Registration {
            keys: "refresh_token = true",
            is_made_by: |client| client.refresh_token,
        },
        Need::ParClient => Registration {
            keys: "require_pushed_authorization_requests = true",
            is_made_by: |client| client.pushed_authorization_required,
        },
        Need::SignedRequest => Registration {
            keys: "request_signing_alg",
            is_made_by: |client| client.request_signing_alg.is_some() && client.key.is_some(),
        },
        Need::ClientAssertion => Registration {
            keys: "token_endpoint_auth_method = \"private_key_jwt\" or \"client_secret_jwt\"",
            is_made_by: |client| client.authentication_method.is_by_assertion(),
        },
        Need::ClientSecretBasic => Registration {
            keys: "token_endpoint_auth_method = \"client_secret_basic\"",
            is_made_by: |client| client.authentication_method == Method::ClientSecretBasic,
        },
        Need::ClientSecretPost => Registration {
            keys: "token_endpoint_auth_method = \"client_secret_post\"",
            is_made_by: |client| client.authentication_method == Method::ClientSecretPost,
        },
        Need::ClientSecretJwt => Registration {
            keys: "token_endpoint_auth_method = \"client_secret_jwt\"",
            is_made_by: |client| client.authentication_method == Method::ClientSecretJwt,
        },
        Need::PrivateKeyJwt => Registration {
            keys: "token_endpoint_auth_method = \"private_key_jwt\"",
            is_made_by: |client| client.authentication_method == Method::PrivateKeyJwt,
        },
        Need::EncodedSecret => Registration {
            keys: "token_endpoint_auth_method = \"client_secret_basic\" and a client_secret with other characters than \
                   letters, digits and -._",
            is_made_by: |client| {
                client.authentication_method == Method::ClientSecretBasic
                    && client.secret.as_ref().is_some_and(|secret| {
                        let changes = |c: char| !(c.is_ascii_alphanumeric() || "-._*".contains(c));
                        secret.expose().contains(changes)
                    })
            },
        },
        Need::ClientSecret => Registration {
            keys: "client_secret",
            is_made_by: |client| client.secret.is_some(),
        },
        Need::OtherSigningKey => Registration {
            keys: "a second key in its jwks, for another alg",
            is_made_by: |client| client.other_key.is_some(),
        },
        Need::UnregisteredSecret => Registration {
            keys: "client_secret and no request_signing_alg",
            is_made_by: |client| client.request_signing_alg.is_none() && client.secret.is_some(),
        },
        Need::UnregisteredSigner => Registration {
            keys: "jwks and no request_signing_alg",
            is_made_by: |client| client.request_signing_alg.is_none() && client.key.is_some(),
        },
        _ => return None,
    })
}

/// The registrations that a scenario asks of its client, to end a sentence with.
pub(super) fn registrations(scenario: &Scenario) -> String {
    scenario
        .needs
        .iter()
        .filter_map(|need| registration(*need))
        .fold(String::new(), |text, registration| {
            format!("{text} and {}", registration.keys)
        })
}
