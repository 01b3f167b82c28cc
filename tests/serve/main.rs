//! The command `serve`: the reference server with whoever it talks to, in processes of its own. One test binary, because
//! each links all of the house; what is too slow for every day is ignored, and chosen by its module:
//!
//! ```console
//! $ cargo test --test serve -- --ignored kill::
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may panic, and says what it measured"
)]

mod addresses;
#[path = "../../reference-server/tests/support/http.rs"]
mod http;
mod kill;
mod poll_flow;
mod process;
#[path = "../../reference-server/tests/support/running.rs"]
mod running;
mod stand_ins;
