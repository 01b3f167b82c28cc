//! The suite can fail: each fault breaks one requirement, and the run says which, what was expected and what came.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use ciba_conformance::catalogue::Catalogue;
use ciba_conformance::embedded::Preparation;
use ciba_conformance::plan::{Capabilities, Plan};
use ciba_conformance::report::{Outcome, RunReport};
use ciba_conformance::runner;
use fake_authlete::{Core, SigningKeys};
use rstest::rstest;
use serde_json::json;
use support::fault::{Answer, Fault, Place};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
static KEYS: LazyLock<SigningKeys> = LazyLock::new(SigningKeys::generate);

const AUTHENTICATION: &str = "/backchannel/authentication";
const COMPLETE: &str = "/backchannel/authentication/complete";
const TOKEN: &str = "/token";
const METADATA: &str = "/.well-known/openid-configuration";

/// Judges a server with this fault by the scenarios whose run id contains the filter.
fn judge(fault: Option<Fault>, filter: &str) -> RunReport {
    LazyLock::force(&CATALOGUE);
    LazyLock::force(&KEYS);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut preparation = Preparation::new(Some(KEYS.clone())).await.unwrap();
        let mut authlete = None;
        match fault {
            Some(fault) if fault.place == Place::Server => {
                preparation = preparation.wrap_server(fault.wrap());
            }
            Some(fault) => authlete = Some(fault.wrap()),
            None => {}
        }
        let core = Core::new(preparation.authlete_config());
        let embedded = preparation.start_on_axum(core, authlete).await.unwrap();
        let target = Arc::clone(&embedded.target);
        let plan = Plan::new(&CATALOGUE, Capabilities::of(&target)).filtered(&[filter.to_owned()]);
        assert!(plan.selected() > 0, "no scenario is named {filter}");
        let report = runner::run(plan, target, &CATALOGUE).await;
        drop(embedded.shutdown().await);
        report
    })
}

#[rstest]
#[case::acknowledgement_without_expires_in(
    "CIBA-7.3-08", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| answer.remove("expires_in"))]
#[case::expires_in_as_a_string(
    "CIBA-7.3-08", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.status == 200 { answer.body["expires_in"] = json!("600") })]
#[case::interval_of_zero(
    "CIBA-7.3-09", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.status == 200 { answer.body["interval"] = json!(0) })]
#[case::interval_for_a_push_client(
    "CIBA-7.3-10", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.status == 200 { answer.body["interval"] = json!(5) })]
#[case::acknowledgement_with_201(
    "CIBA-7.3-01", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.status == 200 { answer.status = 201 })]
#[case::acknowledgement_as_text(
    "CIBA-7.3-02", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| set_header(answer, "content-type", "text/html"))]
#[case::auth_req_id_with_a_stray_character(
    "CIBA-7.3-06", "ciba-core/07_3", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| prefix(answer, "auth_req_id", "a+"))]
#[case::error_with_200(
    "CIBA-7.1-34", "ciba-core/07_1_authentication_request", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.is_error("invalid_request") { answer.status = 200 })]
#[case::unknown_user_reported_as_invalid_request(
    "CIBA-7.2-05", "ciba-core/07_2", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.is_error("unknown_user_id") { answer.body["error"] = json!("invalid_request") })]
#[case::invalid_client_without_challenge(
    "C-6749-05", "oauth-oidc", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| answer.remove_header("www-authenticate"))]
#[case::invalid_client_with_403(
    "CIBA-13-18", "ciba-core/13", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.is_error("invalid_client") { answer.status = 403 })]
#[case::error_description_with_a_line_break(
    "CIBA-13-03", "ciba-core/13", Place::Server, AUTHENTICATION,
    |answer: &mut Answer| if answer.is_error("invalid_request") { answer.body["error_description"] = json!("a\nb") })]
#[case::token_response_without_id_token(
    "CIBA-10.1.1-01", "ciba-core/10_1_1", Place::Server, TOKEN,
    |answer: &mut Answer| answer.remove("id_token"))]
#[case::token_response_without_token_type(
    "CIBA-10.1.1-01", "ciba-core/10_1_1", Place::Server, TOKEN,
    |answer: &mut Answer| answer.remove("token_type"))]
#[case::token_response_that_may_be_stored(
    "CIBA-10.1.1-02", "ciba-core/10_1_1", Place::Server, TOKEN,
    |answer: &mut Answer| answer.remove_header("cache-control"))]
#[case::id_token_with_a_broken_signature(
    "CIBA-10.1.1-06", "ciba-core/10_1_1", Place::Server, TOKEN,
    |answer: &mut Answer| break_signature(answer))]
