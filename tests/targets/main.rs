//! Targets of others: their files, the commands that prepare a run, and what goes wrong.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod blame;
mod bound_tokens;
mod commands;
mod examples;
#[path = "../conformance/target.rs"]
mod harness;
mod hostile;
mod keys;
mod pending;
mod sent_requests;
mod server;
mod troubled;
mod wrong_metadata;
