//! A server that publishes no keys, and a target file that names them.

use std::sync::Arc;

use suite::catalogue::Catalogue;
use suite::op_under_test::target::Target;
use suite::plan::{Capabilities, Plan};
use suite::report::Outcome;
use suite::runner::{self, Keep};

const SCENARIO: &str = "ciba-core/10_1_1_token_response/the-id-token-is-valid@poll-basic";

/// What comes of the scenario on the embedded server without jwks_uri.
async fn outcome(are_named: bool) -> Outcome {
    let embedded = Box::pin(embedded::start()).await.unwrap();
    let mut config = embedded.target.config.clone();
    let mut metadata = embedded.target.metadata.document().clone();
    metadata.as_object_mut().unwrap().remove("jwks_uri");
    config.metadata = Some(metadata);
    config.jwks = are_named.then(|| (*embedded.target.jwks.current()).clone());
    let target = Arc::new(Box::pin(Target::connect(config)).await.unwrap());
    let catalogue = Catalogue::embedded().unwrap();

    let plan = Plan::new(&catalogue, Capabilities::of(&target)).only(|run| run == SCENARIO);
    let report = Box::pin(runner::run(plan, target, &catalogue, Keep::Trouble)).await;

    embedded.shutdown().await.unwrap();
    report.scenarios[0].outcome
}

#[tokio::test]
async fn id_tokens_are_verified_with_the_keys_that_the_target_file_names() {
    assert_eq!(outcome(true).await, Outcome::Passed);
    assert_eq!(outcome(false).await, Outcome::NotApplicable);
}
