use std::path::PathBuf;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Response};
use rstest::rstest;
use suite::config::{ConnectionConfig, NotificationEndpointConfig, TlsConfig};
use suite::http::{HttpClient, ring_provider};
use suite::op_under_test::consumption_device::{EndpointAnswer, NotificationEndpoint};

use super::loopback;

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

async fn endpoint(tls: Option<TlsConfig>) -> NotificationEndpoint {
    NotificationEndpoint::start(&NotificationEndpointConfig {
        listen: loopback(),
        public_url: None,
        tls,
    })
    .await
    .unwrap()
}

/// An OP that calls back, and believes these certificates alone.
fn op(trusted: Vec<Certificate>, redirects: Policy) -> Client {
    ring_provider();
    Client::builder()
        .tls_certs_only(trusted)
        .redirect(redirects)
        .build()
        .unwrap()
}

async fn ping(op: &Client, endpoint: &NotificationEndpoint) -> Result<Response, reqwest::Error> {
    op.post(endpoint.url_of("ping"))
        .bearer_auth("a-token")
        .body(r#"{"auth_req_id":"an-id"}"#)
        .timeout(Duration::from_secs(2))
        .send()
        .await
}

#[rstest]
#[case(EndpointAnswer::NoContent, 204, "")]
#[case(EndpointAnswer::Status(401), 401, "")]
#[case(EndpointAnswer::Status(403), 403, "")]
#[case(EndpointAnswer::Status(500), 500, "")]
#[case(EndpointAnswer::OkWithBody, 200, "invalid_request")]
#[tokio::test]
async fn a_call_is_answered_as_the_scenario_wants(
    #[case] answer: EndpointAnswer,
    #[case] status: u16,
    #[case] body: &str,
) {
    let endpoint = endpoint(None).await;
    endpoint.answer_with("a-token", answer);

    let response = ping(&op(Vec::new(), Policy::none()), &endpoint)
        .await
        .unwrap();

    assert_eq!(response.status().as_u16(), status);
    // An OP that keeps a connection would call a suite that has ended.
    assert_eq!(response.headers()["connection"], "close");
    let text = String::from_utf8(response.bytes().await.unwrap().to_vec()).unwrap();
    assert!(text.contains(body), "{text}");
    assert_eq!(endpoint.callbacks("an-id", "a-token").len(), 1);
}

#[tokio::test]
async fn a_refused_call_is_cut_and_a_hanging_one_is_never_answered_and_both_are_kept() {
    let endpoint = endpoint(None).await;
    let op = op(Vec::new(), Policy::none());

    endpoint.answer_with("a-token", EndpointAnswer::Refuse);
    let refused = ping(&op, &endpoint).await.unwrap_err();
    endpoint.answer_with("a-token", EndpointAnswer::Hang);
    let hanging = ping(&op, &endpoint).await.unwrap_err();

    assert!(!refused.is_timeout(), "{refused:?}");
    assert!(hanging.is_timeout(), "{hanging:?}");
    assert_eq!(endpoint.callbacks("an-id", "a-token").len(), 2);
}

#[tokio::test]
async fn a_redirect_leads_to_another_listener_which_tells_whether_it_was_followed() {
    let endpoint = endpoint(None).await;
    endpoint.answer_with("a-token", EndpointAnswer::Redirect(307));
    assert!(!endpoint.elsewhere_url().starts_with(endpoint.base_url()));

    ping(&op(Vec::new(), Policy::none()), &endpoint)
        .await
        .unwrap();
    let stayed = endpoint.callbacks("an-id", "a-token");
    ping(&op(Vec::new(), Policy::default()), &endpoint)
        .await
        .unwrap();
    let followed = endpoint.callbacks("an-id", "a-token");

    assert!(stayed.iter().all(|callback| !callback.redirected));
    assert!(followed.iter().any(|callback| callback.redirected));
}

#[tokio::test]
async fn a_target_that_trusts_the_written_ca_gets_through_and_nobody_else_does() {
    let ca_file = scratch("notification-endpoint-ca.pem");
    let tls = TlsConfig::SelfSigned {
        ca_file: ca_file.clone(),
    };
    let endpoint = endpoint(Some(tls)).await;
    let written = std::fs::read_to_string(ca_file).unwrap();
    let ca = Certificate::from_pem(written.as_bytes()).unwrap();

    assert!(
        ping(&op(Vec::new(), Policy::none()), &endpoint)
            .await
            .is_err()
    );
    assert!(endpoint.callbacks("an-id", "a-token").is_empty());
    ping(&op(vec![ca], Policy::none()), &endpoint)
        .await
        .unwrap();

    assert_eq!(endpoint.callbacks("an-id", "a-token").len(), 1);
    assert!(endpoint.base_url().starts_with("https://"));
    assert!(!written.contains("PRIVATE KEY"), "a key never goes to disk");
}

#[tokio::test]
async fn a_given_certificate_is_used() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let (certificate, key) = (scratch("given.pem"), scratch("given-key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let endpoint = endpoint(Some(TlsConfig::Given { certificate, key })).await;
    let trusted = Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();

    ping(&op(vec![trusted], Policy::none()), &endpoint)
        .await
        .unwrap();

    assert_eq!(endpoint.callbacks("an-id", "a-token").len(), 1);
}

#[tokio::test]
async fn a_certificate_that_is_none_is_an_error_that_names_the_file() {
    let certificate = scratch("no-certificate.pem");
    std::fs::write(&certificate, "nothing of the kind").unwrap();
    let tls = TlsConfig::Given {
        key: certificate.clone(),
        certificate,
    };

    let error = NotificationEndpoint::start(&NotificationEndpointConfig {
        listen: loopback(),
        public_url: None,
        tls: Some(tls),
    })
    .await
    .unwrap_err();

    assert!(error.to_string().contains("no-certificate.pem"), "{error}");
}

#[tokio::test]
async fn the_endpoint_tells_whether_its_public_url_leads_to_it() {
    let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
    let reached = endpoint(None).await;
    let lost = NotificationEndpoint::start(&NotificationEndpointConfig {
        listen: loopback(),
        public_url: Some(reached.base_url().to_owned()),
        tls: None,
    })
    .await
    .unwrap();

    assert!(reached.reach(&http).await.is_ok());
    let reason = lost.reach(&http).await.unwrap_err();
    assert!(reason.contains("answered by somebody else"), "{reason}");
}
