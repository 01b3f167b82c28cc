//! What a run found, and how it is told. `verdict` decides, once; renderers are pure and decide nothing.

mod cause;
mod console;
mod curl;
mod har;
mod hint;
mod html;
mod json;
mod junit;
mod known;
mod listing;
mod markdown;
mod message;
mod model;
mod outcome;
mod palette;
mod scenario;
mod sent;
mod shell;
mod terminal;
mod transcript;
mod verdict;
mod visible;
mod wire;
mod words;

pub(crate) use cause::binding;
pub use cause::{CauseKey, CauseReport};
pub use console::{Detail, console, verdict_line};
pub use curl::curl;
pub use har::har;
pub use html::html;
pub use json::json;
pub use junit::junit;
pub use known::{KnownFailingReport, KnownFailingStatus};
pub use listing::{
    explanation, oracle_rule, plan_table, requirement_choice, requirement_table, scenario_list,
};
pub use markdown::markdown;
pub use message::{request_text, response_text};
pub use model::{RequirementReport, RunReport, SuiteReport, TargetReport};
pub use outcome::{Outcome, Summary};
pub use palette::Palette;
pub use scenario::{ExchangeReport, ScenarioReport};
pub use sent::Sent;
pub use terminal::{for_terminal, in_one_line};
pub use transcript::{Line, transcript};
pub use verdict::{EarlyEnd, Verdict};
pub(crate) use visible::visible;
pub use wire::Wire;
