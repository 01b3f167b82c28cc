//! Right servers that are unlike ours, and what is wrong about the verdicts on them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use tokio::runtime::Builder;

use super::{Zoo, describe, each_of, matches, on, scenario_of, wait_for_time};
use crate::sent::Sent;
use crate::unlike_ours::RightServer;
use suite::config::TargetConfig;
use suite::error::SuiteError;
use suite::preflight;
use suite::report::Outcome;
use suite::runner::Verdict;

/// Which clients of a target a right server meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clients {
    /// All of them.
    All,
    /// Those that sign no requests.
    Unsigned,
    /// Those that sign every request.
    Signing,
}

impl Clients {
    /// Each kind alone.
    pub const KINDS: [Self; 2] = [Self::Unsigned, Self::Signing];

    fn keep(self, config: &mut TargetConfig) {
        let clients = &mut config.clients;
        match self {
            Self::All => {}
            Self::Unsigned => clients.retain(|client| client.request_signing_alg.is_none()),
            Self::Signing => clients.retain(|client| client.request_signing_alg.is_some()),
        }
    }
}

/// What became of one right server.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its name.
    pub name: &'static str,
    /// What is wrong about the verdicts: a failure, a remark that nobody expected, or a pattern that nothing was run for
    /// or that only saw what ours says as well.
    pub complaints: Vec<String>,
    /// How many runs there were.
    pub ran: usize,
    /// In how many of them the server said or heard what ours does not.
    pub unlike: usize,
}

impl Zoo {
    /// Shows a right server to the scenarios that stand beside it, each with one client.
    pub fn misjudged(&self, right: &RightServer) -> Result<Judged, SuiteError> {
        let met: RefCell<HashSet<String>> = RefCell::default();
        let is_first = |run: &str| met.borrow_mut().insert(scenario_of(run).to_owned());
        let is_named = |scenario: &str| {
            let mut patterns = right.scenarios.iter();
            patterns.any(|pattern| matches(pattern, scenario))
        };
        let (verdicts, sent) = self.shown(right, Clients::All, is_named, is_first)?;
        let mut judged = Judged::of(right, &verdicts, &sent);
        judged.complaints.extend(idle(right, &verdicts, &sent));
        Ok(judged)
    }

    /// Shows a right server to the whole plan, with each kind of clients.
    pub fn misjudged_anywhere(&self, right: &RightServer) -> Result<Judged, SuiteError> {
        let mut whole = Judged::new(right);
        for kind in Clients::KINDS {
            let (verdicts, sent) = self.shown(right, kind, |_| true, |_| true)?;
            let judged = Judged::of(right, &verdicts, &sent);
            whole.complaints.extend(judged.complaints);
            whole.ran += judged.ran;
            whole.unlike += judged.unlike;
        }
        if whole.unlike == 0 {
            whole
                .complaints
                .push("nothing unlike ours was ever sent".to_owned());
        }
        Ok(whole)
    }

    /// Shows several right servers to what they touch or, `anywhere`, to the whole plan.
    pub fn judge_right_servers(
        &self,
        servers: &[&'static RightServer],
        anywhere: bool,
    ) -> Result<Vec<Judged>, SuiteError> {
        if anywhere {
            return each_of(servers, 1, |right| self.misjudged_anywhere(right));
        }
        each_of(servers, 2, |right| self.misjudged(right))
    }

    /// The verdicts on a right server that is asked beforehand what a run on somebody else's server asks.
    fn shown(
        &self,
        right: &RightServer,
        clients: Clients,
        scenarios: impl Fn(&str) -> bool,
        runs: impl Fn(&str) -> bool,
    ) -> Result<(Vec<Verdict>, Arc<Sent>), SuiteError> {
        let sent = Arc::new(Sent::new(right.heeded));
        let target_file = |config: &mut TargetConfig| {
            clients.keep(config);
            (right.target_file)(config);
        };
        let verdicts = on(&mut Builder::new_current_thread(), async {
            let sent = Some(Arc::clone(&sent));
            let mut embedded = self.changed(right.change, target_file, sent).await?;
            if right.is_in_real_time {
                wait_for_time(&mut embedded)?;
            }
            preflight::settle_audiences(&embedded.target).await?;
            Ok(self.judge(&embedded, scenarios, runs).await)
        })?;
        Ok((verdicts, sent))
    }
}

impl Judged {
    const fn new(right: &RightServer) -> Self {
        Self {
            name: right.name,
            complaints: Vec::new(),
            ran: 0,
            unlike: 0,
        }
    }

    fn of(right: &RightServer, verdicts: &[Verdict], sent: &Sent) -> Self {
        let unexpected = verdicts
            .iter()
            .filter(|verdict| !is_expected(right, verdict));
        let unlike = verdicts.iter().filter(|verdict| met(verdict, sent));
        Self {
            complaints: unexpected.map(describe).collect(),
            ran: verdicts.len(),
            unlike: unlike.count(),
            ..Self::new(right)
        }
    }
}

fn is_expected(right: &RightServer, verdict: &Verdict) -> bool {
    let mut requirements = verdict.requirements.iter();
    match verdict.outcome {
        // What is recorded blames nobody.
        Outcome::Passed | Outcome::NotApplicable | Outcome::Info => true,
        Outcome::Warning => {
            requirements.all(|requirement| right.remarks.contains(&requirement.as_str()))
        }
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::Blocked
        | Outcome::ExpectedFailure => false,
    }
}

fn met(verdict: &Verdict, sent: &Sent) -> bool {
    verdict.traces.iter().any(|trace| sent.reached(trace))
}

/// The patterns that nothing was run for, or nothing that met what is unlike ours.
fn idle(right: &RightServer, verdicts: &[Verdict], sent: &Sent) -> impl Iterator<Item = String> {
    right.scenarios.iter().filter_map(|pattern| {
        let mut ran = verdicts
            .iter()
            .filter(|verdict| matches(pattern, &verdict.scenario))
            .peekable();
        if ran.peek().is_none() {
            return Some(format!("{pattern}: nothing was run"));
        }
        let met = ran.any(|verdict| met(verdict, sent));
        (!met).then(|| format!("{pattern}: nothing unlike ours was sent"))
    })
}
