//! The rules that keep the house in order: who may know whom.
//!
//! The sources are read as text: comments and literals are dropped, `use` trees are spread out, and every path is
//! followed through imports and re-exports to what it names. What a macro makes is not seen, nor what a glob import brings
//! in: there is none outside of unit tests.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod crates;
mod cycles;
mod exists;
mod made_up;
mod made_up_circles;
mod manifests;
mod reader;
mod rules;
mod source;
mod tokens;
mod use_trees;
mod workspace;

use cycles::cycles;
use exists::{crates_on_disk, dead};
use rules::{Rule, violations};
use workspace::{ROOTS, Workspace, programs_on_disk};

const SEND: &[&str] = &[
    "reqwest", "hyper", "tokio", "futures", "std::net", "async", "await",
];

/// A file or folder is named without `.rs`; a path forbids everything below it.
const RULES: &[Rule] = &[
    Rule {
        name: "checks never send",
        within: &["suite/src/checks"],
        except: &[],
        forbids: &[
            SEND,
            &["axum", "crate::http::client", "crate::http::HttpClient"],
        ],
        allows: &[],
        in_tests_too: true,
        reason: "a check is a pure function of an exchange: no network, no clock, nothing to wait for",
    },
    Rule {
        name: "steps never look into raw JSON",
        within: &["suite/src/op_under_test/steps"],
        except: &[],
        forbids: &[&["serde_json"]],
        allows: &[],
        in_tests_too: true,
        reason: "what an answer must contain is judged in checks, where faults prove that the judgement works",
    },
    Rule {
        name: "report never decides",
        within: &["suite/src/report"],
        except: &[],
        forbids: &[
            SEND,
            &[
                "crate::runner",
                "crate::checks",
                "crate::http::client",
                "crate::http::HttpClient",
            ],
        ],
        allows: &[],
        in_tests_too: false,
        reason: "a renderer is a pure function of the report; outcomes are settled before it is called",
    },
    Rule {
        name: "plan never runs",
        within: &["suite/src/plan"],
        except: &[],
        forbids: &[
            SEND,
            &[
                "crate::runner",
                "crate::op_under_test::steps",
                "crate::http",
            ],
        ],
        allows: &[],
        in_tests_too: false,
        reason: "what will run can be shown without touching the target",
    },
    Rule {
        name: "only the runner knows cucumber",
        within: &["suite/src"],
        except: &[
            "suite/src/runner",
            "suite/src/op_under_test/steps",
            "suite/src/op_under_test/scenario_context",
        ],
        forbids: &[&["cucumber"]],
        allows: &[],
        in_tests_too: true,
        reason: "the engine can be changed in one place",
    },
    Rule {
        name: "a fault has an eye of its own",
        within: &["zoo/src"],
        except: &[],
        forbids: &[&["suite::checks"]],
        allows: &[],
        in_tests_too: true,
        reason: "what a fault and the check that must catch it believed together would never be caught",
    },
    Rule {
        name: "features are read in one place",
        within: &["suite/src"],
        except: &["suite/src/catalogue", "suite/src/runner"],
        forbids: &[&["gherkin"]],
        allows: &[],
        in_tests_too: true,
        reason: "the catalogue knows what is written in the features; everybody else asks it",
    },
    Rule {
        name: "steps take only their attributes from cucumber",
        within: &[
            "suite/src/op_under_test/steps",
            "suite/src/op_under_test/scenario_context",
        ],
        except: &[],
        forbids: &[&["cucumber"]],
        allows: &[
            "cucumber::Parameter",
            "cucumber::World",
            "cucumber::gherkin::Step",
            "cucumber::given",
            "cucumber::then",
            "cucumber::when",
        ],
        in_tests_too: true,
        reason: "a step says what it matches and nothing else of the engine",
    },
    Rule {
        name: "spec depends on nothing",
        within: &["suite/src/protocol"],
        except: &[],
        forbids: &[SEND, &["axum", "crate", "std::fs"]],
        allows: &["crate::protocol"],
        in_tests_too: false,
        reason: "the words of the specifications need nobody, and do nothing",
    },
    Rule {
        name: "routes see Authlete through its trait",
        within: &["reference-server/src"],
        except: &[
            "reference-server/src/authlete",
            "reference-server/src/startup",
            "reference-server/src/state",
        ],
        forbids: &[&["crate::authlete::client", "crate::authlete::AuthleteClient"]],
        allows: &[],
        in_tests_too: true,
        reason: "a route is tested with a stub of AuthleteApi; only who puts the server together knows the client",
    },
    Rule {
        name: "routes call nobody by HTTP",
        within: &["reference-server/src/routes", "reference-server/src/users"],
        except: &[],
        forbids: &[&["reqwest", "hyper"]],
        allows: &[],
        in_tests_too: false,
        reason: "Authlete, devices and clients are reached through the modules that are named after them",
    },
    Rule {
        name: "the environment is read in config",
        within: ROOTS,
        except: &[
            "src/cli",
            "suite/src/config",
            "src/main",
            "fake-authlete/src/main",
            "reference-server/src/config",
            "reference-server/src/main",
            "simulator/src/main",
        ],
        forbids: &[&["std::env"]],
        allows: &[],
        in_tests_too: false,
        reason: "everything else gets its settings through constructors",
    },
    Rule {
        name: "programs read their arguments only",
        within: &[
            "src/cli",
            "src/main",
            "fake-authlete/src/main",
            "reference-server/src/main",
            "simulator/src/main",
        ],
        except: &[],
        forbids: &[&["std::env"]],
        allows: &["std::env::args", "std::env::args_os"],
        in_tests_too: false,
        reason: "the environment is read in config",
    },
    Rule {
        name: "the fake's time comes from its clock",
        within: &["fake-authlete/src"],
        except: &["fake-authlete/src/clock"],
        forbids: &[&[
            "std::time::Instant::now",
            "std::time::SystemTime::now",
            "tokio::time::Instant::now",
        ]],
        allows: &[],
        in_tests_too: true,
        reason: "a test moves the clock and waits for nothing",
    },
    Rule {
        name: "the server's time of day comes from its clock",
        within: &["reference-server/src"],
        except: &["reference-server/src/clock"],
        forbids: &[&["std::time::SystemTime::now"]],
        allows: &[],
        in_tests_too: false,
        reason: "the clock is passed in",
    },
];

