//! The suite on the embedded server: one test for each scenario and client, named by its run id.
//!
//! With `CIBA_TARGET=op.toml` it judges the target of that file instead, as `ciba-conformance run --target op.toml`
//! does; there are no snapshots of what others have on the wire.
//!
//! All selected scenarios run once, concurrently, when the first test asks for its outcome; the tests then only look
//! theirs up, and compare what was on the wire with the reviewed snapshot. The harness understands `cargo test --
//! FILTER`, `--exact`, `--skip` and `--list`, and so works with cargo-nextest too.

mod selection;
mod target;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use embedded::{Embedded, Preparation};
use fake_authlete::FakeAuthlete;
use libtest_mimic::{Arguments, Failed, Trial};
use suite::catalogue::Catalogue;
use suite::plan::{Capabilities, Plan, PlannedRun, Selection};
use suite::report::{Detail, Outcome, Palette, RunReport, ScenarioReport, console};
use suite::runner::{self, Keep};

use selection::is_selected;

const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/exchanges");

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::from_args();
    if let Some(file) = std::env::var_os("CIBA_TARGET") {
        return target::judge(&arguments, Path::new(&file), |id| {
            is_selected(&arguments, id)
        });
    }
    let stage = Arc::new(Stage::set()?);
    // What the embedded server lacks has no outcome to look at.
    let names: Vec<String> = stage
        .plan
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected)
        .map(PlannedRun::id)
        .collect();
    let selected: BTreeSet<String> = names
        .iter()
        .filter(|name| is_selected(&arguments, name))
        .cloned()
        .collect();
    let selected = Arc::new(selected);
    let outcomes: Arc<OnceLock<Outcomes>> = Arc::new(OnceLock::new());
    let mut trials: Vec<Trial> = names
        .iter()
        .map(|name| {
            let (name, stage) = (name.clone(), Arc::clone(&stage));
            let (selected, outcomes) = (Arc::clone(&selected), Arc::clone(&outcomes));
            Trial::test(name.clone(), move || {
                outcomes.get_or_init(|| stage.run(&selected)).check(&name)
            })
        })
        .collect();
    trials.push(Trial::test(
        "every_snapshot_belongs_to_a_scenario",
        move || no_orphans(&names).map_err(|error| format!("{error:#}").into()),
    ));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

/// The embedded server, with the fake Authlete on wiremock: one mock server for the whole run.
struct Stage {
    runtime: tokio::runtime::Runtime,
    catalogue: Catalogue,
    plan: Plan,
    embedded: Embedded,
    _authlete: FakeAuthlete,
}

impl Stage {
    fn set() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let catalogue = Catalogue::embedded()?;
        let (embedded, authlete) = runtime.block_on(async {
            let preparation = Preparation::new(None).await?.recording();
            let authlete = FakeAuthlete::start(preparation.authlete_config()).await;
            let core = authlete.core().clone();
            let embedded = preparation.start(&authlete.credentials(), core).await?;
            anyhow::Ok((embedded, authlete))
        })?;
        Ok(Self {
            plan: Plan::new(&catalogue, Capabilities::of(&embedded.target)),
            runtime,
            catalogue,
            embedded,
            _authlete: authlete,
        })
    }

    fn run(&self, selected: &BTreeSet<String>) -> Outcomes {
        let plan = self.plan.clone().only(|id| selected.contains(id));
        let target = Arc::clone(&self.embedded.target);
        let report =
            self.runtime
                .block_on(runner::run(plan, target, &self.catalogue, Keep::Everything));
        Outcomes::new(report, &self.catalogue)
    }
}

struct Outcomes {
    reports: HashMap<String, ScenarioReport>,
    text: String,
}

impl Outcomes {
    fn new(report: RunReport, catalogue: &Catalogue) -> Self {
        Self {
            text: console(&report, catalogue, Palette::Plain, Detail::Screen),
            reports: report
                .scenarios
                .into_iter()
                .map(|scenario| (scenario.run_id(), scenario))
                .collect(),
        }
    }

    fn check(&self, name: &str) -> Result<(), Failed> {
        let report = self
            .reports
            .get(name)
            .ok_or_else(|| format!("{name} has no outcome"))?;
        if report.outcome != Outcome::Passed {
            return Err(format!("{}\n{}", report.outcome, self.text).into());
        }
        assert_snapshot(report);
        Ok(())
    }
}

fn assert_snapshot(report: &ScenarioReport) {
    let (folder, name) = snapshot_place(&report.run_id());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(&report.title);
    settings.bind(|| insta::assert_snapshot!(name, report.transcript));
}

/// The folder follows the id; its last part and the client make the file's name.
fn snapshot_place(run_id: &str) -> (PathBuf, String) {
    let mut parts: Vec<&str> = run_id.split('/').collect();
    // An example's id has one part more than a scenario's: both end in the same folder.
    let name = parts.split_off(2.min(parts.len())).join("--");
    (Path::new(SNAPSHOTS).join(parts.join("/")), name)
}

fn no_orphans(names: &[String]) -> anyhow::Result<()> {
    let expected: BTreeSet<PathBuf> = names
        .iter()
        .map(|name| {
            let (folder, name) = snapshot_place(name);
            folder.join(format!("{name}.snap"))
        })
        .collect();
    let mut found = BTreeSet::new();
    collect(Path::new(SNAPSHOTS), &mut found)?;
    let orphans: Vec<_> = found.difference(&expected).collect();
    anyhow::ensure!(
        orphans.is_empty(),
        "no scenario has these snapshots, or they wait for a review: {orphans:#?}"
    );
    let missing: Vec<_> = expected.difference(&found).collect();
    anyhow::ensure!(
        missing.is_empty(),
        "these scenarios have no snapshot: {missing:#?}"
    );
    Ok(())
}

fn collect(folder: &Path, found: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}
