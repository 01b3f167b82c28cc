use super::needs::answer;
use super::registered_for::Registration;
use crate::catalogue::Scenario;
use crate::config::ClientConfig;

/// Whether a client is registered as the scenario asks.
pub(super) fn is_registered_for(scenario: &Scenario, client: &ClientConfig) -> bool {
    asked(scenario).all(|registration| (registration.is_made_by)(client))
}

/// The registrations that a scenario asks of its client, to end a sentence with.
pub(super) fn registrations(scenario: &Scenario) -> String {
    asked(scenario).fold(String::new(), |text, registration| {
        format!("{text} and {}", registration.keys)
    })
}

fn asked(scenario: &Scenario) -> impl Iterator<Item = Registration> {
    scenario
        .needs
        .iter()
        .filter_map(|need| answer(*need).registration)
}
