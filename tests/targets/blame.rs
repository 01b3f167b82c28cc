//! Whose fault it is, found out before the first scenario: `run` and `doctor` stop for the same reasons, soon and with one
//! clear message, and leave out what cannot be played.

use std::time::{Duration, Instant};

use rstest::rstest;
use serde_json::{Value, json};

use crate::bad_input::{ended, metadata, program, written};
use crate::server::{Answer, Server};
use crate::troubled::{Parameters, Trouble, Troubled};

/// What stops a run does so before anybody wonders: after 10 s and what a busy machine adds.
const SOON: Duration = Duration::from_secs(40);

/// Scenarios that are judged in every mode, and end soon.
const SOME: &str = "07_3_acknowledgement/expires_in-is";

/// A run of these scenarios: its report where there is one, exit code, and what was said on standard error.
fn run(name: &str, text: &str, filters: &[&str]) -> (Value, i32, String) {
    let file = written(&format!("blame-{name}.toml"), text);
    let file = file.display().to_string();
    let mut arguments = vec!["run", "--target", &file, "--report", "json=-"];
    arguments.extend(filters);
    let started = Instant::now();
    let output = program(&arguments);
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    let (code, said) = ended(&output);
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (report, code, said)
}

/// What doctor finds.
fn doctor(name: &str, text: &str) -> String {
    let file = written(&format!("blame-{name}-doctor.toml"), text);
    let output = program(&["doctor", "--target", &file.display().to_string()]);
    let findings = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(ended(&output).0, 1, "{findings}");
    findings
}

/// The outcomes of a report, for each run of a scenario.
fn outcomes(report: &Value) -> Vec<(String, String)> {
    let scenarios = report["scenarios"].as_array().unwrap().iter();
    scenarios
        .map(|scenario| {
            let text = |member: &str| scenario[member].as_str().unwrap().to_owned();
            (
                format!("{}@{}", text("id"), text("client")),
                text("outcome"),
            )
        })
        .collect()
}

fn outcome<'a>(outcomes: &'a [(String, String)], end: &str) -> &'a str {
    let found = outcomes.iter().find(|(id, _)| id.ends_with(end));
    found.map_or("not there", |(_, outcome)| outcome)
}

type Authentication = fn(&str, &Parameters) -> Option<(u16, Value)>;

fn with(authentication: Authentication) -> Troubled {
    Troubled::start(Trouble {
        authentication,
        ..Trouble::default()
    })
}

#[test]
fn a_right_server_is_judged() {
    let op = Troubled::start(Trouble::default());

    let (report, code, said) = run("right", &op.target(), &[SOME]);

    assert_eq!(code, 0, "{said}");
    assert_eq!(report["summary"]["passed"], 3, "{report}");
}

#[rstest]
#[case::broken(|_: &str, _: &Parameters| Some((500, json!({}))), "HTTP 500")]
#[case::its_back_end_is_down(|_: &str, _: &Parameters| Some((503, json!({"error": "temporarily_unavailable"}))), "HTTP 503")]
fn an_op_that_breaks_for_all_clients_is_not_judged(
    #[case] authentication: Authentication,
    #[case] said_by_op: &str,
) {
    let op = with(authentication);
    let url = format!("{}/authentication", op.issuer);

    let (_, code, said) = run(&format!("broken-{said_by_op}"), &op.target(), &[]);
    let findings = doctor(&format!("broken-{said_by_op}"), &op.target());

    assert_eq!(code, 3, "{said}");
    for text in [&said, &findings] {
        assert!(
            text.contains("no valid request of any client is served"),
            "{text}"
        );
        assert!(text.contains(&url) && text.contains(said_by_op), "{text}");
    }
    assert!(findings.contains("with exit code 3"), "{findings}");
}

#[test]
fn an_op_that_breaks_for_one_client_is_judged() {
    let op = with(|client: &str, _: &Parameters| (client == "poll").then(|| (500, json!({}))));

    let (report, code, said) = run("broken-for-one", &op.target(), &[SOME]);

    assert_eq!(code, 1, "{said}");
    let outcomes = outcomes(&report);
    assert_eq!(outcome(&outcomes, "@poll"), "failed");
    assert_eq!(outcome(&outcomes, "@ping"), "passed");
}