#[test]
fn everything_that_the_rules_name_exists() {
    let workspace = Workspace::on_disk();

    let dead = dead(RULES, &workspace, &crates_on_disk());

    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

#[test]
fn nobody_knows_more_than_the_rules_allow() {
    let workspace = Workspace::on_disk();

    let violations = violations(RULES, &workspace);

    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn no_files_need_each_other() {
    let packages = Workspace::on_disk();
    let tests = programs_on_disk();

    let crates = packages.crates().iter().chain(&tests);
    let cycles: Vec<String> = crates.flat_map(cycles).collect();

    assert!(tests.len() > 9, "the programs of the tests were not found");

    assert!(cycles.is_empty(), "\n{}", cycles.join("\n"));
}

#[test]
fn what_is_imported_has_a_name() {
    let workspace = Workspace::on_disk();

    for tree in workspace.crates() {
        for source in &tree.sources {
            let stars = source.references.iter().filter(|reference| {
                !tree.is_test(reference) && reference.path.last().is_some_and(|last| last == "*")
            });
            let lines: Vec<usize> = stars.map(|star| star.line).collect();
            assert!(
                lines.is_empty(),
                "{} imports all, in lines {lines:?}",
                source.file
            );
        }
    }
}

#[test]
fn every_package_has_sources_that_were_read() {
    let workspace = Workspace::on_disk();

    for root in ROOTS {
        let crates = workspace.crates().iter().filter(|tree| tree.root == *root);
        let sources: Vec<_> = crates.flat_map(|tree| &tree.sources).collect();
        let paths: usize = sources.iter().map(|source| source.references.len()).sum();
        assert!(!sources.is_empty(), "nothing was read in {root}");
        assert!(
            paths > 0,
            "no path was found in all of {root}: the reader does not work"
        );
    }
}
