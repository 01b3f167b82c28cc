//! What examples miss: whatever comes in, the suite's pure parts keep their promises, and the embedded server answers.
//!
//! Failing seeds are kept beside each file (`*.proptest-regressions`) and run first.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod checks;
mod forms;
mod plan;
mod redactor;
mod stage;
mod texts;
mod transaction;

use proptest::test_runner::{Config, FileFailurePersistence};
use suite::checks::acknowledgement::{self, Acknowledgement};
use suite::http::Exchange;
use suite::protocol::RequirementId;
use suite::violation::Violations;

/// The OP accepted the request, as the first clause on acknowledgements asks.
pub(crate) fn accepted(exchange: &Exchange) -> Result<Acknowledgement, Violations> {
    acknowledgement::accepted(exchange, &RequirementId::from("CIBA-7.3-01"))
}

/// So many cases, and their seeds kept beside the source.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource(
            "proptest-regressions",
        ))),
        ..Config::default()
    }
}
