//! Proves on made-up sources that every rule bites, and that it lets through what it should.

use std::collections::BTreeSet;

use super::exists::dead;
use super::rules::{Rule, violations};
use super::workspace::Workspace;
use crate::RULES;

/// The rule, the file, and what it must not say.
const BROKEN: &str = r#"
checks never send | suite/src/checks/token.rs | use reqwest::Client;
checks never send | suite/src/checks/token.rs | use reqwest as http; fn f(c: http::Client) {}
checks never send | suite/src/checks.rs | use crate::{http::{client::Client, exchange::Exchange}};
checks never send | suite/src/checks/token.rs | use super::super::http::client;
checks never send | suite/src/checks/token.rs | pub async fn f() {}
checks never send | suite/src/checks/token.rs | fn f() { tokio::spawn(g()); }
checks never send | suite/src/checks/token.rs | #[cfg(test)] mod tests { #[tokio::test] fn t() {} }
steps never look into raw JSON | suite/src/op_under_test/steps/token.rs | fn f(v: &serde_json::Value) {}
steps never look into raw JSON | suite/src/op_under_test/steps/mod.rs | use serde_json::{Value, json};
report never decides | suite/src/report/json.rs | use crate::checks::Violation;
report never decides | suite/src/report/mod.rs | use crate::runner;
plan never runs | suite/src/plan.rs | use crate::http::Exchange;
plan never runs | suite/src/plan/filter.rs | fn f() { crate::op_under_test::steps::f(); }
only the runner knows cucumber | suite/src/catalogue.rs | use cucumber::gherkin::Feature;
only the runner knows cucumber | suite/src/lib.rs | pub use cucumber::World;
a fault has an eye of its own | zoo/src/faults/push.rs | use suite::checks::redemption;
a fault has an eye of its own | zoo/src/faults/mod.rs | fn f() { suite::checks::message::is_json(None); }
a fault has an eye of its own | zoo/src/variants.rs | #[cfg(test)] mod tests { use suite::checks; }
features are read in one place | suite/src/plan.rs | use gherkin::Feature;
steps take only their attributes from cucumber | suite/src/op_under_test/scenario_context.rs | use cucumber::event::Event;
steps take only their attributes from cucumber | suite/src/op_under_test/steps/a.rs | use cucumber::{given, gherkin};
steps take only their attributes from cucumber | suite/src/op_under_test/steps/a.rs | use cucumber::*;
spec depends on nothing | suite/src/protocol/hint.rs | use crate::http::Exchange;
spec depends on nothing | suite/src/protocol/hint.rs | use super::super::jose;
spec depends on nothing | suite/src/protocol/mod.rs | fn f() { std::fs::read(path); }
routes see Authlete through its trait | reference-server/src/routes/token.rs | use crate::authlete::client::Client;
routes see Authlete through its trait | reference-server/src/notification.rs | use crate::authlete::{self, client};
routes call nobody by HTTP | reference-server/src/routes/jwks.rs | fn f(c: reqwest::Client) {}
the environment is read in config | suite/src/op_under_test/discovery.rs | fn f() { std::env::var("X"); }
the environment is read in config | fake-authlete/src/config.rs | use std::env; fn f() { env::var(n); }
the environment is read in config | reference-server/src/state.rs | use std::{env::var, fs};
programs read their arguments only | src/main.rs | fn main() { std::env::var_os(n); }
the fake's time comes from its clock | fake-authlete/src/core.rs | use std::time::Instant; fn f() { Instant::now(); }
the fake's time comes from its clock | fake-authlete/src/tokens/mod.rs | fn f() { std::time::SystemTime::now(); }
the server's time of day comes from its clock | reference-server/src/users/mod.rs | use std::time; fn f() { time::SystemTime::now(); }
"#;

/// The file, and what no rule forbids; `\n` begins a line.
const SOUND: &str = r#"
src/main.rs | use reference_server::Server; fn main() { std::env::args(); }
suite/src/checks/token.rs | use crate::http::exchange::Exchange; use serde_json::Value;
suite/src/checks/token.rs | // use reqwest::Client;\nconst HELP: &str = "use tokio::spawn";
suite/src/checks/token.rs | /// An `async fn` of [`tokio::task`].\nfn f(client: Client) { let reqwest = 1; }
suite/src/runner/writer.rs | use cucumber::{World, event::Event};
suite/src/op_under_test/steps/token.rs | use cucumber::{given, then, when}; use cucumber::gherkin::Step;
suite/src/op_under_test/scenario_context.rs | #[derive(Debug, cucumber::World)] struct Slots;
suite/src/protocol/hint.rs | use super::error_code::ErrorCode; use crate::protocol::metadata; use serde::Serialize;
suite/src/config/mod.rs | fn f() { std::env::var("X"); }
suite/src/plan.rs | #[cfg(test)] mod tests { use crate::http::Exchange; }
reference-server/src/config/environment.rs | use std::env;
reference-server/src/state.rs | use crate::authlete::client::Client;
reference-server/src/routes/token.rs | use crate::authlete::AuthleteApi;
fake-authlete/src/clock.rs | fn f() { std::time::SystemTime::now(); }
fake-authlete/src/api/mod.rs | fn f() { env!("CARGO_PKG_VERSION"); clock.now(); }
simulator/src/store.rs | fn f() { tokio::time::Instant::now(); }
suite/src/catalogue/outline.rs | use gherkin::{Scenario, Step};
"#;

