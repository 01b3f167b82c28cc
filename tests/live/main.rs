//! The suite on the reference server in front of a tenant of Authlete's: `cargo test --features live`.
//!
//! The variables are those of Authlete's own libraries. The service is looked at first; what CIBA needs and it has not
//! is told, and nothing is changed. With `AUTHLETE_PROVISION=1` the run creates its own clients, and deletes them at
//! the end, however it ends. What the run leaves behind nevertheless, the next run on the same machine removes, or one
//! elsewhere some hours later.

mod authlete;
mod drift;
mod environment;
mod preflight;
mod provision;
#[path = "../conformance/selection.rs"]
mod selection;
mod tell;

use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use embedded::{Embedded, Preparation};
use futures::FutureExt as _;
use libtest_mimic::{Arguments, Failed, Trial};
use suite::catalogue::Catalogue;
use suite::plan::{Capabilities, Plan, PlannedRun, Selection};
use suite::report::{Detail, Outcome, Palette, RunReport, ScenarioReport, console};
use suite::runner::{self, Keep};
use tell::tell;
use tokio::signal::unix::{SignalKind, signal};

use authlete::Authlete;
use environment::Environment;
use provision::Clients;
use selection::is_selected;

/// What a shell reports for a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match judged(&arguments) {
        Ok(Some(outcomes)) => conclude(&arguments, outcomes),
        Ok(None) => {
            tell("interrupted; the clients of this run are deleted");
            ExitCode::from(INTERRUPTED)
        }
        Err(error) => {
            tell(&format!("FAILED: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Everything that talks to the tenant; `None` if it was interrupted.
fn judged(arguments: &Arguments) -> anyhow::Result<Option<Outcomes>> {
    let environment = Environment::read()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let authlete = Authlete::new(&environment)?;
        let service = authlete
            .service()
            .await
            .context("the service cannot be read")?;
        let keys = authlete.keys().await?;
        let address = preflight::check(&service, &keys)?;
        let issuer = service["issuer"].as_str().unwrap_or_default();
        let preparation = Preparation::at(issuer, address).await?;
        let removed = provision::remove_leftovers(&authlete, &preparation).await?;
        if removed > 0 {
            tell(&format!(
                "removed {removed} clients that an earlier run left behind"
            ));
        }
        let mut preparation = Some(preparation);
        let mut clients = Clients::new(&authlete);
        // Whatever ends the run, the clients are deleted after it.
        let run = run(arguments, &environment, &mut clients, &mut preparation);
        let ended = tokio::select! {
            ended = AssertUnwindSafe(run).catch_unwind() => Some(
                ended.unwrap_or_else(|_| Err(anyhow!("the suite panicked, which is a bug of its own"))),
            ),
            () = interruption() => None,
        };
        let left = clients.delete().await;
        match ended {
            None => left.map(|()| None),
            Some(ended) => {
                let outcomes = ended?;
                left?;
                Ok(Some(outcomes))
            }
        }
    })
}

/// Ctrl-C, what a service manager sends instead, or a terminal that was closed.
async fn interruption() {
    let (Ok(mut terminate), Ok(mut hang_up)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => (),
        _ = terminate.recv() => (),
        _ = hang_up.recv() => (),
    }
}

async fn run(
    arguments: &Arguments,
    environment: &Environment,
    clients: &mut Clients<'_>,
    preparation: &mut Option<Preparation>,
) -> anyhow::Result<Outcomes> {
    let mut preparation = preparation.take().ok_or_else(|| anyhow!("started twice"))?;
    let registered = if environment.provision {
        clients.create(preparation.clients()).await?
    } else {
        let (adopted, registered) = provision::usable(&clients.authlete.clients().await?);
        if adopted.is_empty() {
            bail!(
                "the service has no client that the run could use, and AUTHLETE_PROVISION is not 1: set \
                 AUTHLETE_PROVISION=1, then the run creates its own clients and deletes them at the end; or register a \
                 confidential poll client with the CIBA grant and a client secret"
            );
        }
        preparation.adopt(adopted);
        registered
    };
    tell(&format!("{} clients, in real time", registered.len()));
    let embedded = preparation
        .start_on(&environment.tenant(), &registered)
        .await?;
    let catalogue = Catalogue::embedded()?;
    let plan = Plan::new(&catalogue, Capabilities::of(&embedded.target));
    let outcomes = judge(arguments, plan, &embedded, &catalogue).await;
    // Requests that nobody decides still wait for their device; that says nothing about the tenant.
    drop(embedded.shutdown().await);
    outcomes
}

async fn judge(
    arguments: &Arguments,
    plan: Plan,
    embedded: &Embedded,
    catalogue: &Catalogue,
) -> anyhow::Result<Outcomes> {
    let names: Vec<String> = plan
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected)
        .map(PlannedRun::id)
        .collect();
    let selected: BTreeSet<&String> = names
        .iter()
        .filter(|name| !arguments.list && is_selected(arguments, name))
        .collect();
    let plan = plan.only(|id| selected.contains(&id.to_owned()));
    let report = runner::run(
        plan,
        Arc::clone(&embedded.target),
        catalogue,
        Keep::Everything,
    )
    .await;
    let drift = drift::report(&report)?;
    tell(&drift.summary());
    Ok(Outcomes::new(report, names, catalogue))
}

/// One test for each scenario and client, as in `tests/conformance.rs`; a run without any is a failure.
fn conclude(arguments: &Arguments, outcomes: Outcomes) -> ExitCode {
    let nothing_ran = outcomes.reports.is_empty() && !arguments.list;
    let outcomes = Arc::new(outcomes);
    let trials = outcomes
        .names
        .iter()
        .map(|name| {
            let (name, outcomes) = (name.clone(), Arc::clone(&outcomes));
            Trial::test(name.clone(), move || outcomes.check(&name))
        })
        .collect();
    let conclusion = libtest_mimic::run(arguments, trials);
    if nothing_ran {
        tell("FAILED: no scenario ran");
        return ExitCode::FAILURE;
    }
    conclusion.exit_code()
}

struct Outcomes {
    names: Vec<String>,
    reports: HashMap<String, ScenarioReport>,
    text: String,
}

impl Outcomes {
    fn new(report: RunReport, names: Vec<String>, catalogue: &Catalogue) -> Self {
        let text = console(&report, catalogue, Palette::Plain, Detail::Screen);
        let reports = report
            .scenarios
            .into_iter()
            .map(|scenario| (scenario.run_id(), scenario))
            .collect();
        Self {
            names,
            reports,
            text,
        }
    }

    /// What the suite itself would call conformant: a warning is no failure.
    fn check(&self, name: &str) -> Result<(), Failed> {
        let report = self
            .reports
            .get(name)
            .ok_or_else(|| format!("{name} has no outcome"))?;
        match report.outcome {
            // What turned out not to be applicable, such as a wait that is too long, blames nobody.
            Outcome::Passed | Outcome::Warning | Outcome::Info | Outcome::NotApplicable => Ok(()),
            outcome @ (Outcome::Failed
            | Outcome::UnexpectedPass
            | Outcome::SuiteError
            | Outcome::Blocked
            | Outcome::ExpectedFailure) => Err(format!("{outcome}\n{}", self.text).into()),
        }
    }
}
