use regex::Regex;

/// One entry of a list: which runs must fail, and why.
#[derive(Debug, Clone)]
pub struct Entry {
    /// A scenario's id, `id@client`, or either with `*` for any characters.
    pub scenario: String,
    /// Why it fails.
    pub reason: String,
    /// The line of the file, from 1.
    pub line: usize,
    pattern: Option<Regex>,
}

impl Entry {
    /// An entry; an error where the pattern is too large to be used.
    pub fn new(
        scenario: impl Into<String>,
        reason: impl Into<String>,
        line: usize,
    ) -> Result<Self, String> {
        let scenario = scenario.into();
        let pattern = if scenario.contains('*') {
            let pattern = regex::escape(&scenario).replace(r"\*", ".*");
            Some(Regex::new(&format!("^(?s:{pattern})$")).map_err(|error| error.to_string())?)
        } else {
            None
        };
        Ok(Self {
            scenario,
            reason: reason.into(),
            line,
            pattern,
        })
    }

    /// Whether it may fit several scenarios, of which some pass.
    pub const fn is_glob(&self) -> bool {
        self.pattern.is_some()
    }

    /// Whether it is about a run; without `@`, every client's run of a scenario.
    pub fn is_about(&self, run_id: &str) -> bool {
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
        let entry = Entry::new(scenario, "reason", 1);

        assert_eq!(entry.map(|entry| entry.is_about(run_id)), Ok(expected));
    }
}
