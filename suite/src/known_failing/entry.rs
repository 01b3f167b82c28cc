use regex::Regex;

use crate::protocol::RequirementId;
use crate::report::{CauseKey, ScenarioReport};

/// One entry of a list: what must fail, and why.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it names.
    pub names: Named,
    /// Why that fails.
    pub reason: String,
    /// Whether reports leave out what was on the wire: nobody has published how it fails.
    pub withheld: bool,
    /// The line of the file, from 1.
    pub line: usize,
}

/// What an entry names.
#[derive(Debug, Clone)]
pub enum Named {
    /// Runs that fail, however they do.
    Runs(Runs),
    /// Runs that the suite could not judge.
    NotJudged(Runs),
    /// One cause: a row, and the answer that breaks it. Another answer is another failure.
    Cause(Cause),
}

/// Runs by their names.
#[derive(Debug, Clone)]
pub struct Runs {
    /// A scenario's id, `id@client`, or either with `*` for any characters.
    pub scenario: String,
    pattern: Option<Regex>,
}

/// A cause, as reports tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The row.
    pub requirement: RequirementId,
    /// What comes, without identifiers and numbers.
    pub answer: String,
    /// In how many runs it may be met, those that came no further for it included; without it, in any number.
    ///
    /// What is known of one corner must not hide that the whole server answers so one day.
    pub runs: Option<usize>,
}

impl Entry {
    /// How reports call it.
    pub fn name(&self) -> String {
        match &self.names {
            Named::Runs(runs) | Named::NotJudged(runs) => runs.scenario.clone(),
            Named::Cause(cause) => format!("{}: {}", cause.requirement, cause.answer),
        }
    }

    /// Whether it may fit several scenarios, of which some pass.
    pub const fn is_glob(&self) -> bool {
        match &self.names {
            Named::Runs(runs) | Named::NotJudged(runs) => runs.pattern.is_some(),
            Named::Cause(_) => true,
        }
    }

    /// Whether it names this run, to fail or not to be judged.
    pub fn is_about(&self, run_id: &str) -> bool {
        match &self.names {
            Named::Runs(runs) | Named::NotJudged(runs) => runs.have(run_id),
            Named::Cause(_) => false,
        }
    }

    /// Whether it names this cause.
    pub fn is_cause(&self, key: &CauseKey) -> bool {
        match &self.names {
            Named::Cause(cause) => cause.is(key),
            Named::Runs(_) | Named::NotJudged(_) => false,
        }
    }
}

impl Cause {
    /// Whether a report tells this cause; however often an identifier or a number changes.
    pub fn is(&self, key: &CauseKey) -> bool {
        self.requirement == key.requirement && self.answer == key.answer
    }

    /// In how many of these runs it was met.
    pub(super) fn met<'a>(&self, scenarios: impl Iterator<Item = &'a ScenarioReport>) -> usize {
        let is_met = |scenario: &&ScenarioReport| {
            let mut violations = scenario.violations.iter();
            violations.any(|violation| self.is(&CauseKey::of(violation)))
        };
        scenarios.filter(is_met).count()
    }
}

impl Runs {
    /// The runs of a name; an error where the pattern is too large to be used.
    pub fn new(scenario: impl Into<String>) -> Result<Self, String> {
        let scenario = scenario.into();
        let pattern = if scenario.contains('*') {
            let pattern = regex::escape(&scenario).replace(r"\*", ".*");
            Some(Regex::new(&format!("^(?s:{pattern})$")).map_err(|error| error.to_string())?)
        } else {
            None
        };
        Ok(Self { scenario, pattern })
    }

    /// Whether a run is among them; without `@`, every client's run of a scenario is.
    pub fn have(&self, run_id: &str) -> bool {
        let name = if self.scenario.contains('@') {
            run_id
        } else {
            run_id.rsplit_once('@').map_or(run_id, |(id, _)| id)
        };
        match &self.pattern {
            Some(pattern) => pattern.is_match(name),
            None => self.scenario == name,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::every_client_of_a_scenario("a/b/c", "a/b/c@poll", true)]
    #[case::no_longer_scenario("a/b/c", "a/b/c-d@poll", false)]
    #[case::one_client("a/b/c@poll", "a/b/c@poll", true)]
    #[case::not_another_client("a/b/c@poll", "a/b/c@poll-2", false)]
    #[case::a_glob_over_scenarios("a/b/*", "a/b/c@poll", true)]
    #[case::a_glob_over_clients("a/b/c@*", "a/b/c@ping", true)]
    #[case::a_glob_in_the_middle("a/*/c@ping", "a/b/c@ping", true)]
    #[case::a_glob_is_anchored("b/*", "a/b/c@ping", false)]
    #[case::a_dot_is_a_dot("a.b*", "a/b/c@ping", false)]
    fn an_entry_is_about_what_it_names(
        #[case] scenario: &str,
        #[case] run_id: &str,
        #[case] expected: bool,
    ) {
        let runs = Runs::new(scenario);

        assert_eq!(runs.map(|runs| runs.have(run_id)), Ok(expected));
    }
}
