//! An OP that never gets to a request, and says when to come back.

use rstest::rstest;
use suite::report::{Outcome, Verdict};
use suite::runner::Progress;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::op::{metadata_of, target};
use crate::{PENDING, run_target};

/// What was not seen is not judged, and a run with such a scenario is not green.
#[rstest]
#[case::beyond_the_limit(429, "100000")]
#[case::under_heavy_load(503, "100000")]
#[case::beyond_any_clock(429, "18446744073709551615")]
#[tokio::test]
async fn who_is_turned_away_for_too_long_gets_no_verdict(
    #[case] status: u16,
    #[case] retry_after: &str,
) {
    let server = MockServer::start().await;
    let issuer = server.uri();
    let metadata = ResponseTemplate::new(200).set_body_json(metadata_of(&issuer));
    Mock::given(path("/.well-known/openid-configuration"))
        .respond_with(metadata)
        .mount(&server)
        .await;
    let busy = ResponseTemplate::new(status).insert_header("Retry-After", retry_after);
    Mock::given(method("POST"))
        .respond_with(busy)
        .mount(&server)
        .await;

    let progress = Progress::default();
    let never = std::future::pending();
    let report = Box::pin(run_target(target(&issuer), &[PENDING], progress, never)).await;

    let scenario = &report.scenarios[0];
    assert_eq!(scenario.outcome, Outcome::SuiteError, "{scenario:#?}");
    let reason = scenario.reason.as_deref().unwrap_or_default();
    assert!(reason.contains(&format!("HTTP {status}")), "{reason}");
    assert!(reason.contains("limits.max_wait"), "{reason}");
    assert_ne!(report.verdict(), Verdict::Conformant);
    assert_eq!(
        server.received_requests().await.unwrap_or_default().len(),
        2
    );
}
