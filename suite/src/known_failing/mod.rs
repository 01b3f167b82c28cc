//! What is known to be broken: a list that a run is held against.
//!
//! A listed scenario runs, must fail, and has a reason. One that passes, or an entry that fits nothing, is an error:
//! a list that nobody has to keep true hides what breaks next.

mod entry;
mod file;
mod named;
mod settle;
mod status;
mod template;

pub use entry::{Cause, Entry, Named, Runs};
pub use file::KnownFailing;
pub use settle::settle;
pub use template::template;
