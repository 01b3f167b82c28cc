#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod actions;
mod callback;
mod copies;
mod documents;
mod faults;
mod flow;
mod notifications;
mod outages;
mod requests;
mod shutdown;
