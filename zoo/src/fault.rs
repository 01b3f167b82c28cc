use std::panic::Location;

use crate::change::Change;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// One small violation of one requirement, and who must notice.
#[derive(Clone, Copy)]
pub struct Fault {
    /// What is wrong, in a few words.
    pub name: &'static str,
    /// The requirement that it breaks.
    pub requirement: &'static str,
    /// The scenarios that must catch it, by that requirement: an id, or the beginning of one followed by `*`.
    pub scenarios: &'static [&'static str],
    /// The scenarios that may fail as well, by another requirement. Those that the fault only keeps from their subject
    /// are blocked, and need no word here.
    pub may: &'static [&'static str],
    /// The oracle rules that are against it.
    pub oracle: &'static [OracleRule],
    /// How the scenarios that must catch it end, where a rule settles that: a warning must not become a failure.
    pub outcome: Option<Outcome>,
    /// Where it stands in its list.
    pub place: &'static Location<'static>,
    /// What of the text of those scenarios it knows a request by; where they no longer say it, it acts nowhere.
    pub(crate) quotes: &'static [&'static str],
    pub(crate) change: Change,
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fault")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Fault {
    #[track_caller]
    pub(crate) const fn of(
        name: &'static str,
        requirement: &'static str,
        scenarios: &'static [&'static str],
        change: Change,
    ) -> Self {
        Self {
            name,
            requirement,
            scenarios,
            may: &[],
            oracle: &[],
            outcome: None,
            place: Location::caller(),
            quotes: &[],
            change,
        }
    }

    pub(crate) const fn may(mut self, scenarios: &'static [&'static str]) -> Self {
        self.may = scenarios;
        self
    }

    pub(crate) const fn quoting(mut self, words: &'static [&'static str]) -> Self {
        self.quotes = words;
        self
    }

    pub(crate) const fn against(mut self, rules: &'static [OracleRule]) -> Self {
        self.oracle = rules;
        self
    }

    pub(crate) const fn ends_in(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }
}
