//! Right servers that are unlike ours: nobody blames them, and what is unlike was on the wire.

use std::collections::BTreeSet;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};
use regex::Regex;
use zoo::unlike_ours::{self, RightServer};
use zoo::{Zoo, wrong};

use super::complaints::nothing_of;

/// A test for each.
pub(super) fn servers(zoo: &Arc<Zoo>) -> impl Iterator<Item = Trial> {
    let zoo = Arc::clone(zoo);
    unlike_ours::all().map(move |server| {
        let zoo = Arc::clone(&zoo);
        Trial::test(server.name, move || {
            nothing_of(&zoo.misjudged(server)?.complaints)
        })
        .with_kind("right")
    })
}

/// What is tested about them as a whole.
pub(super) fn trials(zoo: &Arc<Zoo>) -> [Trial; 3] {
    let (own, other) = (Arc::clone(zoo), Arc::clone(zoo));
    [
        Trial::test(
            "a_right_server_meets_the_whole_plan_with_both_kinds_of_clients",
            move || meets_the_whole_plan(&own),
        ),
        Trial::test("a_wrong_server_among_the_right_ones_is_told", move || {
            a_wrong_server_among_the_right_ones_is_told(&other)
        }),
        Trial::test("every_right_server_is_allowed", || {
            nothing_of(&lawless(unlike_ours::all()))
        }),
    ]
}

fn meets_the_whole_plan(zoo: &Zoo) -> Result<(), Failed> {
    // What few scenarios meet: the others run all the same.
    let server = unlike_ours::named("push-errors-of-two-words").ok_or("no server of that name")?;
    let judged = zoo.misjudged_anywhere(server)?;
    nothing_of(&judged.complaints)?;
    if judged.ran > 2 * zoo.catalogue().scenarios().len() && judged.unlike > 0 {
        return Ok(());
    }
    let (ran, unlike) = (judged.ran, judged.unlike);
    Err(format!("{ran} scenarios were run, {unlike} met the server's own way").into())
}

/// What is wrong about the right servers as a list: too few, two of one name, one that no clause of a document allows.
fn lawless<'a>(servers: impl Iterator<Item = &'a RightServer>) -> Vec<String> {
    const ENOUGH: usize = 80;
    let documents = Regex::new(r"^(RFC \d+|CIBA Core 1\.0|FAPI-CIBA|OpenID Connect [A-Z]\w+ 1\.0)");
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for server in servers {
        if !names.insert(server.name) {
            wrong.push(format!("{}: twice", server.name));
        }
        if !documents
            .as_ref()
            .is_ok_and(|known| known.is_match(server.clause))
        {
            wrong.push(format!("{}: no clause in {:?}", server.name, server.clause));
        }
    }
    if names.len() < ENOUGH {
        wrong.push(format!(
            "{} right servers, fewer than {ENOUGH}",
            names.len()
        ));
    }
    wrong
}

fn a_wrong_server_among_the_right_ones_is_told(zoo: &Zoo) -> Result<(), Failed> {
    let wrong = wrong::named("acknowledgement-with-201").ok_or("no fault of that name")?;
    let wrong = RightServer::mistaken(
        wrong,
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/made-up",
            "oauth-oidc/rfc8414_metadata/*",
        ],
    );
    let told = zoo.misjudged(&wrong)?.complaints;
    let wanted = [
        "CIBA-7.3-01",
        "ciba-core/made-up: nothing was run",
        "oauth-oidc/rfc8414_metadata/*: nothing unlike ours was sent",
    ];
    if wanted
        .iter()
        .all(|words| told.iter().any(|complaint| complaint.contains(words)))
    {
        return Ok(());
    }
    Err(format!("expected {wanted:?}, got {told:?}").into())
}
