//! `/auth/token`: the token endpoint.

use serde_json::Value;

use super::{locked, refresh, with_client_id};
use crate::answer::{Answer, Reply};
use crate::client_authentication::{BasicCredentials, authenticate};
use crate::clients::{CIBA_GRANT_TYPE, DeliveryMode, IdentifiedClient, REFRESH_TOKEN_GRANT_TYPE};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::{ClientError, described, explained};
use crate::parameters::Parameters;
use crate::result_codes::{
    AUTH_REQ_ID_EXPIRED, AUTH_REQ_ID_MISSING, AUTH_REQ_ID_UNKNOWN, GRANT_TYPE_MISSING,
    GRANT_TYPE_UNSUPPORTED, POLL_PENDING, POLL_REFUSED, POLL_TOO_FAST, ResultCode, SERVER_FAULT,
    TOKEN_GRANT_UNREGISTERED, TOKEN_OK, TOKEN_PARAMETERS_MISSING, TOKEN_PUSH_CLIENT,
};
use crate::service::Service;
use crate::store::{Authorization, Poll, Refusal};
use crate::tokens::{self, TokenOverrides, TokenSet};

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let basic = BasicCredentials::read(fields)?;
    let overrides = TokenOverrides {
        access_token: fields.text("accessToken")?,
        access_token_duration: fields.number("accessTokenDuration")?,
        refresh_token_duration: fields.number("refreshTokenDuration")?,
        scopes: None,
    };
    let Some(body) = fields.text_or_empty("parameters")? else {
        return Ok(server_fault(service, &TOKEN_PARAMETERS_MISSING).into_answer());
    };
    let client =
        Parameters::parse(&body).and_then(|sent| Ok((authenticate(service, &basic, &sent)?, sent)));
    let (client, sent) = match client {
        Ok(identified) => identified,
        Err(error) => return Ok(refusal(service, error).into_answer()),
    };
    if client.locked {
        return Ok(locked("/auth/token", &client));
    }
    let reply =
        granted(service, &client, &sent, overrides).unwrap_or_else(|error| refusal(service, error));
    let method = client.client.token_endpoint_auth_method.authlete_name();
    Ok(with_client_id(reply, &client)
        .with("clientAuthMethod", method)
        .into_answer())
}

fn granted(
    service: &Service,
    client: &IdentifiedClient,
    sent: &Parameters,
    overrides: TokenOverrides,
) -> Result<Reply, ClientError> {
    sent.refuse_duplicates()?;
    let grant_type = sent
        .get("grant_type")
        .ok_or(ClientError::invalid_request(GRANT_TYPE_MISSING))?;
    let supported = service.configured().settings.has_grant(grant_type);
    match grant_type {
        _ if !supported => Err(ClientError::new(
            "unsupported_grant_type",
            GRANT_TYPE_UNSUPPORTED,
        )),
        CIBA_GRANT_TYPE => ciba(service, client, sent, overrides),
        REFRESH_TOKEN_GRANT_TYPE => refresh::granted(service, client, sent, overrides),
        _ => Err(ClientError::new(
            "unsupported_grant_type",
            GRANT_TYPE_UNSUPPORTED,
        )),
    }
}

/// The CIBA grant (CIBA Core 1.0, sections 10.1 and 11).
fn ciba(
    service: &Service,
    client: &IdentifiedClient,
    sent: &Parameters,
    overrides: TokenOverrides,
) -> Result<Reply, ClientError> {
    if client.client.backchannel_token_delivery_mode == Some(DeliveryMode::Push) {
        return Err(ClientError::new("unauthorized_client", TOKEN_PUSH_CLIENT));
    }
    check_grant(client, CIBA_GRANT_TYPE)?;
    let auth_req_id = sent
        .get("auth_req_id")
        .ok_or(ClientError::invalid_request(AUTH_REQ_ID_MISSING))?;
    let now = service.now_millis();
    let poll = service
        .store
        .requests()
        .poll(auth_req_id, client.client.client_id, now);
    match poll {
        Poll::Unknown => Err(ClientError::new("invalid_grant", AUTH_REQ_ID_UNKNOWN)),
        Poll::Expired => Err(ClientError::new("expired_token", AUTH_REQ_ID_EXPIRED)),
        Poll::Pending => Err(ClientError::new("authorization_pending", POLL_PENDING)),
        Poll::TooFast => Err(ClientError::new("slow_down", POLL_TOO_FAST)),
        Poll::Refused(refusal) => Ok(refused(service, &refusal)),
        Poll::Redeemed(request, authorization) => {
            let tokens = tokens::issue(service, &request, &authorization, overrides, None);
            Ok(tokens.map_or_else(
                |_| server_fault(service, &SERVER_FAULT),
                |tokens| success(&TOKEN_OK, "CIBA", &authorization, &tokens),
            ))
        }
    }
}

/// Refuses a client that is not registered for the grant type.
pub(super) fn check_grant(client: &IdentifiedClient, grant_type: &str) -> Result<(), ClientError> {
    if client.client.has_grant(grant_type) {
        Ok(())
    } else {
        let code = TOKEN_GRANT_UNREGISTERED;
        Err(ClientError::new("unauthorized_client", code))
    }
}

/// The reply that carries tokens.
pub(super) fn success(
    code: &ResultCode,
    grant_type: &str,
    authorization: &Authorization,
    tokens: &TokenSet,
) -> Reply {
    let reply = Reply::new(code, "OK")
        .with_content(&Value::Object(tokens.response()))
        .with("accessToken", tokens.access_token.clone())
        .with_some("jwtAccessToken", tokens.jwt_access_token.clone())
        .with("accessTokenDuration", tokens.access_token_duration)
        .with(
            "accessTokenExpiresAt",
            tokens.access_token_expires_at_millis,
        );
    let reply = match &tokens.refresh_token {
        Some(refresh_token) => reply
            .with("refreshToken", refresh_token.clone())
            .with("refreshTokenDuration", tokens.refresh_token_duration)
            .with(
                "refreshTokenExpiresAt",
                tokens.refresh_token_expires_at_millis,
            ),
        None => reply,
    };
    reply
        .with("idToken", tokens.id_token.clone())
        .with("grantType", grant_type)
        .with_list("properties", tokens.properties())
        .with_list("scopes", tokens.scopes.clone())
        .with("subject", authorization.subject.clone())
}

/// The reply when the service itself failed, or was called wrongly.
pub(super) fn server_fault(service: &Service, code: &ResultCode) -> Reply {
    let content = explained(&service.configured().settings, "server_error", code);
    Reply::new(code, "INTERNAL_SERVER_ERROR").with_content(&content)
}

/// A description that the authorization server gave stands; otherwise the fake explains itself.
fn refused(service: &Service, refusal: &Refusal) -> Reply {
    let content = if refusal.description.is_some() || refusal.uri.is_some() {
        Value::Object(described(
            &service.configured().settings,
            refusal.error,
            refusal.description.as_deref(),
            refusal.uri.as_deref(),
        ))
    } else {
        explained(&service.configured().settings, refusal.error, &POLL_REFUSED)
    };
    Reply::new(&POLL_REFUSED, "BAD_REQUEST").with_content(&content)
}

fn refusal(service: &Service, error: ClientError) -> Reply {
    let action = if error.error == "invalid_client" {
        "INVALID_CLIENT"
    } else {
        "BAD_REQUEST"
    };
    let content = explained(&service.configured().settings, error.error, &error.code);
    Reply::new(&error.code, action).with_content(&content)
}
