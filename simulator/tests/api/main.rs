//! The simulator over HTTP, as servers and testers see it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod actionize;
mod asking;
mod bad_input;
mod callback;
mod client_flow;
mod harness;
mod java_server;
mod listing;
mod pages;
mod program;
mod undelivered;
