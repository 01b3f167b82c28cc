//! `/backchannel/authentication`: judges an authentication request.

use serde_json::{Value, json};

use super::{locked, refusal, with_client};
use crate::answer::{Answer, Reply};
use crate::authentication_request::{claim_names, is_user_code_required, verify};
use crate::client_authentication::{BasicCredentials, authenticate};
use crate::clients::IdentifiedClient;
use crate::fields::{FieldError, Fields};
use crate::oauth_error::explained;
use crate::parameters::Parameters;
use crate::result_codes::{AUTHENTICATION_REQUEST_OK, REQUEST_PARAMETERS_MISSING};
use crate::service::Service;
use crate::store::AuthenticationRequest;

const UNAUTHENTICATED: &str = "UNAUTHORIZED";

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let basic = BasicCredentials::read(fields)?;
    let Some(body) = fields.text_or_empty("parameters")? else {
        let code = REQUEST_PARAMETERS_MISSING;
        let content = explained(&service.configured().settings, "server_error", &code);
        let reply = Reply::new(&code, "INTERNAL_SERVER_ERROR").with_content(&content);
        return Ok(reply.into_answer());
    };
    let client =
        Parameters::parse(&body).and_then(|sent| Ok((authenticate(service, &basic, &sent)?, sent)));
    let (client, sent) = match client {
        Ok(identified) => identified,
        Err(error) => return Ok(refusal(service, error, UNAUTHENTICATED).into_answer()),
    };
    if client.locked {
        return Ok(locked("/backchannel/authentication", &client));
    }
    Ok(match verify(service, &client, &sent) {
        Ok(request) => accepted(service, request),
        Err(error) => with_client(refusal(service, error, UNAUTHENTICATED), &client)
            .with("clientAuthMethod", auth_method(&client)),
    }
    .into_answer())
}

fn accepted(service: &Service, request: AuthenticationRequest) -> Reply {
    let client = request.client.clone();
    let scopes: Vec<Value> = request
        .scopes
        .iter()
        .map(|scope| json!({"defaultEntry": false, "name": scope}))
        .collect();
    let user_code_required = is_user_code_required(service, &client.client);
    let reply = Reply::new(&AUTHENTICATION_REQUEST_OK, "USER_IDENTIFICATION");
    let reply = with_client(reply, &client)
        .with("clientAuthMethod", auth_method(&client))
        .with("deliveryMode", request.mode.authlete_name())
        .with_list("scopes", scopes)
        .with_list("claimNames", claim_names(&request.scopes))
        .with_some(
            "clientNotificationToken",
            request.client_notification_token.clone(),
        )
        .with_list("acrs", request.acrs.clone())
        .with("hintType", request.hint_type.authlete_name())
        .with("hint", request.hint.clone())
        .with_some("sub", request.hinted_subject.clone())
        .with_some("bindingMessage", request.binding_message.clone())
        .with_some("userCode", request.user_code.clone())
        .with("userCodeRequired", user_code_required)
        .with("requestedExpiry", request.requested_expiry.unwrap_or(0));
    let ticket = service
        .store
        .requests()
        .insert(request, service.now_millis());
    reply.with("ticket", ticket)
}

fn auth_method(client: &IdentifiedClient) -> &'static str {
    client.client.token_endpoint_auth_method.authlete_name()
}
