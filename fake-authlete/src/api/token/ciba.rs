//! The CIBA grant (CIBA Core 1.0, sections 10.1 and 11).

use serde_json::Value;

use super::reply::{server_fault, success};
use crate::answer::Reply;
use crate::clients::{DeliveryMode, IdentifiedClient};
use crate::oauth_error::{ClientError, described, explained};
use crate::parameters::Parameters;
use crate::result_codes::{
    AUTH_REQ_ID_EXPIRED, AUTH_REQ_ID_MISSING, AUTH_REQ_ID_UNKNOWN, POLL_PENDING, POLL_REFUSED,
    POLL_TOO_FAST, SERVER_FAULT, TOKEN_OK, TOKEN_PUSH_CLIENT,
};
use crate::service::Service;
use crate::store::{Poll, Refusal};
use crate::tokens::{self, TokenOverrides};

/// Trades an auth_req_id for tokens, if the user has approved.
pub(super) fn granted(
    service: &Service,
    client: &IdentifiedClient,
    sent: &Parameters,
    overrides: TokenOverrides,
) -> Result<Reply, ClientError> {
    if client.client.backchannel_token_delivery_mode == Some(DeliveryMode::Push) {
        return Err(ClientError::new("unauthorized_client", TOKEN_PUSH_CLIENT));
    }
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
