//! Looks at everything that a run needs of a target, politely and one by one, and says what to do about the rest.

mod finding;
mod people;
mod server;
mod text;

use crate::config::{ClientConfig, TargetConfig};
use crate::op_under_test::target::Target;
use crate::preflight::{self, PreflightError, Watch};

pub use finding::{Finding, State, is_well};
pub use text::text;

/// Looks at the target. What cannot be reached ends the examination: the rest lies behind it.
pub async fn examine(config: TargetConfig, watch: Watch<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !server::examine(&config, &mut findings).await {
        return findings;
    }
    let connected = Target::connect(config).await;
    match connected.and_then(|target| target.unobjected().map(|()| target)) {
        Ok(target) => findings.extend(examine_target(&target, watch).await),
        Err(error) => findings.push(Finding::problem(
            "start",
            error.to_string(),
            "a run would stop here as well",
        )),
    }
    findings
}

/// Looks at what lies behind the metadata, as a run does before its first scenario: clients, users, the device and the way
/// back.
pub async fn examine_target(target: &Target, watch: Watch<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = target
        .config
        .clients
        .iter()
        .filter_map(|client| unlisted(target, client))
        .collect();
    let examined = preflight::examine(target, None, watch).await;
    let outcome = match examined {
        Ok(found) => {
            findings.extend(people::findings(target, &found));
            found.outcome(target).map(drop)
        }
        Err(error) => Err(error.into()),
    };
    findings.extend(
        target
            .notes
            .all()
            .into_iter()
            .map(|note| Finding::note("client assertions", note)),
    );
    if let Err(error) = outcome {
        let code = match error {
            PreflightError::Config(_) => 2,
            PreflightError::Suite(_) => 3,
        };
        findings.push(Finding::problem(
            "run",
            error.to_string(),
            format!("a run stops here as well, with exit code {code}"),
        ));
    }
    findings
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
