//! The suite can fail: each wrong server of the zoo is caught by the scenarios that `fixtures/faults.toml` names, and a
//! right server is left alone. One test for each fault, run concurrently.
//!
//! Here a wrong server meets the scenarios that must catch it; `cargo run -- faults` has it meet all that it reaches, and so
//! shows false alarms too.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use ciba_conformance::catalogue::Catalogue;
use ciba_conformance::embedded::faults;
use ciba_conformance::zoo::{self, Catch, Expectation, Zoo};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = Arguments::from_args();
    // Wrong servers are waited for in vain: others run meanwhile.
    let threads = 4 * std::thread::available_parallelism()?.get();
    arguments.test_threads.get_or_insert(threads);
    let zoo = Arc::new(Zoo::new(Catalogue::embedded()?)?);
    let expected = zoo::expectations()?;
    let mut trials: Vec<Trial> = expected
        .iter()
        .map(|expectation| {
            let (zoo, expectation) = (Arc::clone(&zoo), expectation.clone());
            Trial::test(expectation.name.clone(), move || {
                verdict(&zoo.catch(&expectation, None)?)
            })
        })
        .collect();
    let names = expected.clone();
    trials.push(Trial::test("every_fault_has_an_expectation", move || {
        every_fault_has_an_expectation(&names)
    }));
    let (known, rows) = (Arc::clone(&zoo), expected.clone());
    trials.push(Trial::test(
        "every_expectation_names_what_exists",
        move || every_expectation_names_what_exists(&rows, known.catalogue()),
    ));
    trials.push(Trial::test(
        "a_right_server_is_left_alone_and_a_fault_breaks_what_it_reaches_alone",
        move || a_right_server_is_left_alone(&zoo, &expected),
    ));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

fn verdict(catch: &Catch) -> Result<(), Failed> {
    let mut complaints: Vec<String> = catch
        .missed
        .iter()
        .map(|pattern| {
            format!(
                "not caught, by {}, by {pattern}",
                catch.expectation.requirement
            )
        })
        .collect();
    complaints.extend(
        catch
            .false_alarms
            .iter()
            .map(|alarm| format!("false alarm: {alarm}")),
    );
    if complaints.is_empty() {
        return Ok(());
    }
    complaints.push("all that failed:".to_owned());
    complaints.extend(catch.failed.iter().cloned());
    Err(complaints.join("\n").into())
}

fn every_fault_has_an_expectation(expected: &[Expectation]) -> Result<(), Failed> {
    let listed: BTreeSet<&str> = faults::all().map(|fault| fault.name).collect();
    let described: BTreeSet<&str> = expected.iter().map(|row| row.name.as_str()).collect();
    if listed == described && listed.len() == faults::all().count() {
        return Ok(());
    }
    let differing: Vec<_> = listed.symmetric_difference(&described).collect();
    Err(format!(
        "in one of src/embedded/faults and fixtures/faults.toml only, or twice: {differing:?}"
    )
    .into())
}

fn every_expectation_names_what_exists(
    expected: &[Expectation],
    catalogue: &Catalogue,
) -> Result<(), Failed> {
    let mut unknown = Vec::new();
    for row in expected {
        if catalogue.requirement(&row.requirement).is_none() {
            unknown.push(format!("{}: requirement {}", row.name, row.requirement));
        }
        if row.scenarios.is_empty() {
            unknown.push(format!("{}: no scenario must catch it", row.name));
        }
        for pattern in row.scenarios.iter().chain(&row.may) {
            let fits = |id: &str| zoo::matches(pattern, id);
            if !catalogue
                .scenarios()
                .iter()
                .any(|scenario| fits(&scenario.id))
            {
                unknown.push(format!("{}: scenario {pattern}", row.name));
            }
        }
    }
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(unknown.join("\n").into())
    }
}

/// The other half of the proof: what is caught above is not there without the fault, and nothing is hidden by leaving
/// out, as `faults` does, the runs whose messages a fault does not change.
fn a_right_server_is_left_alone(zoo: &Zoo, expected: &[Expectation]) -> Result<(), Failed> {
    // One with a memory: it sees all messages, and changes few.
    let fault = "redeemable-twice";
    let one: Vec<Expectation> = expected
        .iter()
        .filter(|expectation| expectation.name == fault)
        .cloned()
        .collect();
    let baseline = zoo.baseline(&one)?;
    let mut found = baseline.false_alarms();
    found.extend(zoo.out_of_reach(&baseline, fault)?);
    if found.is_empty() && baseline.runs() > 0 {
        Ok(())
    } else {
        Err(found.join("\n").into())
    }
}
