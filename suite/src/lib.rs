//! A conformance suite for OpenID Connect Client-Initiated Backchannel Authentication (CIBA).
//!
//! It plays the client against any CIBA server, and says clause by clause what the server meets and breaks.
//!
//! A run has four parts: a [`config::TargetConfig`] names the server, [`op_under_test::target::Target`] connects to it,
//! [`plan::Plan`] decides what can be judged, and [`runner::run`] judges.

pub mod catalogue;
pub mod checks;
pub mod concurrency;
pub mod config;
pub mod doctor;
pub mod error;
pub mod http;
pub mod jose;
pub mod known_failing;
pub mod op_under_test;
pub mod plan;
pub mod preflight;
pub mod protocol;
pub mod report;
pub mod runner;
pub mod spacing;
#[cfg(test)]
mod testing;
pub mod violation;
