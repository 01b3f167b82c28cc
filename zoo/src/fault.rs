use crate::change::Change;

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
            change,
        }
    }

    pub(crate) const fn may(mut self, scenarios: &'static [&'static str]) -> Self {
        self.may = scenarios;
        self
    }
}
