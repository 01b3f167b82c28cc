//! The suite's own data keeps its promises: ids, tags and requirements.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use rstest::rstest;
use suite::catalogue::{Catalogue, Repetition, parse_feature, parse_requirements};
use suite::protocol::{Level, RequirementId};

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// A row of the catalogue, as its files have it.
fn row(id: &str, more: &str) -> String {
    format!(
        r#"
[[requirements]]
id = "{id}"
section = "7.3"
level = "must"
level_source = "MUST"
modes = ["poll"]
url = "https://example.com"
text = "A row."
{more}
"#
    )
}

/// What does not add up where one scenario is about `CIBA-7.3-01`, and the catalogue is this.
fn faults_of(rows: &[(&str, &str)]) -> Vec<String> {
    let feature = "Feature: F\n  @CIBA-7.3-01 @must\n  Scenario: S\n    Given a valid authentication request\n";
    let scenarios = parse_feature("ciba-core/07_3_x.feature", feature).unwrap();
    let text: String = rows.iter().map(|(id, more)| row(id, more)).collect();
    let requirements = parse_requirements("rows.toml", &text).unwrap();
    Catalogue::new(scenarios, requirements).coverage_faults()
}

const OP: &str = "role = \"op\"\nobservable = true";

#[test]
fn every_row_that_shows_from_outside_has_a_scenario_or_a_waiver() {
    assert_eq!(catalogue().coverage_faults(), Vec::<String>::new());
}

#[rstest]
#[case::not_covered(&[("CIBA-7.3-01", OP), ("CIBA-7.3-02", OP)], "CIBA-7.3-02 has neither scenario nor waiver")]
#[case::a_waiver_too_many(
    &[("CIBA-7.3-01", "role = \"both\"\nobservable = true\nwaiver = \"no need\"")],
    "CIBA-7.3-01 has a waiver, and a scenario all the same"
)]
#[case::a_waiver_without_reason(
    &[("CIBA-7.3-01", OP), ("CIBA-7.3-02", "role = \"op\"\nobservable = true\nwaiver = \" \"")],
    "CIBA-7.3-02 has a waiver without reason"
)]
#[case::a_waiver_that_nobody_needs(
    &[("CIBA-7.3-01", OP), ("CIBA-7.3-02", "role = \"rp\"\nobservable = false\nwaiver = \"a client's\"")],
    "CIBA-7.3-02 has a waiver, and nobody asks for a scenario"
)]
#[case::a_scenario_about_nothing_visible(
    &[("CIBA-7.3-01", "role = \"op\"\nobservable = false")],
    "CIBA-7.3-01 has a scenario, and says that no black box sees the server keep it"
)]
#[case::an_unknown_row(
    &[("CIBA-7.3-02", "role = \"rp\"\nobservable = false")],
    "ciba-core/07_3_x/s is about CIBA-7.3-01, which is no row"
)]
fn what_does_not_add_up_is_named(#[case] rows: &[(&str, &str)], #[case] expected: &str) {
    assert_eq!(faults_of(rows), [expected]);
}

#[test]
fn rows_that_nobody_sees_need_nothing() {
    let rows = [
        ("CIBA-7.3-01", OP),
        ("CIBA-7.3-02", "role = \"rp\"\nobservable = true"),
        ("CIBA-7.3-03", "role = \"op\"\nobservable = false"),
        (
            "CIBA-7.3-04",
            "role = \"op\"\nobservable = true\nwaiver = \"for a reason\"",
        ),
    ];

    assert_eq!(faults_of(&rows), Vec::<String>::new());
}

#[test]
fn few_rows_are_waived() {
    let waived: Vec<String> = catalogue()
        .requirements()
        .filter(|row| row.waiver.is_some())
        .map(|row| row.id.to_string())
        .collect();

    assert!(waived.len() < 10, "{waived:?}");
}

#[test]
fn the_readme_tells_the_totals() {
    let readme =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let readme: Vec<&str> = readme.split_whitespace().collect();

    let line = catalogue().totals().to_string();

    assert!(
        readme.join(" ").contains(&line),
        "README.md has to say this, in the section \"See it run\":\n\n{line}\n"
    );
}

