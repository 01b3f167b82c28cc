//! The program as its users call it: output, files and exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod exit_codes;
mod listing;
mod output;
mod report;

use std::path::PathBuf;
use std::process::{Command, Output};

const ONE_SCENARIO: &str = "a-pending-request-is-refused-with-authorization_pending@poll";

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A file of this test alone, in the folder that cargo keeps for tests.
fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}
