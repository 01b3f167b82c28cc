//! Which scenario runs for which client, and why not.

mod capabilities;
mod fixtures;
mod left_out;
mod needs;
mod offer;
mod registered_for;
mod registration;
#[cfg(test)]
mod tests;

use crate::catalogue::{Catalogue, Need, Repetition, Scenario};
use crate::config::ClientConfig;
use crate::op_under_test::target::Target;
use crate::protocol::DeliveryMode;
use crate::violation::Violation;
pub use capabilities::Capabilities;
use needs::answer;
pub use offer::{remarks, unlisted};
use registration::{is_registered_for, registrations};

impl<'a> Capabilities<'a> {
    /// What a connected target can show.
    pub fn of(target: &'a Target) -> Self {
        Self {
            config: &target.config,
            metadata: &target.metadata,
            examined: target.examined.get(),
            abilities: target.device.abilities(),
            callback: target.notification_endpoint.is_some()
                && fixtures::callback_obstacle(&target.config).is_none(),
            account_lock: target.account_lock.is_some(),
        }
    }
}

/// Whether a scenario runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// It runs.
    Selected,
    /// It does not, and why.
    NotApplicable(String),
    /// It does not, because this is broken: asking once has shown it.
    Blocked(Violation),
}

/// One scenario for one client.
#[derive(Debug, Clone)]
pub struct PlannedRun {
    /// The scenario.
    pub scenario: Scenario,
    /// The client's name in reports; where the target has none for the mode, the mode.
    pub client: String,
    /// The delivery mode.
    pub mode: DeliveryMode,
    /// Whether it runs.
    pub selection: Selection,
    /// Whether its report shows secrets.
    pub show_secrets: bool,
}

impl PlannedRun {
    /// The name in reports and known-failing lists: `id@client`.
    pub fn id(&self) -> String {
        format!("{}@{}", self.scenario.id, self.client)
    }
}

/// Every scenario of the catalogue, for every client that it concerns.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In the order of the catalogue, then of the target's clients.
    pub runs: Vec<PlannedRun>,
}

impl Plan {
    /// Decides for each scenario and client; the same input gives the same plan.
    pub fn new(catalogue: &Catalogue, capabilities: Capabilities<'_>) -> Self {
        Self::among(catalogue, capabilities, |_| true)
    }

    /// The same for the scenarios with these ids alone.
    pub fn among(
        catalogue: &Catalogue,
        capabilities: Capabilities<'_>,
        wanted: impl Fn(&str) -> bool,
    ) -> Self {
        let runs = catalogue
            .scenarios()
            .iter()
            .filter(|scenario| wanted(&scenario.id))
            .flat_map(|scenario| runs_of(scenario, capabilities))
            .collect();
        Self { runs }
    }

    /// Keeps the runs whose name contains one of the filters; no filter keeps all.
    #[must_use]
    pub fn filtered(mut self, filters: &[String]) -> Self {
        if !filters.is_empty() {
            self.runs.retain(|run| {
                filters
                    .iter()
                    .any(|filter| run.id().contains(filter.as_str()))
            });
        }
        self
    }

    /// Keeps the runs with exactly these names.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&str) -> bool) -> Self {
        self.runs.retain(|run| keep(&run.id()));
        self
    }

    /// Has reports show secrets as they were on the wire.
    #[must_use]
    pub fn showing_secrets(mut self) -> Self {
        for run in &mut self.runs {
            run.show_secrets = true;
        }
        self
    }

    /// Whether there is more to be asked than the metadata, be it that nobody can be asked.
    pub fn asks(&self) -> bool {
        let mut runs = self.runs.iter();
        runs.any(|run| !run.scenario.needs.contains(&Need::Discovery))
    }

    /// Whether this client will send requests.
    pub fn sends_for(&self, client: &str) -> bool {
        self.sending().any(|run| run.client == client)
    }

    /// Whether somebody will decide about requests of this mode, or be called back.
    pub fn finishes(&self, mode: DeliveryMode) -> bool {
        const TO_AN_END: [Need; 4] = [Need::Approve, Need::Deny, Need::IdTokenHint, Need::Callback];
        let mut sending = self.sending().filter(|run| run.mode == mode);
        sending.any(|run| {
            let mut needs = run.scenario.needs.iter();
            needs.any(|need| TO_AN_END.contains(need))
        })
    }

    fn sending(&self) -> impl Iterator<Item = &PlannedRun> {
        self.runs.iter().filter(|run| {
            run.selection == Selection::Selected && !run.scenario.needs.contains(&Need::Discovery)
        })
    }

    /// Whether no scenario has an outcome of its own.
    pub fn is_idle(&self) -> bool {
        let mut runs = self.runs.iter();
        runs.all(|run| matches!(run.selection, Selection::NotApplicable(_)))
    }

    /// How many scenarios will run.
    pub fn selected(&self) -> usize {
        self.runs
            .iter()
            .filter(|run| run.selection == Selection::Selected)
            .count()
    }
}

