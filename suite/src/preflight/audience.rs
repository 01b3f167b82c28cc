//! Whom the OP wants assertions at the token endpoint to be made out to.

use super::asking::Asking;
use crate::config::{Audience, ClientConfig};
use crate::error::SuiteError;
use crate::jose::random_identifier;
use crate::op_under_test::target::Target;

/// Told once for a run.
const NOTE: &str = "at the token endpoint the OP takes no client assertion that is made out to the issuer, which it may \
                    (OpenID Connect Core 1.0, section 9): those for that endpoint are made out to its URL \
                    (clients.token_endpoint_audience)";

/// Finds it out for every client of the target, where the target file does not say.
pub async fn settle_audiences(target: &Target) -> Result<(), SuiteError> {
    let clients: Vec<ClientConfig> = target.config.clients.clone();
    settle(&Asking::new(target, &|_| {}), &clients).await
}

/// The issuer first, as everywhere, then the endpoint. Nothing is asked for that exists.
pub(super) async fn settle(
    asking: &Asking<'_>,
    clients: &[ClientConfig],
) -> Result<(), SuiteError> {
    let target = asking.target;
    let url = target.token_endpoint();
    let open = clients.iter().filter(|client| {
        client.token_endpoint_audience.is_none()
            && client.authentication_method.is_by_assertion()
            && client.mode.has_token_request()
            && !url.is_empty()
    });
    for client in open {
        let issuer = &target.config.issuer;
        if !takes(asking, client, issuer).await? && takes(asking, client, url).await? {
            target.audiences.settle(&client.id, Audience::TokenEndpoint);
            target.notes.say(NOTE);
        }
    }
    Ok(())
}

/// Whether the OP recognises the client at the token endpoint by an assertion for this audience.
async fn takes(
    asking: &Asking<'_>,
    client: &ClientConfig,
    audience: &str,
) -> Result<bool, SuiteError> {
    let answer = asking
        .token_for(client, &random_identifier(), audience)
        .await?;
    Ok(answer.exchange().is_some() && !answer.is_about_credentials())
}
