//! Whether the OP refuses because the suite shows no key that access tokens could be bound to: then it is asked once more, by a
//! client that shows a certificate, where TLS lets it.

use std::time::Duration;

use super::answer::Answer;
use super::asking::Asking;
use super::clients::{self, AskedClient};
use crate::checks::key_proof::{Evidence, is_same_refusal, named, not_shown};
use crate::checks::token_error;
use crate::config::ClientConfig;
use crate::error::SuiteError;
use crate::http::Exchange;
use crate::op_under_test::examined::Obstacle;
use crate::protocol::{DeliveryMode, KeyProof, TokenErrorCode};
use crate::violation::Violation;

/// Finds it out of the clients whose authentication requests are refused. For a push it is the certificate of that request that
/// tokens are bound to (CIBA Core 1.0, section 5).
pub(super) async fn of_clients(
    asking: &Asking<'_>,
    clients: &mut [AskedClient],
) -> Result<(), SuiteError> {
    let mut known: Vec<(DeliveryMode, Exchange, Option<Violation>)> = Vec::new();
    for client in clients {
        let is_refused = client.is_left_out() && !client.asked.answer.is_about_credentials();
        let Some(refusal) = client.asked.answer.exchange().filter(|_| is_refused) else {
            continue;
        };
        let (mode, refusal) = (client.client.mode, refusal.clone());
        let same = known.iter().find(|(known, other, _)| {
            *known == mode && is_same_refusal(&other.response, &refusal.response)
        });
        let violation = if let Some((_, _, violation)) = same {
            violation.clone()
        } else {
            let violation = of_client(asking, client, &refusal).await?;
            known.push((mode, refusal.clone(), violation.clone()));
            violation
        };
        client.withheld = violation.map(|violation| Obstacle {
            violation,
            exchanges: vec![refusal],
            act: None,
        });
    }
    Ok(())
}

async fn of_client(
    asking: &Asking<'_>,
    client: &AskedClient,
    refusal: &Exchange,
) -> Result<Option<Violation>, SuiteError> {
    if let Some(proof) = named(&refusal.response) {
        return Ok(Some(not_shown(proof, Evidence::Named, refusal)));
    }
    let may_be_tried = client.client.mode == DeliveryMode::Push && asking.has_room();
    let Some(showing) = asking
        .showing_a_certificate(refusal)
        .filter(|_| may_be_tried)
    else {
        return Ok(None);
    };
    let again = clients::ask_again(&showing?, client).await?;
    let approver = &asking.target.config.users.approver;
    asking
        .make_room(&client.client, approver, &again.asked)
        .await;
    Ok(proven(again.asked.answer.is_success(), refusal))
}

/// Finds it out of a token request that is refused although the user has approved.
pub(super) async fn of_tokens(
    asking: &Asking<'_>,
    client: &ClientConfig,
    auth_req_id: &str,
    refusal: &Exchange,
    interval: u64,
) -> Result<Option<Violation>, SuiteError> {
    if let Some(proof) = named(&refusal.response) {
        return Ok(Some(not_shown(proof, Evidence::Named, refusal)));
    }
    let Some(showing) = asking.showing_a_certificate(refusal) else {
        return Ok(None);
    };
    let showing = showing?;
    let mut again = showing.token(client, auth_req_id).await?;
    if is_pending(&again) {
        // It came right after the one that was refused.
        tokio::time::sleep(Duration::from_secs(interval)).await;
        again = showing.token(client, auth_req_id).await?;
    }
    Ok(proven(again.is_success() || is_pending(&again), refusal))
}

fn proven(goes_through: bool, refusal: &Exchange) -> Option<Violation> {
    let proof = KeyProof::ClientCertificate;
    goes_through.then(|| not_shown(proof, Evidence::Tried, refusal))
}

fn is_pending(answer: &Answer) -> bool {
    let code = answer.exchange().and_then(token_error::code);
    matches!(
        code,
        Some(TokenErrorCode::AuthorizationPending | TokenErrorCode::SlowDown)
    )
}

/// Whether a refusal of which nothing else is known may be for that, as the metadata has it.
pub(super) fn may_be_missed(asking: &Asking<'_>, refusal: &Exchange) -> bool {
    let is_refusal = (400..404).contains(&refusal.response.status);
    is_refusal && asking.target.metadata.knows_certificate_bound_tokens()
}