fn runs_of(scenario: &Scenario, capabilities: Capabilities<'_>) -> Vec<PlannedRun> {
    let clients = &capabilities.config.clients;
    let run = |client: &ClientConfig| PlannedRun {
        scenario: scenario.clone(),
        client: client.id.clone(),
        mode: client.mode,
        selection: select(scenario, client, capabilities),
        show_secrets: false,
    };
    match scenario.repetition {
        Repetition::Once => {
            let modes = &scenario.modes;
            let fitting = clients.iter().filter(|client| modes.contains(&client.mode));
            let first = fitting.min_by_key(|client| {
                (
                    left_out::client(client, capabilities).is_some(),
                    !is_registered_for(scenario, client),
                )
            });
            let none = || {
                let mode = modes.first().copied();
                mode.map(|mode| without_client(scenario, mode, capabilities))
            };
            first.map(run).or_else(none).into_iter().collect()
        }
        Repetition::EachClient => scenario
            .modes
            .iter()
            .flat_map(|mode| {
                let fitting: Vec<PlannedRun> = clients
                    .iter()
                    .filter(|client| client.mode == *mode && is_registered_for(scenario, client))
                    .map(run)
                    .collect();
                if fitting.is_empty() {
                    vec![without_client(scenario, *mode, capabilities)]
                } else {
                    fitting
                }
            })
            .collect(),
        Repetition::EachMode => scenario
            .modes
            .iter()
            .map(|mode| {
                client_for(scenario, *mode, capabilities)
                    .map_or_else(|| without_client(scenario, *mode, capabilities), run)
            })
            .collect(),
    }
}

fn without_client(
    scenario: &Scenario,
    mode: DeliveryMode,
    capabilities: Capabilities<'_>,
) -> PlannedRun {
    let reason = offer::unoffered(scenario, capabilities.metadata).unwrap_or_else(|| {
        format!(
            "the target file has no client with token_delivery_mode = \"{mode}\"{}",
            registrations(scenario)
        )
    });
    PlannedRun {
        scenario: scenario.clone(),
        client: mode.to_string(),
        mode,
        selection: Selection::NotApplicable(reason),
        show_secrets: false,
    }
}

/// The plainest client of a mode that is registered as the scenario needs it.
fn client_for<'a>(
    scenario: &Scenario,
    mode: DeliveryMode,
    capabilities: Capabilities<'a>,
) -> Option<&'a ClientConfig> {
    let needs_user_code = scenario.needs.contains(&Need::UserCode);
    let signs_unasked = scenario.needs.contains(&Need::NoSignedRequest);
    let has_no_partner = |client: &ClientConfig| {
        let mut needs = scenario.needs.iter();
        needs.any(|need| {
            matches!(need, Need::ClientOfSameSector | Need::ClientOfOtherSector)
                && answer(*need).missing(client, capabilities).is_some()
        })
    };
    let clients = capabilities.config.clients.iter();
    clients
        .filter(|client| client.mode == mode && is_registered_for(scenario, client))
        .min_by_key(|client| {
            (
                unlisted(client, capabilities.metadata).is_some(),
                left_out::client(client, capabilities).is_some(),
                // Where a client signs although it should not, its key should at least be known.
                signs_unasked && client.key.is_none(),
                has_no_partner(client),
                client.user_code != needs_user_code,
                client.request_signing_alg.is_some(),
            )
        })
}

fn select(scenario: &Scenario, client: &ClientConfig, capabilities: Capabilities<'_>) -> Selection {
    let missing = offer::missing(scenario, client, capabilities)
        .or_else(|| {
            scenario
                .needs
                .iter()
                .find_map(|need| answer(*need).missing(client, capabilities))
        })
        .or_else(|| left_out::reason(scenario, client, capabilities));
    if let Some(reason) = missing {
        return Selection::NotApplicable(reason);
    }
    if let Some(violation) = left_out::in_the_way(scenario, client, capabilities) {
        return Selection::Blocked(violation);
    }
    left_out::stopped(scenario, capabilities).map_or(Selection::Selected, Selection::NotApplicable)
}
