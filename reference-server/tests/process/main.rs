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

mod http;
mod program;
mod slow_authlete;