#[test]
fn every_scenario_is_about_a_requirement_of_its_own_level() {
    let catalogue = catalogue();

    let wrong: Vec<String> = catalogue
        .scenarios()
        .iter()
        .filter_map(|scenario| {
            let row = catalogue.requirement(scenario.requirements.first()?)?;
            // What a clause merely allows can still bind the other side: an offer that is made must be kept.
            let fits = row.level == scenario.level
                || (row.level == Level::May && scenario.level != Level::Should);
            (!fits).then(|| {
                format!(
                    "{} is {}, {} is {}",
                    scenario.id, scenario.level, row.id, row.level
                )
            })
        })
        .collect();

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_scenario_runs_in_modes_that_its_requirement_knows() {
    let catalogue = catalogue();

    let wrong: Vec<String> = catalogue
        .scenarios()
        .iter()
        .filter(|scenario| scenario.repetition != Repetition::Once)
        .filter_map(|scenario| {
            let row = catalogue.requirement(scenario.requirements.first()?)?;
            let stray: Vec<_> = scenario
                .modes
                .iter()
                .filter(|mode| !row.modes.contains(mode))
                .collect();
            (!stray.is_empty())
                .then(|| format!("{} runs in {stray:?}, {} does not", scenario.id, row.id))
        })
        .collect();

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn scenario_ids_are_unique() {
    let catalogue = catalogue();

    let unique: BTreeSet<&str> = catalogue
        .scenarios()
        .iter()
        .map(|scenario| scenario.id.as_str())
        .collect();

    assert_eq!(unique.len(), catalogue.scenarios().len());
}

/// Ids stand in known-failing lists and bug reports, so a changed one must be meant.
#[test]
fn scenario_ids_are_stable() {
    let ids: Vec<String> = catalogue()
        .scenarios()
        .iter()
        .map(|scenario| format!("{} {}", scenario.level, scenario.id))
        .collect();

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("scenario_ids", ids.join("\n")));
}

/// The checks name requirements in their code; a typing error there would blame a clause that does not exist.
#[test]
fn every_requirement_that_a_check_names_is_in_the_catalogue() {
    let catalogue = catalogue();
    let pattern = regex::Regex::new(r#""((?:CIBA|C)-[A-Za-z0-9.]+-[0-9]+)""#).unwrap();
    let mut named = BTreeSet::new();
    for folder in ["suite/src/checks", "suite/src/op_under_test/steps"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap()
        {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            named.extend(
                pattern
                    .captures_iter(&text)
                    .map(|found| found[1].to_owned()),
            );
        }
    }

    let unknown: Vec<&String> = named
        .iter()
        .filter(|id| {
            catalogue
                .requirement(&RequirementId::new(id.as_str()))
                .is_none()
        })
        .collect();

    assert!(named.len() > 30, "the pattern finds next to nothing");
    assert_eq!(unknown, Vec::<&String>::new());
}

/// A capture has a type of its own, which says what it may be: a vocabulary, or a text that is taken as it comes.
#[test]
fn no_sentence_captures_any_word() {
    let capture = regex::Regex::new(r"\{(\w*)\}").unwrap();
    let mut open = Vec::new();
    let mut captures = 0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/src/op_under_test/steps");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for expression in text.split("expr = ").skip(1) {
            for found in capture.captures_iter(expression.lines().next().unwrap()) {
                captures += 1;
                if matches!(&found[1], "" | "string" | "word" | "float") {
                    open.push(format!("{}: {}", path.display(), &found[0]));
                }
            }
        }
        if text.contains("regex = ") {
            open.push(path.display().to_string());
        }
    }

    assert!(captures > 50, "the pattern finds next to nothing");
    assert_eq!(open, Vec::<String>::new());
}

#[rstest]
#[case::an_unknown_tag(
    "@CIBA-7.3-01 @must @needs.luck",
    "@needs.luck is outside the vocabulary"
)]
#[case::no_requirement("@must", "names no requirement")]
#[case::no_level("@CIBA-7.3-01", "needs one of @must, @should and @info")]
#[case::two_levels("@CIBA-7.3-01 @must @should", "needs one of @must, @should and @info")]
fn a_scenario_outside_the_rules_is_an_error(#[case] tags: &str, #[case] expected: &str) {
    let text =
        format!("Feature: F\n  {tags}\n  Scenario: S\n    Given a valid authentication request\n");

    let error = parse_feature("ciba-core/07_3_x.feature", &text).unwrap_err();

    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn an_example_has_an_id_of_its_own() {
    let text = "Feature: F\n  @CIBA-7.3-01 @must\n  Scenario Outline: A <what> is refused\n    \
                Given a <what>\n    Examples:\n      | what | more |\n      | two words | x |\n      | b | y |\n";

    let scenarios = parse_feature("ciba-core/07_3_x.feature", text).unwrap();

    let ids: Vec<&str> = scenarios
        .iter()
        .map(|scenario| scenario.id.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "ciba-core/07_3_x/a-is-refused/two-words",
            "ciba-core/07_3_x/a-is-refused/b"
        ]
    );
    assert_eq!(scenarios[0].title, "A two words is refused");
    assert_eq!(scenarios[0].steps[0].value, "a two words");
}
