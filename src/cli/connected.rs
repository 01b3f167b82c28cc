use std::sync::Arc;

use super::{CliError, Selection};
use embedded::connect;
use suite::catalogue::Catalogue;
use suite::config::{ConfigError, TargetConfig};
use suite::op_under_test::target::Target;
use suite::plan::{Capabilities, Plan};

/// The plan for what was asked; nothing to run is an error.
pub(super) fn planned(
    catalogue: &Catalogue,
    target: &Target,
    selection: &Selection,
) -> Result<Plan, CliError> {
    let plan = filtered(catalogue, target, selection);
    if plan.is_idle() {
        return Err(ConfigError::unusable(
            "FILTER",
            format!(
                "no scenario to run: {} are planned for this target, none of them is applicable and named so",
                plan.runs.len()
            ),
        )
        .into());
    }
    Ok(plan)
}

/// The same, be there nothing to run in it.
pub(super) fn filtered(catalogue: &Catalogue, target: &Target, selection: &Selection) -> Plan {
    whole_plan(catalogue, target).filtered(&selection.filters)
}

/// The plan before any filter.
pub(super) fn whole_plan(catalogue: &Catalogue, target: &Target) -> Plan {
    Plan::new(catalogue, Capabilities::of(target))
}

/// A target, and what of it runs in this process until it is dropped: what that still does in the background is of no
/// interest, because the verdict is there.
pub(super) struct Connected {
    pub(super) target: Arc<Target>,
    _embedded: Option<embedded::Embedded>,
}

impl Connected {
    pub(super) async fn to(selection: &Selection) -> Result<Self, CliError> {
        match &selection.target {
            Some(path) => {
                let config = TargetConfig::load(path)?;
                Ok(Self {
                    target: Arc::new(Box::pin(connect(config)).await?),
                    _embedded: None,
                })
            }
            None => Self::embedded().await,
        }
    }

    async fn embedded() -> Result<Self, CliError> {
        let embedded = embedded::start().await?;
        Ok(Self {
            target: Arc::clone(&embedded.target),
            _embedded: Some(embedded),
        })
    }

    /// A server of the zoo: wrong, or right and unlike ours.
    pub(super) async fn to_server_of_the_zoo(name: &str) -> Result<Self, CliError> {
        let embedded = match (zoo::wrong::named(name), zoo::unlike_ours::named(name)) {
            (Some(fault), _) => zoo::start_with(fault, None).await?,
            (None, Some(server)) => zoo::start_unlike_ours(server).await?,
            (None, None) => {
                return Err(ConfigError::unusable(
                    "--fault",
                    "no fault is named so; `faults` prints their names",
                )
                .into());
            }
        };
        Ok(Self {
            target: Arc::clone(&embedded.target),
            _embedded: Some(embedded),
        })
    }
}
