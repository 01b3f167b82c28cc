//! The suite can fail: each wrong server of the zoo is caught by the scenarios that stand beside it, and a
//! right server is left alone, whether it is ours or unlike ours. One test for each server, run concurrently.
//!
//! Here a wrong server meets the scenarios that must catch it; `cargo run -- faults` has it meet all that it reaches, and so
//! shows false alarms too.

mod complaints;
mod right;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use complaints::nothing_of;
use libtest_mimic::{Arguments, Failed, Trial};
use suite::catalogue::Catalogue;
use suite::protocol::Level;
use zoo::{Catch, Fault, Zoo, wrong};

/// The scenarios of level must that no fault is named for, with the reason: the embedded server cannot be the target of
/// any of them, so that nothing it does wrong would be seen there.
const BEYOND_THE_EMBEDDED_SERVER: &[(&str, &str)] = &[
    (
        "ciba-core/04_registration/clients-of-one-sector-know-the-user-by-one-subject",
        "needs two clients of one sector: the embedded server knows every user by one public subject",
    ),
    (
        "ciba-core/04_registration/clients-of-different-sectors-know-the-user-by-different-subjects",
        "needs clients of two sectors: the embedded server knows every user by one public subject",
    ),
    (
        "ciba-core/07_backchannel_authentication_endpoint/the-endpoint-does-not-answer-without-tls",
        "needs a server that is not on a loopback address, where TLS is asked for",
    ),
    (
        "ciba-core/09_client_notification_endpoint/nothing-is-sent-where-the-certificate-does-not-verify",
        "needs a client registered with an https address whose certificate does not verify",
    ),
];

fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = Arguments::from_args();
    // Wrong servers are waited for in vain: others run meanwhile.
    let threads = 4 * std::thread::available_parallelism()?.get();
    arguments.test_threads.get_or_insert(threads);
    let zoo = Arc::new(Zoo::new(Catalogue::embedded()?)?);
    let own = Arc::clone(&zoo);
    // The longest comes first.
    let mut trials = vec![Trial::test(
        "a_right_server_is_left_alone_and_a_fault_breaks_what_it_reaches_alone",
        move || a_right_server_is_left_alone(&own),
    )];
    // A right server is asked much at a time: they are spread among the others.
    let mut right_ones = right::servers(&zoo);
    for (place, fault) in wrong::all().enumerate() {
        if place % 15 == 0 {
            trials.extend(right_ones.next());
        }
        let zoo = Arc::clone(&zoo);
        trials.push(Trial::test(fault.name, move || {
            verdict(&zoo.catch(fault, None)?)
        }));
    }
    trials.extend(right_ones);
    trials.extend(right::trials(&zoo));
    trials.push(Trial::test("no_two_faults_have_one_name", || {
        no_two_faults_have_one_name()
    }));
    trials.push(Trial::test("the_table_of_faults_is_stable", || {
        the_table_of_faults_is_stable();
        Ok(())
    }));
    let known = Arc::clone(&zoo);
    trials.push(Trial::test("every_fault_names_what_exists", move || {
        every_fault_names_what_exists(known.catalogue())
    }));
    let known = Arc::clone(&zoo);
    trials.push(Trial::test(
        "every_scenario_of_level_must_is_named_by_a_fault",
        move || {
            let all: Vec<&Fault> = wrong::all().collect();
            let loose = loose_ends(&all, known.catalogue(), BEYOND_THE_EMBEDDED_SERVER);
            nothing_of(&loose)
        },
    ));
    trials.push(Trial::test(
        "a_scenario_that_no_fault_names_and_a_stale_exemption_are_told",
        move || loose_ends_are_told(zoo.catalogue()),
    ));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

fn verdict(catch: &Catch) -> Result<(), Failed> {
    let mut complaints: Vec<String> = catch
        .missed
        .iter()
        .map(|pattern| format!("not caught, by {}, by {pattern}", catch.fault.requirement))
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

fn no_two_faults_have_one_name() -> Result<(), Failed> {
    let mut known = BTreeSet::new();
    let twice: Vec<String> = wrong::all()
        .filter(|fault| !known.insert(fault.name))
        .map(|fault| format!("{}: twice", fault.name))
        .collect();
    nothing_of(&twice)
}

/// Each fault with the requirement that it breaks and the scenarios that must catch it.
fn the_table_of_faults_is_stable() {
    let mut rows: Vec<String> = wrong::all()
        .map(|fault| {
            let catchers = fault.scenarios.iter().map(|id| format!("\n    {id}"));
            let row = format!("{}  {}", fault.name, fault.requirement);
            std::iter::once(row).chain(catchers).collect()
        })
        .collect();
    rows.sort();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("fault_table", rows.join("\n")));
}

