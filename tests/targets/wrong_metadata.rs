//! Metadata that breaks a clause: the OP was reached, and so it is judged, in a report.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bad_input::{careless, ended, metadata, program, target_file, written};
use crate::server::{Answer, Server};

/// A server whose answer to the request for its metadata is this one, and that is careless in every other request.
fn described(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Server {
    Server::start(move |path, issuer| match path {
        "/.well-known/openid-configuration" => answer(issuer),
        _ => careless(path, issuer),
    })
}

/// A server whose metadata has other members than a right one: null takes one out.
fn with_members(members: &'static [(&str, Option<&str>)]) -> Server {
    described(move |issuer| {
        let mut document = metadata(issuer);
        for (name, value) in members {
            match (value, document.as_object_mut()) {
                (Some(value), _) => document[*name] = json!(value),
                (None, Some(members)) => drop(members.remove(*name)),
                (None, None) => {}
            }
        }
        Answer::json(200, &document)
    })
}

/// The report of a run, with its exit code and what was said beside.
fn report(name: &str, server: &Server) -> (Value, i32, String) {
    let file = written(
        &format!("bad-input-{name}.toml"),
        &target_file(server.url()),
    );
    let output = program(&[
        "run",
        "--target",
        &file.display().to_string(),
        "--report",
        "json=-",
    ]);
    let (code, said) = ended(&output);
    (serde_json::from_slice(&output.stdout).unwrap(), code, said)
}

/// The scenario of a report whose id ends so.
fn scenario<'a>(report: &'a Value, id: &str) -> &'a Value {
    let mut scenarios = report["scenarios"].as_array().unwrap().iter();
    scenarios
        .find(|scenario| scenario["id"].as_str().unwrap().ends_with(id))
        .unwrap()
}

const DOCUMENT: &str = "/the-metadata-belongs-to-the-issuer";
const ENDPOINT: &str = "/the-metadata-names-the-backchannel-authentication-endpoint";
const ACKNOWLEDGEMENT: &str = "/expires_in-is-a-positive-integer";

#[rstest]
#[case::a_page(|_: &str| Answer::html("<h1>Welcome</h1>"), "answered with an HTML page, expected JSON")]
#[case::nothing(|_: &str| Answer::json(404, &json!({})), "openid-configuration answered HTTP 404")]
#[case::a_way_elsewhere(|_: &str| Answer::json(302, &json!({})), "answered HTTP 302, expected 200")]
#[case::a_list(|_: &str| Answer::json(200, &json!([])), "is no JSON object")]
fn metadata_that_cannot_be_read_fails_and_leaves_a_report(
    #[case] answer: fn(&str) -> Answer,
    #[case] expected: &str,
) {
    let server = described(answer);
    let name = format!("unreadable-{}", expected.len());

    let (report, code, said) = report(&name, &server);

    assert_eq!(code, 1, "{said}");
    assert!(said.contains(expected), "{said}");
    assert!(said.contains("check the issuer"), "{said}");
    let document = scenario(&report, DOCUMENT);
    assert_eq!(document["outcome"], "failed");
    assert_eq!(document["violations"][0]["requirement"], "C-8414-01");
    assert!(document["exchanges"][0]["response"].is_string());
    let asked = scenario(&report, ACKNOWLEDGEMENT);
    assert_eq!(asked["outcome"], "not_applicable");
    assert!(asked["reason"].as_str().unwrap().contains("no metadata"));
    assert_eq!(report["summary"]["suite_error"], 0);
    assert_eq!(report["summary"]["passed"], 0);
}

#[test]
fn metadata_that_cannot_be_read_ends_a_plan_with_the_reason() {
    let server = described(|_| Answer::json(404, &json!({})));
    let file = written("bad-input-plan.toml", &target_file(server.url()));

    let output = program(&["plan", "--target", &file.display().to_string()]);

    let (code, said) = ended(&output);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("/.well-known/openid-configuration answered HTTP 404"),
        "{said}"
    );
}

