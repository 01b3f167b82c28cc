//! `/auth/token`: the token endpoint.

mod ciba;
mod refresh;
mod reply;

use super::{locked, refusal, with_client_id};
use crate::answer::{Answer, Reply};
use crate::client_authentication::{BasicCredentials, authenticate};
use crate::clients::{CIBA_GRANT_TYPE, IdentifiedClient, REFRESH_TOKEN_GRANT_TYPE};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    GRANT_TYPE_MISSING, GRANT_TYPE_UNSUPPORTED, TOKEN_GRANT_UNREGISTERED, TOKEN_PARAMETERS_MISSING,
};
use crate::service::Service;
use crate::tokens::TokenOverrides;
use reply::server_fault;

const UNAUTHENTICATED: &str = "INVALID_CLIENT";

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
        Err(error) => return Ok(refusal(service, error, UNAUTHENTICATED).into_answer()),
    };
    if client.locked {
        return Ok(locked("/auth/token", &client));
    }
    let reply = granted(service, &client, &sent, overrides)
        .unwrap_or_else(|error| refusal(service, error, UNAUTHENTICATED));
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
    let granted = match grant_type {
        CIBA_GRANT_TYPE if supported => ciba::granted,
        REFRESH_TOKEN_GRANT_TYPE if supported => refresh::granted,
        _ => {
            return Err(ClientError::new(
                "unsupported_grant_type",
                GRANT_TYPE_UNSUPPORTED,
            ));
        }
    };
    check_grant(client, grant_type)?;
    granted(service, client, sent, overrides)
}

/// Refuses a client that is not registered for the grant type.
fn check_grant(client: &IdentifiedClient, grant_type: &str) -> Result<(), ClientError> {
    if client.client.has_grant(grant_type) {
        Ok(())
    } else {
        let code = TOKEN_GRANT_UNREGISTERED;
        Err(ClientError::new("unauthorized_client", code))
    }
}
