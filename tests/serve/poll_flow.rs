//! A client in poll mode, a user and their tokens, with nothing configured.

use std::time::Duration;

use serde_json::Value;

use crate::http::client;
use crate::process::Program;

const SECRET: &str = "poll-basic-secret-for-the-fake-on-this-machine";

/// poll-basic and its secret, as they are sent.
const CREDENTIALS: &str =
    "cG9sbC1iYXNpYzpwb2xsLWJhc2ljLXNlY3JldC1mb3ItdGhlLWZha2Utb24tdGhpcy1tYWNoaW5l";

async fn post(url: &str, form: &str) -> (u16, Value) {
    let request = client().post(url).body(form.to_owned());
    let request = request.header("authorization", format!("Basic {CREDENTIALS}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (
        status,
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(),
    )
}

async fn actionize(simulator: &str, token: &str) {
    let query = format!("workspace=demo&token={token}&action=allow");
    let url = format!("{simulator}/api/authenticate/actionize?{query}");
    // The device is asked in the background: the request may need a moment to get there.
    for _ in 0..200 {
        let answer = client().post(&url).send().await.unwrap();
        if answer.status().is_success() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    unreachable!("the simulator was never asked");
}

#[tokio::test]
async fn with_nothing_configured_a_poll_flow_works_and_no_secret_is_logged() {
    let mut program = Program::start(&["--log", "trace"], &[]);
    let started = program.wait_until_it_listens();
    let issuer = started.value("issuer");
    assert!(started.value("authlete").starts_with("embedded fake"));
    assert_eq!(started.value("workspace"), "demo");

    let form = "scope=openid&login_hint=1001&binding_message=W4SCT";
    let (status, acknowledgement) =
        post(&format!("{issuer}/backchannel/authentication"), form).await;
    assert_eq!(status, 200, "{acknowledgement}");
    let auth_req_id = acknowledgement["auth_req_id"].as_str().unwrap();
    let grant = format!("grant_type=urn:openid:params:grant-type:ciba&auth_req_id={auth_req_id}");
    let (_, pending) = post(&format!("{issuer}/token"), &grant).await;
    actionize(&started.value("simulator"), auth_req_id).await;
    let (status, tokens) = post(&format!("{issuer}/token"), &grant).await;

    assert_eq!(pending["error"], "authorization_pending");
    assert_eq!(status, 200, "{tokens}");
    let log = program.terminate();
    assert!(log.contains("completing an authentication"), "{log}");
    assert!(log.contains("set CIBA_STATE_KEYS"), "{log}");
    let received = ["access_token", "id_token"].map(|name| tokens[name].as_str().unwrap());
    let authlete_token = "access-token-for-the-fake-on-this-machine";
    for secret in [
        SECRET,
        CREDENTIALS,
        auth_req_id,
        authlete_token,
        received[0],
        received[1],
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