/// The columns of a table, row by row.
fn rows<const N: usize>(table: &str) -> impl Iterator<Item = [&str; N]> {
    table.trim().lines().map(|line| {
        let columns: Vec<&str> = line.splitn(N, " | ").collect();
        columns.try_into().unwrap()
    })
}

fn broken_rules(files: &[(&str, &str)]) -> Vec<String> {
    violations(RULES, &Workspace::of(files))
}

#[test]
fn every_rule_bites() {
    for [rule, file, text] in rows(BROKEN) {
        let found = broken_rules(&[(file, text)]);

        assert!(
            found
                .iter()
                .any(|violation| violation.contains(&format!(": {rule} ("))),
            "{rule} lets this through in {file}: {text}\n{found:?}"
        );
    }
}

#[test]
fn every_rule_has_a_source_that_it_bites() {
    let bitten: BTreeSet<&str> = rows(BROKEN).map(|[rule, ..]: [_; 3]| rule).collect();

    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();

    assert_eq!(bitten, rules);
}

#[test]
fn sound_sources_pass() {
    for [file, text] in rows(SOUND) {
        let found = broken_rules(&[(file, &text.replace("\\n", "\n"))]);

        assert!(found.is_empty(), "{file}: {text}\n{found:?}");
    }
}

#[test]
fn a_violation_says_where_what_and_why() {
    let found = broken_rules(&[(
        "suite/src/op_under_test/steps/token.rs",
        "//! Steps.\n\nuse serde_json::json;\n",
    )]);

    assert_eq!(
        found,
        [
            "suite/src/op_under_test/steps/token.rs:3: serde_json::json is forbidden here: steps never look into raw JSON (what an answer \
          must contain is judged in checks, where faults prove that the judgement works)"
        ]
    );
}

#[test]
fn a_module_may_be_called_like_a_crate() {
    let found = broken_rules(&[
        (
            "suite/src/checks/mod.rs",
            "mod hyper; pub use hyper::links; fn f() { hyper::links(); }",
        ),
        ("suite/src/checks/hyper.rs", "pub fn links() {}"),
        (
            "suite/src/checks/metadata.rs",
            "use crate::checks::hyper; fn f() { hyper::links(); }",
        ),
    ]);

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_forbidden_module_is_seen_through_a_re_export() {
    let found = broken_rules(&[
        (
            "suite/src/lib.rs",
            "mod checks; mod http; use http::client::Client as Sender;",
        ),
        (
            "suite/src/http/mod.rs",
            "pub mod client; pub use self::client::Client as Requester;",
        ),
        ("suite/src/http/client.rs", "pub struct Client;"),
        ("suite/src/checks/a.rs", "use crate::http::Requester;"),
        ("suite/src/checks/b.rs", "use crate::Sender;"),
    ]);

    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("suite/src/checks/a.rs:1: crate::http::client"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("suite/src/checks/b.rs:1: crate::http::client"),
        "{found:?}"
    );
}

#[test]
fn what_follows_a_unit_test_is_bound_again() {
    let text = "#[cfg(test)]\nmod tests { use crate::http::Exchange; }\nuse crate::op_under_test::steps::f;";

    let found = broken_rules(&[("suite/src/plan.rs", text)]);

    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("suite/src/plan.rs:3:"), "{found:?}");
}

#[test]
fn a_rule_about_nothing_is_told() {
    let workspace = Workspace::of(&[
        ("suite/src/lib.rs", "mod http; mod plan;"),
        (
            "suite/src/http/mod.rs",
            "mod client; pub use client::Client as Sender;",
        ),
        ("suite/src/http/client.rs", "pub struct Client<T>(T);"),
        ("suite/src/plan.rs", "pub(crate) const LIMIT: usize = 1;"),
    ]);
    let rule = Rule {
        name: "a rule",
        within: &["suite/src/plan", "suite/src/plans"],
        except: &["suite/src/plan/fixtures"],
        forbids: &[&[
            "crate::http",
            "crate::http::Sender",
            "crate::http::client::Client",
            "crate::plan::LIMIT",
            "crate::http::Client",
            "crate::https",
            "reqwest",
            "request",
            "async",
            "asynch",
        ]],
        allows: &["std::env", "crate::plan::LIMITS"],
        in_tests_too: true,
        reason: "of no reason",
    };

    let found = dead(&[rule], &workspace, &["reqwest".to_owned()].into());

    assert_eq!(
        found,
        [
            "a rule: nothing is at suite/src/plans",
            "a rule: nothing is at suite/src/plan/fixtures",
            "a rule: there is no crate::http::Client",
            "a rule: there is no crate::https",
            "a rule: there is no request",
            "a rule: there is no asynch",
            "a rule: there is no crate::plan::LIMITS",
        ]
    );
}
