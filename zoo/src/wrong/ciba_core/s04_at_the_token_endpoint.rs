use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::{authenticate_as, basic, client_of};
use crate::wire::{SeenRequest, TOKEN};
use suite::config::{ClientConfig, Secret, TargetConfig};
use suite::protocol::ClientAuthenticationMethod as Method;

/// Other methods than the registered one at the token endpoint (CIBA Core 1.0, section 4; OpenID Connect Core 1.0,
/// section 9).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "token-endpoint-takes-the-secret-of-an-assertion-client-in-the-header",
        "CIBA-4-25",
        &[
            "ciba-core/04_client_authentication/a-client-registered-for-assertions-does-not-\
           authenticate-at-the-token-endpoint-by-its-secret/in-the-header",
        ],
        Change::Request(TOKEN, |request, target| {
            if let Some(client) = by_assertion(request, target)
                && basic(request).is_some_and(|joined| has_its_secret(client, &joined))
            {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "token-endpoint-takes-the-secret-of-an-assertion-client-in-the-body",
        "CIBA-4-25",
        &[
            "ciba-core/04_client_authentication/a-client-registered-for-assertions-does-not-\
           authenticate-at-the-token-endpoint-by-its-secret/in-the-body",
        ],
        Change::Request(TOKEN, |request, target| {
            let secret = request
                .form
                .get("client_secret")
                .unwrap_or_default()
                .to_owned();
            if let Some(client) = by_assertion(request, target)
                && request.form.get("client_assertion").is_none()
                && secret_of(client) == Some(secret.as_str())
            {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "token-endpoint-takes-an-assertion-of-a-client-with-a-password",
        "CIBA-4-25",
        &[
            "ciba-core/04_client_authentication/a-client-registered-for-its-secret-does-not-\
           authenticate-at-the-token-endpoint-by-an-assertion-under-it",
        ],
        Change::Request(TOKEN, |request, target| {
            if let Some(client) = client_of(request, target)
                && client.authentication_method == Method::ClientSecretBasic
                && request.header("authorization").is_none()
                && request.form.get("client_assertion").is_some()
            {
                authenticate_as(request, client, target);
            }
        }),
    ),
];

fn by_assertion<'t>(request: &SeenRequest, target: &'t TargetConfig) -> Option<&'t ClientConfig> {
    client_of(request, target).filter(|client| client.authentication_method.is_by_assertion())
}

fn secret_of(client: &ClientConfig) -> Option<&str> {
    client.secret.as_ref().map(Secret::expose)
}

fn has_its_secret(client: &ClientConfig, joined: &str) -> bool {
    secret_of(client).is_some_and(|secret| {
        joined
            .split_once(':')
            .is_some_and(|(_, came)| came == secret)
    })
}
