//! The steps of a scenario, found among the sentences of the suite, and played one after the other.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;

use cucumber::World as _;
use cucumber::step::{Collection, Context, Step};
use futures::FutureExt as _;
use gherkin::StepType;

use crate::catalogue::{Catalogue, Scenario};
use crate::op_under_test::scenario_context::CibaWorld;

/// A step's function, with what its sentence says.
type Found = (Step<CibaWorld>, Context);

/// The steps of one scenario; or why there are none.
type Script = Result<Vec<Found>, String>;

/// Every scenario's steps, looked up once for as many runs as you like.
pub struct Scripts(HashMap<String, Script>);

impl Scripts {
    /// Finds the steps of every scenario.
    pub fn of(catalogue: &Catalogue) -> Self {
        Self::of_scenarios(catalogue.scenarios())
    }

    /// Finds the steps of these scenarios.
    pub(super) fn of_scenarios<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Self {
        let mut sentences = Sentences::default();
        let mut scripts = HashMap::new();
        for scenario in scenarios {
            scripts
                .entry(scenario.id.clone())
                .or_insert_with(|| sentences.script(scenario));
        }
        Self(scripts)
    }

    /// Plays a scenario on its stage.
    pub(super) async fn play(&self, scenario: &str, world: &mut CibaWorld) -> Ending {
        match self.0.get(scenario) {
            Some(Ok(steps)) => play(steps, world).await,
            Some(Err(reason)) => Ending::Stopped(reason.clone()),
            None => Ending::Stopped("the scenario has no script".to_owned()),
        }
    }
}

/// Where the functions of a scenario's steps stand, file and line; nothing where no sentence fits.
pub fn places(scenario: &Scenario) -> Vec<Option<String>> {
    let collection = CibaWorld::collection();
    let place = |step: &gherkin::Step| {
        let (_, _, place, _) = collection.find(step).ok()??;
        place.map(|place| format!("{}:{}", place.path, place.line))
    };
    scenario.steps.iter().map(place).collect()
}

/// The places of those of its sentences that judge.
pub fn judging_places(scenario: &Scenario) -> Vec<String> {
    let steps = scenario.steps.iter().zip(places(scenario));
    let judging = steps.filter(|(step, _)| step.ty == StepType::Then);
    judging.filter_map(|(_, place)| place).collect()
}

/// The sentences of the suite; what was found once is not looked for again, since most sentences stand in many scenarios.
struct Sentences {
    collection: Collection<CibaWorld>,
    found: HashMap<(StepType, String), Found>,
}

impl Default for Sentences {
    fn default() -> Self {
        Self {
            collection: CibaWorld::collection(),
            found: HashMap::new(),
        }
    }
}

impl Sentences {
    fn script(&mut self, scenario: &Scenario) -> Script {
        scenario.steps.iter().map(|step| self.find(step)).collect()
    }

    fn find(&mut self, step: &gherkin::Step) -> Result<Found, String> {
        let sentence = (step.ty, step.value.clone());
        if let Some((function, context)) = self.found.get(&sentence) {
            let mut context = context.clone();
            // The same sentence may have another text or table under it.
            context.step = step.clone();
            return Ok((*function, context));
        }
        let found = match self.collection.find(step) {
            Ok(Some((function, _, _, context))) => (*function, context),
            Ok(None) => return Err(format!("no sentence of the suite is {:?}", step.value)),
            Err(error) => return Err(error.to_string()),
        };
        self.found.insert(sentence, found.clone());
        Ok(found)
    }
}

/// How a scenario's last step ended.
pub(super) enum Ending {
    /// Every step passed.
    Completed,
    /// A step stopped the scenario, for the reason in its log or for this one.
    Stopped(String),
}

async fn play(steps: &[Found], world: &mut CibaWorld) -> Ending {
    for (step, context) in steps {
        world.set_on_the_way(context.step.ty == StepType::Given);
        // A step ends a scenario by a panic, as cucumber wants it.
        let stepping = AssertUnwindSafe(async { step(world, context.clone()).await });
        if let Err(payload) = stepping.catch_unwind().await {
            return Ending::Stopped(panic_text(payload.as_ref()));
        }
    }
    Ending::Completed
}