#[test]
fn an_endpoint_where_nobody_listens_is_told_with_its_url() {
    let server = Server::start(|path, issuer| match path {
        "/.well-known/openid-configuration" => {
            let mut document = metadata(issuer);
            document["backchannel_authentication_endpoint"] = json!("http://127.0.0.1:9/ciba");
            Answer::json(200, &document)
        }
        _ => Answer::json(404, &json!({})),
    });
    let text = crate::bad_input::target_file(server.url());

    let (_, code, said) = run("nobody", &text, &[]);
    let findings = doctor("nobody", &text);

    assert_eq!(code, 3, "{said}");
    for text in [&said, &findings] {
        assert!(text.contains("http://127.0.0.1:9/ciba"), "{text}");
        assert!(text.contains("Connection refused"), "{text}");
    }
}

#[rstest]
#[case::not_found(|_: &str, _: &Parameters| Some((404, json!({}))), "HTTP 404")]
#[case::gone(|_: &str, _: &Parameters| Some((410, json!({}))), "HTTP 410")]
fn an_endpoint_that_is_not_there_breaks_its_row_and_blocks_the_rest(
    #[case] authentication: Authentication,
    #[case] said_by_op: &str,
) {
    let op = with(authentication);

    let (report, code, said) = run(&format!("missing-{said_by_op}"), &op.target(), &[]);

    assert_eq!(code, 1, "{said}");
    let outcomes = outcomes(&report);
    let row = "/the-metadata-names-the-backchannel-authentication-endpoint@poll";
    assert_eq!(outcome(&outcomes, row), "failed");
    assert_eq!(
        outcome(&outcomes, "/expires_in-is-a-positive-integer@ping"),
        "blocked"
    );
    let causes = report["causes"].as_array().unwrap();
    let cause = causes
        .iter()
        .find(|cause| cause["requirement"] == "CIBA-4-03")
        .unwrap();
    // By the metadata, and by who asks the address that they name.
    assert_eq!(cause["runs"], 2);
    assert!(cause["blocked"].as_u64().unwrap() > 100, "{cause}");
    assert_eq!(report["summary"]["suite_error"], 0);
    assert!(
        said.contains("blocked by CIBA-4-03") && said.contains(said_by_op),
        "{said}"
    );
}

#[rstest]
#[case::without_the_grant(|client: &str, _: &Parameters| (client == "poll").then(|| (400, json!({"error": "unauthorized_client"}))))]
#[case::unknown(|client: &str, _: &Parameters| (client == "poll").then(|| (401, json!({"error": "invalid_client"}))))]
#[case::forbidden(|client: &str, _: &Parameters| (client == "poll").then(|| (403, json!({}))))]
fn a_client_that_is_refused_is_left_out_and_the_others_are_judged(
    #[case] authentication: Authentication,
) {
    let op = with(authentication);
    let status = (authentication)("poll", &Parameters::new()).unwrap().0;

    let (report, code, said) = run(&format!("one-{status}"), &op.target(), &[SOME]);
    let findings = doctor(&format!("one-{status}"), &op.target());

    assert_eq!(code, 0, "{said}");
    let outcomes = outcomes(&report);
    assert_eq!(outcome(&outcomes, "@poll"), "not_applicable");
    assert_eq!(outcome(&outcomes, "@ping"), "passed");
    assert_eq!(outcome(&outcomes, "@push"), "passed");
    let mut scenarios = report["scenarios"].as_array().unwrap().iter();
    let left_out = scenarios
        .find(|scenario| scenario["client"] == "poll")
        .unwrap();
    let reason = left_out["reason"].as_str().unwrap();
    assert!(reason.contains(&format!("HTTP {status}")), "{reason}");
    assert!(said.contains("client poll is left out"), "{said}");
    assert!(findings.contains("problem  client poll"), "{findings}");
    assert!(!findings.contains("exit code"), "{findings}");
}

