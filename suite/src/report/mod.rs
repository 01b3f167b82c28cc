//! What a run found, and how it is told. Renderers are pure; nothing here decides.

mod console;
mod curl;
mod har;
mod hint;
mod html;
mod json;
mod junit;
mod listing;
mod markdown;
mod message;
mod model;
mod shell;
mod transcript;
mod visible;
mod wire;
mod words;

pub use console::console;
pub use curl::curl;
pub use har::har;
pub use html::html;
pub use json::json;
pub use junit::junit;
pub use listing::{explanation, plan_table, requirement_table, scenario_list};
pub use markdown::markdown;
pub use message::{request_text, response_text};
pub use model::{
    ExchangeReport, KnownFailingReport, KnownFailingStatus, Outcome, RequirementReport, RunReport,
    ScenarioReport, Summary, TargetReport, Verdict,
};
pub use transcript::{Line, transcript};
pub use wire::Wire;