#[case::denial_with_403(
    "CIBA-11-08", "ciba-core/11", Place::Server, TOKEN,
    |answer: &mut Answer| if answer.is_error("access_denied") { answer.status = 403 })]
#[case::expiry_as_invalid_request(
    "CIBA-11-07", "ciba-core/11", Place::Server, TOKEN,
    |answer: &mut Answer| if answer.is_error("expired_token") { answer.body["error"] = json!("invalid_request") })]
#[case::push_client_told_invalid_grant(
    "CIBA-11-10", "ciba-core/11", Place::Server, TOKEN,
    |answer: &mut Answer| if answer.is_error("unauthorized_client") { answer.body["error"] = json!("invalid_grant") })]
#[case::ping_that_carries_more(
    "CIBA-10.2-05", "ciba-core/10_2", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| content["access_token"] = json!("token-in-a-ping")))]
#[case::ping_without_auth_req_id(
    "CIBA-10.2-05", "ciba-core/10_2", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| *content = json!({})))]
#[case::no_ping_after_all(
    "CIBA-10.2-01", "ciba-core/10_2_ping_callback/an-approval", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.body["action"] = json!("NO_ACTION"))]
#[case::notification_token_of_another_request(
    "CIBA-9-03", "ciba-core/09", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.body["clientNotificationToken"] = json!("another-request-s-token-1234567890"))]
#[case::push_without_access_token(
    "CIBA-10.3.1-02", "ciba-core/10_3_1", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| { content.as_object_mut().unwrap().remove("access_token"); }))]
#[case::at_hash_of_another_token(
    "CIBA-10.3.1-04", "ciba-core/10_3_1", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| content["access_token"] = json!("another-access-token-123")))]
#[case::rt_hash_of_another_token(
    "CIBA-10.3.1-06", "ciba-core/10_3_1", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| content["refresh_token"] = json!("another-refresh-token-12")))]
#[case::push_error_that_no_clause_knows(
    "CIBA-12-02", "ciba-core/12", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| content["error"] = json!("server_error")))]
#[case::push_error_without_auth_req_id(
    "CIBA-12-03", "ciba-core/12", Place::Authlete, COMPLETE,
    |answer: &mut Answer| answer.change_content(|content| { content.as_object_mut().unwrap().remove("auth_req_id"); }))]
#[case::delivery_modes_as_a_string(
    "CIBA-4-02", "ciba-core/04", Place::Server, METADATA,
    |answer: &mut Answer| answer.body["backchannel_token_delivery_modes_supported"] = json!("poll"))]
#[case::user_code_flag_as_a_string(
    "CIBA-4-06", "ciba-core/04", Place::Server, METADATA,
    |answer: &mut Answer| answer.body["backchannel_user_code_parameter_supported"] = json!("true"))]
fn a_wrong_server_fails_by_the_right_requirement(
    #[case] requirement: &str,
    #[case] filter: &str,
    #[case] place: Place,
    #[case] path: &'static str,
    #[case] change: fn(&mut Answer),
) {
    let report = judge(
        Some(Fault {
            place,
            path,
            change,
        }),
        filter,
    );

    let failed: BTreeSet<&str> = report
        .scenarios
        .iter()
        .filter(|scenario| scenario.outcome == Outcome::Failed)
        .flat_map(|scenario| &scenario.violations)
        .map(|violation| violation.requirement.as_str())
        .collect();
    assert!(failed.contains(requirement), "failed by {failed:?}");
    assert_eq!(runner::exit_code(&report, false), 1);
    assert_eq!(report.summary.suite_error, 0);
}

/// The other half of the proof: what is caught above is not there without the fault.
#[test]
fn a_right_server_neither_fails_nor_warns() {
    let report = judge(None, "");

    assert_eq!(report.summary.passed, report.summary.ran());
    assert_eq!(runner::exit_code(&report, true), 0);
}

fn set_header(answer: &mut Answer, name: &str, value: &str) {
    answer.remove_header(name);
    answer.headers.push((name.to_owned(), value.to_owned()));
}

fn prefix(answer: &mut Answer, member: &str, prefix: &str) {
    if let Some(value) = answer.body[member].as_str() {
        answer.body[member] = json!(format!("{prefix}{value}"));
    }
}

fn break_signature(answer: &mut Answer) {
    if let Some(token) = answer.body["id_token"].as_str() {
        let at = token.rfind('.').unwrap() + 10;
        let flipped = if &token[at..=at] == "A" { "B" } else { "A" };
        answer.body["id_token"] = json!(format!("{}{flipped}{}", &token[..at], &token[at + 1..]));
    }
}
