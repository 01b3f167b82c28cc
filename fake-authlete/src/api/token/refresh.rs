//! The refresh token grant (RFC 6749, section 6), for clients that are registered for it.

use super::reply::{server_fault, success};
use crate::answer::Reply;
use crate::clients::IdentifiedClient;
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    REFRESH_OK, REFRESH_SCOPE_WIDER, REFRESH_TOKEN_MISSING, REFRESH_TOKEN_UNKNOWN, SERVER_FAULT,
};
use crate::service::Service;
use crate::store::RefreshGrant;
use crate::tokens::{self, TokenOverrides};

/// Trades a refresh token for new tokens; it is used up, and a new one comes with the others.
pub(super) fn granted(
    service: &Service,
    client: &IdentifiedClient,
    sent: &Parameters,
    overrides: TokenOverrides,
) -> Result<Reply, ClientError> {
    let token = sent
        .get("refresh_token")
        .ok_or(ClientError::invalid_request(REFRESH_TOKEN_MISSING))?;
    let scopes: Option<Vec<String>> = sent
        .get("scope")
        .map(|scope| scope.split_whitespace().map(ToOwned::to_owned).collect());
    let unknown = ClientError::new("invalid_grant", REFRESH_TOKEN_UNKNOWN);
    let now = service.now_millis();
    let grant = service
        .store
        .take_refresh_token(token, now, unknown, |grant| {
            if grant.request.client.client.client_id != client.client.client_id {
                return Err(unknown);
            }
            check_scopes(grant, scopes.as_deref().unwrap_or_default())
        })?;
    let overrides = TokenOverrides {
        scopes,
        ..overrides
    };
    let tokens = tokens::issue(
        service,
        &grant.request,
        &grant.authorization,
        overrides,
        None,
    );
    Ok(tokens.map_or_else(
        |_| server_fault(service, &SERVER_FAULT),
        |tokens| success(&REFRESH_OK, "REFRESH_TOKEN", &grant.authorization, &tokens),
    ))
}

fn check_scopes(grant: &RefreshGrant, requested: &[String]) -> Result<(), ClientError> {
    let granted = &grant.authorization.scopes;
    if requested.iter().all(|scope| granted.contains(scope)) {
        Ok(())
    } else {
        Err(ClientError::new("invalid_scope", REFRESH_SCOPE_WIDER))
    }
}