#[rstest]
#[case::credentials(|_: &str, _: &Parameters| Some((401, json!({"error": "invalid_client"}))), "client_id, client_secret")]
#[case::grant(|_: &str, _: &Parameters| Some((400, json!({"error": "unauthorized_client"}))), "token_delivery_mode")]
#[case::scope(|_: &str, _: &Parameters| Some((400, json!({"error": "invalid_scope"}))), "clients.scope")]
#[case::user_code(|_: &str, _: &Parameters| Some((400, json!({"error": "missing_user_code"}))), "users.approver.user_code")]
#[case::message(|_: &str, _: &Parameters| Some((400, json!({"error": "invalid_binding_message"}))), "parameters.binding_message")]
#[case::something(|_: &str, _: &Parameters| Some((400, json!({"error": "invalid_request"}))), "clients.parameters")]
#[case::user(
    |_: &str, form: &Parameters| (form["login_hint"] == "alice").then(|| (400, json!({"error": "unknown_user_id"}))),
    "users.approver.login_hint"
)]
#[case::user_by_another_name(
    |_: &str, form: &Parameters| (form["login_hint"] == "alice").then(|| (400, json!({"error": "invalid_request"}))),
    "users.approver.login_hint"
)]
fn what_is_refused_to_all_clients_names_the_key_of_the_target_file(
    #[case] authentication: Authentication,
    #[case] key: &str,
) {
    let op = with(authentication);
    let name = format!("all-{}-{key}", op.issuer.len());
    let name = name.replace([' ', ','], "-");

    let (_, code, said) = run(&name, &op.target(), &[]);
    let findings = doctor(&name, &op.target());

    assert_eq!(code, 2, "{said}");
    assert!(said.contains(key), "{said}");
    assert!(findings.contains(key), "{findings}");
    assert!(findings.contains("with exit code 2"), "{findings}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[rstest]
#[case::no_object(json!([]))]
#[case::nothing_of_use(json!({"hello": "world"}))]
fn a_success_is_judged_however_malformed_it_is(#[case] body: Value) {
    // A function pointer takes nothing along.
    let authentication: Authentication = if body.is_array() {
        |_, _| Some((200, json!([])))
    } else {
        |_, _| Some((201, json!({"hello": "world"})))
    };
    let op = with(authentication);

    let (report, code, said) = run(
        &format!("malformed-{}", body.is_array()),
        &op.target(),
        &[SOME],
    );

    assert_eq!(code, 1, "{said}");
    assert_eq!(report["summary"]["not_applicable"], 0, "{report}");
    assert_eq!(report["summary"]["suite_error"], 0, "{report}");
}

#[test]
fn a_secret_that_is_not_decoded_breaks_its_row_alone() {
    let op = Troubled::start(Trouble {
        decodes: false,
        ..Trouble::default()
    });

    let filters = [
        SOME,
        "the-credentials-in-the-authorization-header-are-form-encoded",
    ];
    let (report, code, said) = run("undecoded", &op.target(), &filters);
    let findings = doctor("undecoded", &op.target());

    assert_eq!(code, 1, "{said}");
    assert_eq!(report["summary"]["passed"], 3, "{report}");
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert_eq!(causes[0]["requirement"], "C-6749-08");
    assert!(said.contains("does not form-decode"), "{said}");
    assert!(findings.contains("does not form-decode"), "{findings}");
}

#[test]
fn a_user_whom_the_op_does_not_know_leaves_out_what_needs_them() {
    let op = Troubled::start(Trouble::default());
    let text = op.target().replace("\"bob\"", "\"bbo\"");

    let filters = [SOME, "after-a-denial"];
    let (report, code, said) = run("denier", &text, &filters);
    let findings = doctor("denier", &text);

    assert_eq!(code, 0, "{said}");
    assert_eq!(report["summary"]["passed"], 3, "{report}");
    assert!(
        report["summary"]["not_applicable"].as_u64().unwrap() > 0,
        "{report}"
    );
    assert!(said.contains("users.denier cannot be asked"), "{said}");
    assert!(findings.contains("problem  user denier"), "{findings}");
    assert!(
        findings.contains("correct users.denier.login_hint"),
        "{findings}"
    );
}

#[test]
fn a_mode_whose_callbacks_never_come_is_blocked_without_waiting_for_each() {
    let op = Troubled::start(Trouble {
        calls: &["push"],
        ..Trouble::default()
    });

    let filters = ["10_2_ping_callback", SOME];
    let (report, code, said) = run("no-ping", &op.target(), &filters);

    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("no ping comes to the notification endpoint"),
        "{said}"
    );
    assert!(said.contains("blocked by CIBA-10.2-01"), "{said}");
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes[0]["requirement"], "CIBA-10.2-01");
    assert!(causes[0]["blocked"].as_u64().unwrap() > 10, "{causes:#?}");
    assert_eq!(report["summary"]["passed"], 3, "{}", report["summary"]);
    assert_eq!(report["summary"]["suite_error"], 0);
}

