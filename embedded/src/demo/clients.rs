//! The clients of `fixtures/`, and those that cover what they do not.

use fake_authlete::{Client, ClientAuthMethod, DeliveryMode, IdTokenAlg};

use crate::error::broken;
use crate::known::UNREACHABLE_ENDPOINT;
use suite::error::SuiteError;
use suite::op_under_test::consumption_device::NotificationEndpoint;

/// The clients of the fake Authlete, before they have keys and notification endpoints of a run.
pub(crate) const CLIENTS: &str = include_str!("../../../fixtures/clients.toml");

pub(super) fn clients() -> Result<Vec<Client>, SuiteError> {
    fake_authlete::clients_from_toml(CLIENTS).map_err(|error| broken(&error))
}

pub(super) fn signs(client: &Client) -> bool {
    client.token_endpoint_auth_method == ClientAuthMethod::PrivateKeyJwt
}

pub(super) fn name(client: &Client) -> String {
    client
        .client_id_alias
        .clone()
        .unwrap_or_else(|| client.client_id.to_string())
}

pub(super) fn covers(
    client: &Client,
    mode: DeliveryMode,
    method: ClientAuthMethod,
    user_code: bool,
) -> bool {
    client.backchannel_token_delivery_mode == Some(mode)
        && client.token_endpoint_auth_method == method
        && client.backchannel_user_code_parameter == user_code
        && client
            .backchannel_authentication_request_signing_alg
            .is_none()
        && name(client) != UNREACHABLE_ENDPOINT
}

pub(super) fn combination(
    endpoint: &NotificationEndpoint,
    mode: DeliveryMode,
    method: ClientAuthMethod,
    user_code: bool,
) -> Client {
    let end = if user_code { "-user-code" } else { "" };
    let id = format!(
        "{}-{}{end}",
        mode.authlete_name().to_ascii_lowercase(),
        method.name().replace('_', "-"),
    );
    let mut client = Client::new(0, format!("Demo client {id}"));
    client.token_endpoint_auth_method = method;
    client.backchannel_token_delivery_mode = Some(mode);
    client.backchannel_user_code_parameter = user_code;
    client.backchannel_client_notification_endpoint = mode.notifies().then(|| endpoint.url_of(&id));
    client.id_token_signed_response_alg = IdTokenAlg::ES256;
    client.client_id_alias = Some(id);
    client
}
