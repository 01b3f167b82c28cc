use std::fmt::Write as _;

use crate::catalogue::{Catalogue, Requirement};
use crate::plan::{Plan, Selection};

/// The plan for people: what runs for whom, and why the rest does not.
pub fn plan_table(plan: &Plan) -> String {
    let mut text = String::new();
    for run in &plan.runs {
        let _ = match &run.selection {
            Selection::Selected => writeln!(text, "selected        {}", run.id()),
            Selection::NotApplicable(reason) => {
                writeln!(text, "not applicable  {}: {reason}", run.id())
            }
        };
    }
    let _ = writeln!(text, "{} of {} selected", plan.selected(), plan.runs.len());
    text
}

/// Every scenario with its level and its requirements.
pub fn scenario_list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for scenario in catalogue.scenarios() {
        let requirements: Vec<&str> = scenario
            .requirements
            .iter()
            .map(crate::spec::RequirementId::as_str)
            .collect();
        let modes: Vec<&str> = scenario.modes.iter().map(|mode| mode.as_str()).collect();
        let _ = writeln!(
            text,
            "{:<6} {}\n       {} ({})",
            scenario.level,
            scenario.id,
            requirements.join(" "),
            modes.join(", ")
        );
    }
    let _ = writeln!(text, "{} scenarios", catalogue.scenarios().len());
    text
}

/// A requirement with the scenarios that are about it.
pub fn explanation(row: &Requirement, catalogue: &Catalogue) -> String {
    let mut text = format!(
        "{} ({}, from {}; section {})\n{}\n{}\n",
        row.id, row.level, row.level_source, row.section, row.text, row.url
    );
    if let Some(note) = &row.note {
        let _ = writeln!(text, "note: {note}");
    }
    if let Some(modules) = &row.oidf {
        let _ = writeln!(text, "covered at the OpenID Foundation by: {modules}");
    }
    let about = catalogue
        .scenarios()
        .iter()
        .filter(|scenario| scenario.requirements.contains(&row.id));
    let mut none = true;
    for scenario in about {
        none = false;
        let _ = writeln!(text, "scenario: {}", scenario.id);
    }
    if none {
        let _ = writeln!(text, "no scenario is about it yet");
    }
    text
}