/// What a panic says.
pub(super) fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use cucumber::codegen::{Regex, StepConstructor, WorldInventory, inventory};
    use rstest::rstest;

    use super::*;
    use crate::catalogue::parse_feature;

    type Given = <CibaWorld as WorldInventory>::Given;
    type When = <CibaWorld as WorldInventory>::When;
    type Then = <CibaWorld as WorldInventory>::Then;

    /// Every sentence of the suite: the kind of step that it is, what it matches, and where it stands.
    fn sentences() -> Vec<(StepType, Regex, String)> {
        let sentence = |kind, step: &dyn StepConstructor<CibaWorld>| {
            let (place, pattern, _) = step.inner();
            (kind, pattern(), place.to_string())
        };
        let given = inventory::iter::<Given>.into_iter();
        let when = inventory::iter::<When>.into_iter();
        let then = inventory::iter::<Then>.into_iter();
        given
            .map(|step| sentence(StepType::Given, step))
            .chain(when.map(|step| sentence(StepType::When, step)))
            .chain(then.map(|step| sentence(StepType::Then, step)))
            .collect()
    }

    /// The step of a made-up scenario.
    fn script(step: &str) -> Script {
        let feature = format!("Feature: F\n  @CIBA-7.3-01 @must\n  Scenario: S\n    {step}\n");
        let scenarios = parse_feature("ciba-core/07_3_x.feature", &feature).unwrap();
        Sentences::default().script(&scenarios[0])
    }

    /// The vocabularies are part of the sentences, so that this is about every captured word as well.
    #[test]
    fn every_step_of_every_feature_is_a_sentence_of_the_suite() {
        let mut sentences = Sentences::default();
        let catalogue = Catalogue::embedded().unwrap();

        let strangers: BTreeSet<String> = catalogue
            .scenarios()
            .iter()
            .filter_map(|scenario| sentences.script(scenario).err())
            .collect();

        assert_eq!(strangers, BTreeSet::new());
    }

    #[test]
    fn every_sentence_of_the_suite_stands_in_a_feature() {
        let catalogue = Catalogue::embedded().unwrap();
        let steps: HashSet<(StepType, &str)> = catalogue
            .scenarios()
            .iter()
            .flat_map(|scenario| &scenario.steps)
            .map(|step| (step.ty, step.value.as_str()))
            .collect();

        let idle: Vec<String> = sentences()
            .iter()
            .filter(|(kind, pattern, _)| {
                let mut steps = steps.iter();
                !steps.any(|(ty, text)| ty == kind && pattern.is_match(text))
            })
            .map(|(kind, pattern, place)| format!("{place}: {kind:?} {pattern}"))
            .collect();

        assert_eq!(idle, Vec::<String>::new());
    }

    #[rstest]
    #[case::audience("Given the client assertion is made out to nobodies")]
    #[case::signer("Given the client assertion is signed by nobody in particular")]
    #[case::damage("Given after it was signed, somebody looks at the end of the client assertion")]
    #[case::parameter("Given the request has no \"logni_hint\"")]
    #[case::parameter_of_another_request(
        "When the client requests the token without \"login_hint\""
    )]
    #[case::claim("Given the JWT has no \"expiry\"")]
    #[case::spelling("When the client requests the token with its auth_req_id in any letters")]
    #[case::forgery("Given its hint is signed by another client")]
    #[case::code("Then the authentication request is refused with slow_down")]
    #[case::second_code(
        "Then the token request is refused with invalid_request or unknown_user_id"
    )]
    #[case::method("When the client sends the authentication request by PATCH")]
    #[case::sector("Then a client of the same sector knows the user by another subject")]
    fn a_word_that_nobody_knows_makes_no_sentence(#[case] step: &str) {
        let error = script(step).unwrap_err();

        assert!(error.starts_with("no sentence of the suite is"), "{error}");
    }

    #[test]
    fn a_word_that_is_known_makes_one() {
        assert!(script("Given the client assertion is made out to nobody").is_ok());
        assert!(script("Given the request has no \"login_hint\"").is_ok());
    }
}
