//! What the answers of several APIs have in common.

use serde_json::json;

use crate::answer::{Answer, Reply};
use crate::clients::{Client, IdentifiedClient};
use crate::oauth_error::{ClientError, explained};
use crate::result_codes::CLIENT_LOCKED;
use crate::service::Service;
use crate::store::AuthenticationRequest;

/// The answer to a call about a locked client. It comes once the client is authenticated: a choice made here.
pub(super) fn locked(path: &str, identified: &IdentifiedClient) -> Answer {
    let id = identified.client.client_id;
    let code = CLIENT_LOCKED;
    let message = format!("[{}] {path}, The client (ID = {id}) is locked.", code.code);
    Answer::json(
        403,
        &json!({"resultCode": code.code, "resultMessage": message}),
    )
}

/// The reply to a client's request that is refused; the action is this one where nobody knows who the client is.
pub(super) fn refusal(
    service: &Service,
    error: ClientError,
    unauthenticated: &'static str,
) -> Reply {
    let action = if error.error == "invalid_client" {
        unauthenticated
    } else {
        "BAD_REQUEST"
    };
    let content = explained(&service.configured().settings, error.error, &error.code);
    Reply::new(&error.code, action).with_content(&content)
}

/// The client of a request as it is registered now; it may have been locked or removed meanwhile.
pub(super) fn current(
    service: &Service,
    request: &AuthenticationRequest,
) -> Option<IdentifiedClient> {
    let client_id = request.client.client.client_id;
    service.clients.find(&client_id.to_string())
}

/// The members that say which client a reply is about.
pub(super) fn with_client_id(reply: Reply, identified: &IdentifiedClient) -> Reply {
    let client: &Client = &identified.client;
    reply
        .with("clientId", client.client_id)
        .with_some("clientIdAlias", client.client_id_alias.clone())
        .with("clientIdAliasUsed", identified.alias_used)
}

/// The same with the name that users see, which the token endpoint has no use for.
pub(super) fn with_client(reply: Reply, identified: &IdentifiedClient) -> Reply {
    let name = &identified.client.client_name;
    with_client_id(reply, identified).with_some(
        "clientName",
        Some(name).filter(|it| !it.is_empty()).cloned(),
    )
}
