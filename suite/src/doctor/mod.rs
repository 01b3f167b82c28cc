//! Looks at everything that a run needs of a target, politely and one by one, and says what to do about the rest.

mod finding;
mod people;
mod server;
mod text;

use crate::config::{ClientConfig, TargetConfig};
use crate::op_under_test::target::Target;
use crate::preflight::{REGISTRATION, Recognition, recognition, settle_audiences};

pub use finding::{Finding, State, is_well};
pub use text::text;

/// Looks at the target. What cannot be reached ends the examination: the rest lies behind it.
pub async fn examine(config: TargetConfig) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !server::examine(&config, &mut findings).await {
        return findings;
    }
    let connected = Target::connect(config).await;
    match connected.and_then(|target| target.unobjected().map(|()| target)) {
        Ok(target) => findings.extend(examine_target(&target).await),
        Err(error) => findings.push(Finding::problem(
            "start",
            error.to_string(),
            "a run would stop here as well",
        )),
    }
    findings
}

/// Looks at what lies behind the metadata: clients, users, the device and the way back.
pub async fn examine_target(target: &Target) -> Vec<Finding> {
    let mut findings = Vec::new();
    if target.authentication_endpoint().is_empty() || target.token_endpoint().is_empty() {
        return findings;
    }
    clients(target, &mut findings).await;
    findings.extend(audience(target).await);
    people::examine(target, &mut findings).await;
    findings
}

/// One request for each client.
async fn clients(target: &Target, findings: &mut Vec<Finding>) {
    for client in &target.config.clients {
        let subject = format!("client {}", client.id);
        if let Some(finding) = unlisted(target, client) {
            findings.push(finding);
        }
        findings.push(match recognition(target, client).await {
            Ok(Recognition::Known) => Finding::well(
                subject,
                format!("the OP knows it by {}", client.authentication_method),
            ),
            Ok(Recognition::Unknown(said)) => Finding::problem(
                subject,
                format!(
                    "the OP does not recognise client_id {:?} ({said})",
                    client.client_id
                ),
                REGISTRATION,
            ),
            Ok(Recognition::Unclear(said)) => Finding::note(
                subject,
                format!("the answer to a request without a hint does not tell ({said})"),
            ),
            Err(error) => Finding::problem(subject, error.to_string(), "look into the OP's log"),
        });
    }
}

/// Whom assertions at the token endpoint are made out to, where that is not the issuer.
async fn audience(target: &Target) -> Vec<Finding> {
    const SUBJECT: &str = "client assertions";
    match settle_audiences(target).await {
        Ok(()) => {
            let notes = target.notes.all().into_iter();
            notes.map(|note| Finding::note(SUBJECT, note)).collect()
        }
        Err(error) => vec![Finding::problem(
            SUBJECT,
            error.to_string(),
            "look into the OP's log",
        )],
    }
}

/// What the metadata does not offer of what the client is registered for.
fn unlisted(target: &Target, client: &ClientConfig) -> Option<Finding> {
    let reason = crate::plan::unlisted(client, &target.metadata)?;
    Some(Finding::problem(
        format!("client {}", client.id),
        reason,
        "its scenarios are not applicable: correct the target file, or the OP's metadata",
    ))
}
