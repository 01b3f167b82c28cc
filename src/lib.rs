//! A conformance suite for OpenID Connect Client-Initiated Backchannel Authentication (CIBA).
//!
//! It plays the client against any CIBA server, and says clause by clause what the server meets and breaks.
//!
//! A run has four parts: a [`config::TargetConfig`] names the server, [`target::Target`] connects to it,
//! [`plan::Plan`] decides what can be judged, and [`runner::run`] judges.

pub mod authentication_device;
pub mod catalogue;
pub mod checks;
pub mod cli;
pub mod config;
pub mod consumption_device;
pub mod discovery;
pub mod doctor;
pub mod embedded;
pub mod error;
pub mod http;
pub mod jose;
pub mod known_failing;
pub mod pace;
pub mod plan;
pub mod preflight;
pub mod report;
pub mod runner;
pub mod spec;
mod steps;
pub mod target;
pub mod violation;
pub mod world;
pub mod zoo;
