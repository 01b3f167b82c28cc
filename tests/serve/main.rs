//! The command `serve`: the reference server with whoever it talks to, in processes of its own.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod addresses;
mod http;
mod poll_flow;
mod process;
mod stand_ins;
