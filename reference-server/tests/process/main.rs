//! The program in processes of its own. One test binary, because each links all of the server; what is too slow for
//! every day is ignored, and chosen by its module:
//!
//! ```console
//! $ cargo test --test process -- --ignored slow_authlete:: --test-threads 1
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may panic, and says what it measured"
)]

#[path = "../support/http.rs"]
mod http;
mod program;
#[path = "../support/running.rs"]
mod running;
mod slow_authlete;
