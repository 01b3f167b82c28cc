//! What `doctor` finds at a server that is well, and at one where things are missing.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use embedded::{self, Embedded};
use suite::config::{ClientConfig, Secret, TargetConfig, UserConfig};
use suite::doctor::{self, Finding, State};
use suite::op_under_test::target::{Patience, Target};

async fn server() -> Embedded {
    embedded::start().await.unwrap()
}

/// The embedded server as a target with this client alone.
fn with_client(
    embedded: &Embedded,
    id: &str,
    change: impl FnOnce(&mut ClientConfig),
) -> TargetConfig {
    let mut config = embedded.target.config.clone();
    config.clients.retain(|client| client.id == id);
    change(config.clients.first_mut().unwrap());
    config
}

async fn findings(config: TargetConfig) -> Vec<Finding> {
    let target = Target::with_notification_endpoint(config, None, Patience::LOCAL)
        .await
        .unwrap();
    doctor::examine_target(&target, &|_| {}).await
}

fn about<'a>(findings: &'a [Finding], subject: &str) -> &'a Finding {
    findings
        .iter()
        .find(|finding| finding.subject == subject)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_well_has_no_problem() {
    let embedded = server().await;

    let findings = doctor::examine_target(&embedded.target, &|_| {}).await;

    assert!(doctor::is_well(&findings), "{}", doctor::text(&findings));
    let seen = |subject| about(&findings, subject).seen.as_str();
    assert_eq!(
        seen("client poll-basic"),
        "the OP knows it by client_secret_basic"
    );
    assert_eq!(
        seen("client push-private-key"),
        "the OP knows it by private_key_jwt"
    );
    assert_eq!(seen("user denier"), "\"jane@example.com\" can be asked");
    assert_eq!(
        seen("device"),
        "it can approve and deny; tokens came after an approval"
    );
    assert!(seen("notification endpoint").starts_with("a ping came to http://"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_is_told_with_what_to_compare() {
    let embedded = server().await;
    let config = with_client(&embedded, "poll-basic", |client| {
        client.secret = Some(Secret::new("not-the-secret"));
    });

    let findings = findings(config).await;

    let client = about(&findings, "client poll-basic");
    assert_eq!(client.state, State::Problem);
    assert!(
        client
            .seen
            .contains("does not recognise client_id \"poll-basic\""),
        "{}",
        client.seen
    );
    assert!(
        client
            .remedy
            .as_ref()
            .unwrap()
            .contains("compare client_id")
    );
    assert!(!doctor::text(&findings).contains("not-the-secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_whom_the_server_does_not_know_is_told() {
    let embedded = server().await;
    let mut config = with_client(&embedded, "poll-basic", |_| {});
    config.users.approver = UserConfig {
        login_hint: "nobody@example.com".to_owned(),
        ..UserConfig::default()
    };

    let findings = findings(config).await;

    let user = about(&findings, "user approver");
    assert_eq!(user.state, State::Problem);
    assert!(user.seen.contains("unknown_user_id"), "{}", user.seen);
    assert!(
        user.remedy
            .as_ref()
            .unwrap()
            .contains("users.approver.login_hint")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_client_without_an_endpoint_is_told() {
    let embedded = server().await;
    let config = with_client(&embedded, "ping-basic", |_| {});

    let findings = findings(config).await;

    let endpoint = about(&findings, "notification endpoint");
    assert_eq!(endpoint.state, State::Problem);
    assert!(
        endpoint
            .remedy
            .as_ref()
            .unwrap()
            .contains("[notification_endpoint]")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_the_server_does_not_reach_is_told() {
    let embedded = server().await;
    let config = with_client(&embedded, "ping-basic", |_| {});
    let listen = "127.0.0.1:0".parse().unwrap();
    // Another endpoint than the one that is registered for the client.
    let endpoint = suite::op_under_test::consumption_device::NotificationEndpoint::start(
        &suite::config::NotificationEndpointConfig {
            listen,
            public_url: None,
            tls: None,
        },
    )
    .await
    .unwrap();
    let target = Target::with_notification_endpoint(config, Some(endpoint), Patience::LOCAL)
        .await
        .unwrap();

    let findings = doctor::examine_target(&target, &|_| {}).await;

    let endpoint = about(&findings, "notification endpoint");
    assert_eq!(endpoint.state, State::Problem);
    assert!(
        endpoint.seen.contains("no ping came to"),
        "{}",
        endpoint.seen
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_does_not_answer_is_told() {
    let embedded = server().await;
    let mut config = with_client(&embedded, "poll-basic", |_| {});
    config.authentication_device = suite::config::AuthenticationDeviceConfig::UrlTemplate {
        url: "http://127.0.0.1:9/{auth_req_id}/{action}".to_owned(),
        inbox_url: None,
        other_user_url: None,
    };

    let findings = findings(config).await;

    let device = about(&findings, "device");
    assert_eq!(device.state, State::Problem);
    assert_eq!(
        device.remedy.as_deref(),
        Some("check authentication_device")
    );
}
