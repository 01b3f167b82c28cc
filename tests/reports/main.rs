//! Every renderer: goldens of a made-up run with all outcomes, and what a hostile target cannot do to a report.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod curl;
mod goldens;
mod hostile;
mod made_up;
mod schema;
mod secrets;
mod verdicts;