#[test]
fn the_metadata_of_another_issuer_is_told_with_both_names_and_used() {
    let server = with_members(&[("issuer", Some("https://other.example.com"))]);

    let (report, code, said) = report("other-issuer", &server);

    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("https://other.example.com") && said.contains(server.url()),
        "{said}"
    );
    assert!(said.contains("both must be the same"), "{said}");
    let document = scenario(&report, DOCUMENT);
    assert_eq!(document["violations"][0]["requirement"], "C-8414-01");
    assert_eq!(scenario(&report, ENDPOINT)["outcome"], "passed");
    assert_eq!(scenario(&report, ACKNOWLEDGEMENT)["outcome"], "failed");
    assert!(server.requests("/ciba") > 10, "other scenarios were run");
}

#[rstest]
#[case::none(&[("backchannel_authentication_endpoint", None)], ENDPOINT, "CIBA-4-03", "names no backchannel_auth")]
#[case::a_path(
    &[("backchannel_authentication_endpoint", Some("/ciba"))], ENDPOINT, "CIBA-4-03", "is no URL to send requests to"
)]
#[case::no_token_endpoint(
    &[("token_endpoint", None)], "/the-ciba-grant-stands-beside-the-members-that-every-server-has", "C-8414-04",
    "names no token_endpoint"
)]
#[case::a_token_endpoint_by_another_scheme(
    &[("token_endpoint", Some("ftp://127.0.0.1/token"))], "/endpoints-are-urls-with-https", "C-8414-02",
    "is no URL to send requests to"
)]
fn an_endpoint_that_is_of_no_use_fails_and_is_not_asked(
    #[case] members: &'static [(&str, Option<&str>)],
    #[case] failing: &str,
    #[case] requirement: &str,
    #[case] reason: &str,
) {
    let server = with_members(members);
    let name = format!("endpoint-{requirement}-{}", reason.len());

    let (report, code, said) = report(&name, &server);

    assert_eq!(code, 1, "{said}");
    let failed = scenario(&report, failing);
    assert_eq!(failed["outcome"], "failed", "{failed}");
    let violations = failed["violations"].as_array().unwrap();
    let blamed = |violation: &Value| violation["requirement"] == requirement;
    assert!(violations.iter().any(blamed), "{failed}");
    assert!(failed["exchanges"][0]["response"].is_string());
    let asked = scenario(&report, ACKNOWLEDGEMENT);
    assert_eq!(asked["outcome"], "not_applicable");
    assert!(
        asked["reason"].as_str().unwrap().contains(reason),
        "{asked}"
    );
    assert_eq!(report["summary"]["suite_error"], 0, "{said}");
}

#[test]
fn keys_that_are_not_served_fail_and_leave_the_rest_to_be_judged() {
    let server = with_members(&[("jwks_uri", Some("keys"))]);

    let (report, code, said) = report("keys", &server);

    assert_eq!(code, 1, "{said}");
    let keys = scenario(&report, "/the-jwk-set-gives-no-private-key-away");
    assert_eq!(keys["outcome"], "failed");
    assert_eq!(keys["violations"][0]["requirement"], "C-8414-03");
    assert!(keys["exchanges"][0]["response"].is_string(), "{keys}");
    assert_eq!(scenario(&report, ACKNOWLEDGEMENT)["outcome"], "failed");
    assert_eq!(report["summary"]["suite_error"], 0, "{said}");
}

#[test]
fn metadata_without_what_is_required_fails_and_does_not_stop_the_run() {
    let server = described(|issuer| Answer::json(200, &json!({"issuer": issuer})));

    let (report, code, said) = report("bare", &server);

    assert_eq!(code, 1, "{said}");
    assert_eq!(scenario(&report, DOCUMENT)["outcome"], "passed");
    assert_eq!(scenario(&report, ENDPOINT)["outcome"], "failed");
    assert_eq!(
        scenario(&report, ACKNOWLEDGEMENT)["outcome"],
        "not_applicable"
    );
}

#[test]
fn doctor_names_an_endpoint_that_is_no_url() {
    let server = with_members(&[("token_endpoint", Some("/token"))]);
    let file = written("bad-input-doctor.toml", &target_file(server.url()));

    let output = program(&["doctor", "--target", &file.display().to_string()]);

    let findings = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(ended(&output).0, 1);
    assert!(
        findings
            .contains("the metadata's token_endpoint is no URL to send requests to: \"/token\""),
        "{findings}"
    );
}
