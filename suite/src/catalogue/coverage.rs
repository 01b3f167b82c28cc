//! Which rows of the requirement catalogue are tested, which are waived, and whether that adds up.

use std::fmt;

use super::{Catalogue, Requirement, Scenario};

/// How a row is covered.
#[derive(Debug, Clone)]
pub enum Coverage<'a> {
    /// By scenarios.
    Tested(Vec<&'a Scenario>),
    /// By none, for the reason that the row gives.
    Waived(&'a str),
    /// By none, and nobody says why.
    Missing,
    /// It does not show to a black box that plays registered clients.
    Hidden,
    /// It binds the client, not the server.
    OnTheClient,
}

/// How many rows are covered in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// All rows.
    pub rows: usize,
    /// Those that bind the server and show to a black box.
    pub judged: usize,
    /// Those of them that have a scenario.
    pub tested: usize,
    /// Those of them that are waived.
    pub waived: usize,
    /// Those of them that a module of the OpenID Foundation's suite touches.
    pub at_oidf: usize,
}

/// The sentence that the README repeats.
impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requirements bind the server and show from outside: {} have scenarios, {} are waived with a reason; the \
             OpenID Foundation's suite touches {} of them.",
            self.judged, self.tested, self.waived, self.at_oidf
        )
    }
}

impl Requirement {
    /// Whether the server has to keep it, alone or with the client.
    pub fn binds_the_server(&self) -> bool {
        self.role != "rp"
    }

    /// Whether it needs a scenario or a waiver: it binds the server, and a black box can see it.
    pub fn is_judged(&self) -> bool {
        self.binds_the_server() && self.observable
    }
}

impl Catalogue {
    /// How a row is covered.
    pub fn coverage<'a>(&'a self, row: &'a Requirement) -> Coverage<'a> {
        let scenarios: Vec<&Scenario> = self
            .scenarios
            .iter()
            .filter(|scenario| scenario.requirements.contains(&row.id))
            .collect();
        match &row.waiver {
            _ if !scenarios.is_empty() => Coverage::Tested(scenarios),
            Some(reason) => Coverage::Waived(reason),
            None if !row.binds_the_server() => Coverage::OnTheClient,
            None if !row.observable => Coverage::Hidden,
            None => Coverage::Missing,
        }
    }

    /// How many rows are covered in which way.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for row in self.requirements() {
            totals.rows += 1;
            if !row.is_judged() {
                continue;
            }
            totals.judged += 1;
            totals.at_oidf += usize::from(row.oidf.is_some());
            match self.coverage(row) {
                Coverage::Tested(_) => totals.tested += 1,
                Coverage::Waived(_) => totals.waived += 1,
                Coverage::Missing | Coverage::Hidden | Coverage::OnTheClient => {}
            }
        }
        totals
    }

    /// What does not add up: rows that are not covered, or in two ways, and scenarios about rows that do not exist.
    pub fn coverage_faults(&self) -> Vec<String> {
        let of_rows = self.requirements().flat_map(|row| {
            let coverage = self.coverage(row);
            let is_tested = matches!(coverage, Coverage::Tested(_));
            let waiver = row.waiver.as_deref();
            [
                (
                    matches!(coverage, Coverage::Missing),
                    "has neither scenario nor waiver",
                ),
                (
                    is_tested && waiver.is_some(),
                    "has a waiver, and a scenario all the same",
                ),
                (
                    waiver.is_some() && !row.is_judged(),
                    "has a waiver, and nobody asks for a scenario",
                ),
                (
                    waiver.is_some_and(|reason| reason.trim().is_empty()),
                    "has a waiver without reason",
                ),
                (
                    is_tested && !row.is_judged(),
                    "has a scenario, and says that no black box sees the server keep it",
                ),
            ]
            .into_iter()
            .filter(|(broken, _)| *broken)
            .map(|(_, fault)| format!("{} {fault}", row.id))
        });
        let of_scenarios = self.scenarios.iter().flat_map(|scenario| {
            scenario
                .requirements
                .iter()
                .filter(|id| self.requirement(id).is_none())
                .map(|id| format!("{} is about {id}, which is no row", scenario.id))
        });
        of_rows.chain(of_scenarios).collect()
    }
}
