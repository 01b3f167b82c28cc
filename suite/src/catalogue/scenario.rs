use std::collections::HashMap;

use gherkin::{Feature, GherkinEnv};

use super::error::CatalogueError;
use super::need::Need;
use super::outline;
use crate::protocol::{DeliveryMode, Level, RequirementId};

/// For which clients a scenario runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    /// Once in every delivery mode that it applies to.
    EachMode,
    /// Once for every client in those modes (`@each.client`).
    EachClient,
    /// Once: no client matters (`@once`).
    Once,
}

/// One scenario, an example of an outline included.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `document/section_name/title`, for an example followed by `/first-column`.
    pub id: String,
    /// The title, placeholders filled in.
    pub title: String,
    /// The rows of the catalogue; the first is what the scenario is about.
    pub requirements: Vec<RequirementId>,
    /// What breaking it means.
    pub level: Level,
    /// The delivery modes that it applies to.
    pub modes: Vec<DeliveryMode>,
    /// What it needs of the target.
    pub needs: Vec<Need>,
    /// For which clients it runs.
    pub repetition: Repetition,
    /// Whether it waits long on a real clock.
    pub slow: bool,
    /// The line of its feature at which it begins; that of the outline for an example.
    pub line: usize,
    /// The steps, background included.
    pub steps: Vec<gherkin::Step>,
}

impl Scenario {
    /// The feature that it stands in: `document/section_name`.
    pub fn feature(&self) -> &str {
        let end = self
            .id
            .match_indices('/')
            .nth(1)
            .map_or(self.id.len(), |(at, _)| at);
        self.id.get(..end).unwrap_or(&self.id)
    }
}

/// The scenarios of one feature file, outlines expanded; `path` is relative to the features folder.
pub fn parse_feature(path: &str, text: &str) -> Result<Vec<Scenario>, CatalogueError> {
    let feature =
        Feature::parse(text, GherkinEnv::default()).map_err(|error| CatalogueError::Feature {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
    let background: Vec<gherkin::Step> = feature
        .background
        .as_ref()
        .map(|background| background.steps.clone())
        .unwrap_or_default();
    let folder = path.trim_end_matches(".feature");
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut scenarios = Vec::new();
    for scenario in &feature.scenarios {
        for example in outline::expand(scenario) {
            let id = format!("{folder}/{}", example.slug);
            let mut steps = background.clone();
            steps.extend(example.steps);
            let tags: Vec<&str> = feature
                .tags
                .iter()
                .chain(&scenario.tags)
                .map(String::as_str)
                .collect();
            let failed = |reason: String| CatalogueError::Scenario {
                path: path.to_owned(),
                scenario: example.title.clone(),
                reason,
            };
            if let Some(other) = seen.insert(id.clone(), example.title.clone()) {
                return Err(failed(format!("has the same id as {other:?}")));
            }
            let tagged = tagged(id, example.title.clone(), &tags, steps).map_err(failed)?;
            let line = scenario.position.line;
            scenarios.push(Scenario { line, ..tagged });
        }
    }
    Ok(scenarios)
}

/// The closed vocabulary of tags: whatever is not here is an error.
fn tagged(
    id: String,
    title: String,
    tags: &[&str],
    steps: Vec<gherkin::Step>,
) -> Result<Scenario, String> {
    let mut requirements = Vec::new();
    let mut levels = Vec::new();
    let mut modes = Vec::new();
    let mut needs = Vec::new();
    let mut repetition = Repetition::EachMode;
    let mut slow = false;
    for tag in tags {
        match *tag {
            "must" => levels.push(Level::Must),
            "should" => levels.push(Level::Should),
            "info" => levels.push(Level::Info),
            "mode.poll" => modes.push(DeliveryMode::Poll),
            "mode.ping" => modes.push(DeliveryMode::Ping),
            "mode.push" => modes.push(DeliveryMode::Push),
            "each.client" => repetition = Repetition::EachClient,
            "once" => repetition = Repetition::Once,
            "slow" => slow = true,
            tag if tag.starts_with("CIBA-") || tag.starts_with("C-") => {
                requirements.push(RequirementId::from(tag));
            }
            tag => needs.push(
                Need::of_tag(tag).ok_or_else(|| format!("@{tag} is outside the vocabulary"))?,
            ),
        }
    }
    let [level] = levels.as_slice() else {
        return Err("needs one of @must, @should and @info".to_owned());
    };
    if requirements.is_empty() {
        return Err("names no requirement".to_owned());
    }
    if modes.is_empty() {
        modes.extend(DeliveryMode::ALL);
    }
    Ok(Scenario {
        id,
        title,
        requirements,
        level: *level,
        modes,
        needs,
        repetition,
        slow,
        line: 0,
        steps,
    })
}