fn every_fault_names_what_exists(catalogue: &Catalogue) -> Result<(), Failed> {
    let mut unknown = Vec::new();
    for fault in wrong::all() {
        if catalogue.requirement(&fault.requirement.into()).is_none() {
            unknown.push(format!("{}: requirement {}", fault.name, fault.requirement));
        }
        if fault.scenarios.is_empty() {
            unknown.push(format!("{}: no scenario must catch it", fault.name));
        }
        for pattern in fault.scenarios.iter().chain(fault.may) {
            let fits = |id: &str| zoo::matches(pattern, id);
            let mut scenarios = catalogue.scenarios().iter();
            if !scenarios.any(|scenario| fits(&scenario.id)) {
                unknown.push(format!("{}: scenario {pattern}", fault.name));
            }
        }
    }
    nothing_of(&unknown)
}

/// What keeps the table and the exemptions from covering every scenario of level must, once and truly.
fn loose_ends(
    faults: &[&Fault],
    catalogue: &Catalogue,
    exemptions: &[(&str, &str)],
) -> Vec<String> {
    let named = |id: &str| {
        let mut patterns = faults.iter().flat_map(|fault| fault.scenarios);
        patterns.any(|pattern| zoo::matches(pattern, id))
    };
    let musts: BTreeSet<&str> = catalogue
        .scenarios()
        .iter()
        .filter(|scenario| scenario.level == Level::Must)
        .map(|scenario| scenario.id.as_str())
        .collect();
    let exempt: BTreeSet<&str> = exemptions.iter().map(|(id, _)| *id).collect();
    let unnamed = musts
        .iter()
        .filter(|id| !named(id) && !exempt.contains(*id))
        .map(|id| format!("{id}: no fault must be caught by it"));
    let stale = exempt.iter().filter_map(|id| {
        if !musts.contains(id) {
            Some(format!(
                "{id}: exempt, and no scenario of level must has this id"
            ))
        } else if named(id) {
            Some(format!("{id}: exempt, and a fault names it"))
        } else {
            None
        }
    });
    unnamed.chain(stale).collect()
}

fn loose_ends_are_told(catalogue: &Catalogue) -> Result<(), Failed> {
    const UNNAMED: &str =
        "oauth-oidc/oidc_core_2_id_token/userinfo-is-about-the-user-of-the-id-token";
    const NAMED: &str = "ciba-core/11_token_error_response/a-denial-is-final";
    let others: Vec<&Fault> = wrong::all()
        .filter(|fault| !fault.scenarios.contains(&UNNAMED))
        .collect();
    let mut exemptions = BEYOND_THE_EMBEDDED_SERVER.to_vec();
    exemptions.extend([(NAMED, "a fault names it"), ("ciba-core/made-up", "none")]);

    let told = loose_ends(&others, catalogue, &exemptions);

    let wanted = [
        format!("{UNNAMED}: no fault must be caught by it"),
        format!("{NAMED}: exempt, and a fault names it"),
        "ciba-core/made-up: exempt, and no scenario of level must has this id".to_owned(),
    ];
    if told == wanted {
        Ok(())
    } else {
        Err(told.join("\n").into())
    }
}

/// The other half of the proof: what is caught above is not there without the fault, and nothing is hidden by leaving
/// out, as `faults` does, the runs whose messages a fault does not change.
fn a_right_server_is_left_alone(zoo: &Zoo) -> Result<(), Failed> {
    // One with a memory: it sees all messages, and changes few.
    let fault = wrong::named("redeemable-twice").ok_or("no fault of that name")?;
    // From the token request on: tests/conformance.rs leaves no right answer to any scenario out.
    // Who wins a race, and what the others are told, is not the same each time.
    let about_tokens = |scenario: &str| {
        scenario.starts_with("ciba-core/1") && !scenario.contains("/one-of-twenty-")
    };
    let baseline = zoo.baseline(&[fault], about_tokens)?;
    let mut found = baseline.false_alarms();
    found.extend(zoo.out_of_reach(&baseline, fault, about_tokens)?);
    if found.is_empty() && baseline.runs() > 0 {
        Ok(())
    } else {
        Err(found.join("\n").into())
    }
}
