//! Looks at everything that a run needs of a target, politely and one by one, and says what to do about the rest.

mod people;
mod server;
mod text;

use crate::config::{ClientConfig, TargetConfig};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::target::Target;
use crate::preflight::{REGISTRATION, Recognition, recognition, settle_audiences};

pub use text::text;

/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As a run needs it.
    Well,
    /// Worth to know; a run does without it.
    Note,
    /// A run will suffer from it.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// How it was found.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Finding {
    fn well(subject: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            state: State::Well,
            seen: seen.into(),
            remedy: None,
        }
    }

    fn note(subject: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            state: State::Note,
            ..Self::well(subject, seen)
        }
    }

    fn problem(
        subject: impl Into<String>,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Problem,
            remedy: Some(remedy.into()),
            ..Self::well(subject, seen)
        }
    }
}

/// Whether a run need not suffer.
pub fn is_well(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.state != State::Problem)
}

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

/// What the device is good for, in words.
fn abilities(target: &Target) -> String {
    let abilities = target.device.abilities();
    let able: Vec<String> = [
        (abilities.approve, Decision::Approve),
        (abilities.deny, Decision::Deny),
    ]
    .into_iter()
    .filter(|(able, _)| *able)
    .map(|(_, decision)| decision.to_string())
    .collect();
    able.join(" and ")
}
