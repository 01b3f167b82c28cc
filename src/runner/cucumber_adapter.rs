use cucumber::event::{Cucumber, Event, ScenarioFinished, StepError};
use cucumber::{Parser, Writer, cli, parser, writer};
use futures::stream;
use gherkin::{Feature, LineCol, Scenario, Span};

use crate::plan::PlannedRun;
use crate::world::CibaWorld;

/// Hands the planned runs to cucumber: one scenario each, named by its run id.
pub(super) struct PlannedScenarios;

impl Parser<Vec<PlannedRun>> for PlannedScenarios {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, runs: Vec<PlannedRun>, _: cli::Empty) -> Self::Output {
        let scenarios = runs
            .into_iter()
            .enumerate()
            .map(|(at, run)| Scenario {
                keyword: "Scenario".to_owned(),
                name: run.id(),
                description: None,
                steps: run.scenario.steps,
                examples: Vec::new(),
                tags: Vec::new(),
                span: Span { start: at, end: at },
                position: LineCol { line: at, col: 1 },
            })
            .collect();
        let feature = Feature {
            keyword: "Feature".to_owned(),
            name: "CIBA".to_owned(),
            description: None,
            background: None,
            scenarios,
            rules: Vec::new(),
            tags: Vec::new(),
            span: Span { start: 0, end: 0 },
            position: LineCol { line: 1, col: 1 },
            path: None,
        };
        stream::iter(vec![Ok(feature)])
    }
}

/// Writes nothing: the report is made from what each scenario leaves behind.
pub(super) struct Silent;

impl Writer<CibaWorld> for Silent {
    type Cli = cli::Empty;

    async fn handle_event(
        &mut self,
        _: parser::Result<Event<Cucumber<CibaWorld>>>,
        _: &cli::Empty,
    ) {
    }
}

impl writer::Normalized for Silent {}

/// How a scenario's last step ended.
pub(super) enum Ending {
    /// Every step passed.
    Completed,
    /// A step stopped the scenario, for the reason in its log or for this one.
    Stopped(String),
}

/// Reads cucumber's own account of the end.
pub(super) fn ending(event: &ScenarioFinished) -> Ending {
    match event {
        ScenarioFinished::StepPassed => Ending::Completed,
        ScenarioFinished::StepSkipped => {
            Ending::Stopped("a step of the scenario matches no sentence of the suite".to_owned())
        }
        ScenarioFinished::StepFailed(_, _, StepError::Panic(payload))
        | ScenarioFinished::BeforeHookFailed(payload) => Ending::Stopped(panic_text(payload)),
        ScenarioFinished::StepFailed(_, _, error) => Ending::Stopped(error.to_string()),
    }
}

/// What a panic says.
pub(super) fn panic_text(payload: &cucumber::event::Info) -> String {
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| {
            payload
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
        })
        .unwrap_or_else(|| "a step panicked".to_owned())
}
