//! What a run found, and how it is told. Renderers are pure; nothing here decides.

mod console;
mod json;
mod listing;
mod message;
mod model;
mod transcript;

pub use console::console;
pub use json::json;
pub use listing::{explanation, plan_table, requirement_table, scenario_list};
pub use message::{request_text, response_text};
pub use model::{
    ExchangeReport, KnownFailingReport, KnownFailingStatus, Outcome, RequirementReport, RunReport,
    ScenarioReport, Summary, TargetReport, Verdict,
};
pub use transcript::{Line, transcript};
