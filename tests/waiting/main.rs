//! Real time: waits overlap, are limited, and can be cut short.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod busy;
mod op;
mod process;

use std::sync::Arc;
use std::time::Duration;

use op::{Op, Request};
use suite::catalogue::Catalogue;
use suite::config::{Secret, TargetConfig};
use suite::op_under_test::target::Target;
use suite::plan::{Capabilities, Plan};
use suite::protocol::HintType;
use suite::report::{Outcome, RunReport, Verdict};
use suite::runner::{self, Keep, Progress};

/// Every one of these waits for the end of a request.
const EXPIRIES: &[&str] = &[
    "11_token_error_response/an-expired-request-is-refused-with-expired_token@poll",
    "rfc8628_3_5_device_errors/after-an-expiry-the-client-may-start-anew@poll",
    "rfc8628_3_5_device_errors/an-expired-request-never-becomes-pending-again@poll",
];
/// This one waits for nothing.
const PENDING: &str =
    "11_token_error_response/a-pending-request-is-refused-with-authorization_pending@poll";

async fn run(
    op: &Op,
    filters: &[&str],
    progress: Progress,
    stop: impl Future<Output = ()>,
) -> RunReport {
    Box::pin(run_target(op.target(), filters, progress, stop)).await
}

async fn run_target(
    target: TargetConfig,
    filters: &[&str],
    progress: Progress,
    stop: impl Future<Output = ()>,
) -> RunReport {
    let target = Arc::new(Target::connect(target).await.unwrap());
    let catalogue = Catalogue::embedded().unwrap();
    let filters: Vec<String> = filters.iter().map(|filter| (*filter).to_owned()).collect();
    let plan = Plan::new(&catalogue, Capabilities::of(&target)).filtered(&filters);
    Box::pin(runner::run_until(
        plan,
        target,
        &catalogue,
        Keep::Trouble,
        progress,
        stop,
    ))
    .await
}

/// Looks at the progress until it is as wanted.
async fn until(progress: &Progress, wanted: impl Fn(usize, usize) -> bool) {
    loop {
        let now = progress.snapshot();
        if wanted(now.done, now.waiting) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn waits_overlap_though_one_scenario_acts_at_a_time() {
    let op = Op::start(2).await;

    let report = run(&op, EXPIRIES, Progress::default(), std::future::pending()).await;

    assert_eq!(
        report.verdict(),
        Verdict::Conformant,
        "{:#?}",
        report.scenarios
    );
    assert_eq!(report.summary.passed, EXPIRIES.len());
    let began: Vec<Request> = op.seen().into_iter().take(EXPIRIES.len()).collect();
    assert_eq!(began, vec![Request::Authentication; EXPIRIES.len()]);
    assert_eq!(op.most_at_once(), 1);
}

#[tokio::test]
async fn a_wait_beyond_the_limit_is_not_applicable_and_says_so() {
    let op = Op::start(100_000).await;

    let report = run(
        &op,
        &EXPIRIES[..1],
        Progress::default(),
        std::future::pending(),
    )
    .await;

    let scenario = &report.scenarios[0];
    assert_eq!(scenario.outcome, Outcome::NotApplicable);
    let reason = scenario.reason.as_deref().unwrap();
    assert!(
        reason.contains("100001 s") && reason.contains("limits.max_wait"),
        "{reason}"
    );
}

/// It takes 6 seconds to slow down, and the OP gives 3: what it then says is no answer to haste.
#[tokio::test]
async fn a_wait_that_outlasts_the_request_is_not_applicable_and_says_so() {
    let op = Op::start(3).await;
    let filters = ["11_token_error_response/the-longer-interval-holds-for-all-further-polls@poll"];

    let report = run(&op, &filters, Progress::default(), std::future::pending()).await;

    let scenario = &report.scenarios[0];
    assert_eq!(scenario.outcome, Outcome::NotApplicable);
    let reason = scenario.reason.as_deref().unwrap();
    assert!(reason.contains("a wait of 6 s, and of the 3 s"), "{reason}");
}

#[tokio::test]
async fn an_op_that_takes_no_id_tokens_as_hints_fails_only_where_it_should_take_them() {
    let op = Op::start(600).await;
    let filters = ["07_1_authentication_request/an-id_token_hint-names-the-user@poll"];

    let mut outcomes = Vec::new();
    for declared in [
        None,
        Some(HintType::ALL.to_vec()),
        Some(vec![HintType::LoginHint]),
    ] {
        let mut target = op.target();
        target.users.approver.id_token_hint = Some(Secret::new("e30.e30.e30"));
        target.hint_types = declared;
        let progress = Progress::default();
        let report = Box::pin(run_target(
            target,
            &filters,
            progress,
            std::future::pending(),
        ))
        .await;
        outcomes.push(report.scenarios[0].outcome);
    }

    assert_eq!(
        outcomes,
        [Outcome::Info, Outcome::Failed, Outcome::NotApplicable]
    );
}

#[tokio::test]
async fn an_interruption_keeps_what_was_measured_and_tells_what_was_not() {
    let op = Op::start(600).await;
    let progress = Progress::default();
    let watched = progress.clone();
    let mut filters = EXPIRIES.to_vec();
    filters.push(PENDING);
    let enough = async move {
        until(&watched, |done, waiting| {
            done == 1 && waiting == EXPIRIES.len()
        })
        .await;
    };

    let report = run(&op, &filters, progress, enough).await;

    assert_eq!(report.verdict(), Verdict::Inconclusive);
    for scenario in &report.scenarios {
        if scenario.run_id().contains(PENDING) {
            assert_eq!(scenario.outcome, Outcome::Passed);
        } else {
            assert_eq!(scenario.outcome, Outcome::SuiteError);
            let reason = scenario.reason.as_deref().unwrap();
            assert!(reason.contains("interrupted while"), "{reason}");
        }
    }
}

#[tokio::test]
async fn the_progress_tells_who_waits_and_for_how_long() {
    let op = Op::start(600).await;
    let progress = Progress::default();
    let watched = progress.clone();
    let looked = Arc::new(std::sync::Mutex::new(None));
    let look = Arc::clone(&looked);
    let enough = async move {
        until(&watched, |_, waiting| waiting == EXPIRIES.len()).await;
        *look.lock().unwrap() = Some(watched.snapshot());
    };

    run(&op, EXPIRIES, progress, enough).await;

    let snapshot = looked.lock().unwrap().unwrap();
    assert_eq!((snapshot.total, snapshot.done), (EXPIRIES.len(), 0));
    let left = snapshot.left.unwrap().as_secs();
    assert!((590..=601).contains(&left), "{left}");
}

/// The client asks once, is told to wait, and comes back when the interval is over: never in between.
#[tokio::test]
async fn a_client_keeps_to_the_interval_where_the_scenario_is_not_about_haste() {
    let op = Op::start(600).await;

    let report = run(
        &op,
        &["11_token_error_response/a-request-is-pending-and-then-approved@poll"],
        Progress::default(),
        std::future::pending(),
    )
    .await;

    assert_eq!(report.summary.passed, 1, "{:#?}", report.scenarios);
    assert!(!op.seen().contains(&Request::HastyToken));
}