#[test]
fn a_run_stops_where_neither_ping_nor_push_comes() {
    let op = Troubled::start(Trouble {
        calls: &[],
        ..Trouble::default()
    });

    let (report, code, said) = run("no-call", &op.target(), &[]);
    let findings = doctor("no-call", &op.target());

    assert_eq!(code, 1, "{said}");
    assert!(said.contains("neither a ping nor a push came"), "{said}");
    assert!(said.contains("public_url"), "{said}");
    assert!(
        report["summary"]["blocked"].as_u64().unwrap() > 50,
        "{report}"
    );
    assert!(findings.contains("no ping came to"), "{findings}");
    assert!(findings.contains("no push came to"), "{findings}");
}

#[test]
fn a_mode_in_which_no_token_is_issued_is_blocked() {
    let op = Troubled::start(Trouble {
        token: |form| {
            let about = "nobody gets any today";
            let body = json!({"error": "invalid_request", "error_description": about});
            form.contains_key("auth_req_id").then_some((400, body))
        },
        ..Trouble::default()
    });

    let filters = ["10_1_1_token_response", SOME];
    let (report, code, said) = run("no-token", &op.target(), &filters);
    let findings = doctor("no-token", &op.target());

    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("no client in poll mode gets tokens"),
        "{said}"
    );
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes[0]["requirement"], "CIBA-10.1.1-01");
    assert!(causes[0]["blocked"].as_u64().unwrap() > 10, "{causes:#?}");
    assert!(findings.contains("nobody gets any today"), "{findings}");
    assert!(
        !findings.contains("check that authentication_device"),
        "{findings}"
    );
}

#[test]
fn an_answer_to_a_decision_that_was_taken_does_not_count() {
    let op = Troubled::start(Trouble {
        decision: (500, true),
        ..Trouble::default()
    });

    let filters = ["a-ping-callback-is-a-post", SOME];
    let (report, code, said) = run("answered", &op.target(), &filters);

    assert_eq!(code, 0, "{said}{report}");
    assert_eq!(report["summary"]["suite_error"], 0, "{report}");
}

#[rstest]
#[case::answered_by_an_error(500)]
#[case::answered_well(200)]
fn a_decision_that_does_not_come_through_is_no_fault_of_the_op(#[case] status: u16) {
    let op = Troubled::start(Trouble {
        decision: (status, false),
        ..Trouble::default()
    });

    let (_, code, said) = run(&format!("undecided-{status}"), &op.target(), &[]);

    if status == 500 {
        assert_eq!(code, 3, "{said}");
        assert!(
            said.contains("no decision of a user comes through"),
            "{said}"
        );
        assert!(said.contains("authentication_device"), "{said}");
    } else {
        // The device says that all is well: what does not follow is the OP's.
        assert_eq!(code, 1, "{said}");
    }
}

#[test]
fn a_device_that_is_not_there_is_told_with_the_key() {
    let op = Troubled::start(Trouble::default());
    let device = "type = \"url_template\"\nurl = \"http://127.0.0.1:9/{auth_req_id}/{action}\"";

    let (_, code, said) = run("no-device", &op.target_file(device), &[]);

    assert_eq!(code, 3, "{said}");
    assert!(said.contains("authentication_device"), "{said}");
    assert!(said.contains("/{auth_req_id}/allow"), "{said}");
}

#[test]
fn an_op_that_decides_by_itself_is_noticed_where_nobody_should_decide() {
    let op = Troubled::start(Trouble {
        alone: true,
        ..Trouble::default()
    });
    let text = op.target_file("type = \"none\"");
    let text = text.replace("[users.absent]\nlogin_hint = \"carol\"", "");

    let (_, code, said) = run("alone", &text, &[]);
    let findings = doctor("alone", &text);

    assert_eq!(code, 2, "{said}");
    assert!(said.contains("authentication_device.type"), "{said}");
    assert!(said.contains("automatic"), "{said}");
    assert!(findings.contains("decided by itself"), "{findings}");
}
