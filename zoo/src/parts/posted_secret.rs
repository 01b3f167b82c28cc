//! Secrets in the body, or as the key of a MAC, as careless servers compare them.

use crate::parts::credentials::{authenticate_as, client_of};
use crate::wire::SeenRequest;
use suite::config::TargetConfig;
use suite::jose::verify;
use suite::protocol::ClientAuthenticationMethod;

/// Authenticates a client by the secret in the body, where it is right enough.
pub(crate) fn take_posted(
    request: &mut SeenRequest,
    target: &TargetConfig,
    is_right: fn(&str, &str) -> bool,
) {
    let came = request.form.get("client_secret").map(str::to_owned);
    if let (Some(client), Some(came)) = (client_of(request, target), came)
        && client.authentication_method == ClientAuthenticationMethod::ClientSecretPost
        && client
            .secret
            .as_ref()
            .is_some_and(|own| is_right(own.expose(), &came))
    {
        authenticate_as(request, client, target);
    }
}

/// Authenticates a client by a MAC under a key that was made of its secret.
pub(crate) fn take_mac_under(
    request: &mut SeenRequest,
    target: &TargetConfig,
    key: fn(&str) -> String,
) {
    let assertion = request.form.get("client_assertion").map(str::to_owned);
    if let (Some(client), Some(assertion)) = (client_of(request, target), assertion)
        && client.authentication_method == ClientAuthenticationMethod::ClientSecretJwt
        && let Some(secret) = &client.secret
        && verify(
            &assertion,
            &serde_json::Value::Null,
            Some(&key(secret.expose())),
        )
        .is_ok()
    {
        authenticate_as(request, client, target);
    }
}
