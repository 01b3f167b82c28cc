//! The same core over HTTP, on axum and on wiremock.

use std::time::{Duration, Instant};

use fake_authlete::{Api, CIBA_GRANT_TYPE, Core, Credentials, FakeAuthlete, Forced};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{basic, config, form, good_request, text};

/// One running mount; dropping it stops it or lets it go.
struct Mount {
    credentials: Credentials,
    core: Core,
    _wiremock: Option<FakeAuthlete>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Axum,
    Wiremock,
}

async fn mount(kind: Kind) -> Mount {
    match kind {
        Kind::Axum => {
            let core = Core::new(config());
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let router = fake_authlete::router(core.clone());
            tokio::spawn(async move { axum::serve(listener, router).await });
            Mount {
                credentials: core.credentials(format!("http://{address}")),
                core,
                _wiremock: None,
            }
        }
        Kind::Wiremock => {
            let fake = FakeAuthlete::start(config()).await;
            Mount {
                credentials: fake.credentials(),
                core: fake.core().clone(),
                _wiremock: Some(fake),
            }
        }
    }
}

fn client() -> reqwest::Client {
    // Plain http alone is spoken here, but the client wants to know how it would speak TLS.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .build()
        .unwrap()
}

impl Mount {
    fn url(&self, version: u8, api: &str) -> String {
        let Credentials {
            base_url,
            service_id,
            ..
        } = &self.credentials;
        match version {
            2 => format!("{base_url}/api/{api}"),
            _ => format!("{base_url}/api/{service_id}/{api}"),
        }
    }

    async fn send(
        &self,
        version: u8,
        api: &str,
        body: &Value,
    ) -> Result<reqwest::Response, reqwest::Error> {
        let request = client()
            .post(self.url(version, api))
            .header("content-type", "application/json")
            .body(body.to_string());
        let credentials = &self.credentials;
        let request = match version {
            2 => request.basic_auth(&credentials.api_key, Some(credentials.api_secret.expose())),
            _ => request.bearer_auth(credentials.access_token.expose()),
        };
        request.send().await
    }

    async fn call(&self, version: u8, api: &str, body: &Value) -> Value {
        let response = self.send(version, api, body).await.unwrap();
        assert_eq!(response.status(), 200, "{api}");
        assert_eq!(response.headers()["content-type"], "application/json");
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// A call of the token endpoint, which asks nothing of what was before.
    async fn probe(&self) -> Result<reqwest::Response, reqwest::Error> {
        self.send(3, "auth/token", &json!({})).await
    }
}

fn as_poll_client(parameters: &str) -> Value {
    let mut body = basic("poll");
    body.insert("parameters".to_owned(), json!(parameters));
    Value::Object(body)
}

#[rstest]
#[tokio::test]
async fn a_poll_transaction_works_over_http(
    #[values(Kind::Axum, Kind::Wiremock)] kind: Kind,
    #[values(2, 3)] version: u8,
) {
    let mount = mount(kind).await;
    let call = async |api: &str, body: Value| mount.call(version, api, &body).await;

    let request = as_poll_client(&form(&good_request()));
    let ticket = text(&call("backchannel/authentication", request).await, "ticket");
    let issue = json!({"ticket": ticket});
    let issued = call("backchannel/authentication/issue", issue).await;
    let auth_req_id = text(&issued, "authReqId");
    let decision = json!({"ticket": ticket, "result": "AUTHORIZED", "subject": "1001"});
    call("backchannel/authentication/complete", decision).await;
    let token_request = form(&[
        ("grant_type", CIBA_GRANT_TYPE),
        ("auth_req_id", &auth_req_id),
    ]);
    let answer = call("auth/token", as_poll_client(&token_request)).await;

    assert_eq!(answer["action"], "OK", "{answer}");
}

#[rstest]
#[case::axum(Kind::Axum)]
#[case::wiremock(Kind::Wiremock)]
#[tokio::test]
async fn queries_and_statuses_get_through(#[case] kind: Kind) {
    let mount = mount(kind).await;
    let bearer = mount.credentials.access_token.expose();

    let pretty = client()
        .get(mount.url(3, "service/configuration?pretty=true"))
        .bearer_auth(bearer)
        .send()
        .await
        .unwrap();
    let refused = client()
        .get(mount.url(3, "auth/token"))
        .send()
        .await
        .unwrap();

    assert!(pretty.bytes().await.unwrap().starts_with(b"{\n"));
    assert_eq!(refused.status(), 405);
    assert_eq!(refused.headers()["allow"], "POST");
}

#[rstest]
#[case::axum(Kind::Axum)]
#[case::wiremock(Kind::Wiremock)]
#[tokio::test]
async fn a_delayed_answer_arrives_late(#[case] kind: Kind) {
    let mount = mount(kind).await;
    mount.core.force(Forced {
        delay_ms: 80,
        ..Forced::next(Api::AuthToken)
    });

    let start = Instant::now();
    let status = mount.probe().await.unwrap().status();

    assert_eq!(status, 200);
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[rstest]
#[case::axum(Kind::Axum)]
#[case::wiremock(Kind::Wiremock)]
#[tokio::test]
async fn a_dropped_connection_gives_no_answer_and_the_next_call_one(#[case] kind: Kind) {
    let mount = mount(kind).await;
    mount.core.force(Forced {
        drop_connection: true,
        ..Forced::next(Api::AuthToken)
    });

    let dropped = mount.probe().await;
    let next = mount.probe().await;

    let error = dropped.expect_err("a broken connection");
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    assert_eq!(next.unwrap().status(), 200);
}

#[rstest]
#[case::axum(Kind::Axum)]
#[case::wiremock(Kind::Wiremock)]
#[tokio::test]
async fn a_switch_is_reached_over_http(#[case] kind: Kind) {
    let mount = mount(kind).await;

    let response = client()
        .post(format!("{}/__fake/force", mount.credentials.base_url))
        .header("content-type", "application/json")
        .body(json!({"api": "auth/token", "status": 503}).to_string())
        .send()
        .await
        .unwrap();

    assert_eq!(response.status(), 204);
    assert_eq!(mount.probe().await.unwrap().status(), 503);
}

#[rstest]
#[case::axum(Kind::Axum)]
#[case::wiremock(Kind::Wiremock)]
#[tokio::test]
async fn a_body_that_is_too_large_is_refused(#[case] kind: Kind) {
    let mount = mount(kind).await;
    let body = json!({"parameters": "a".repeat(1 << 18)});

    let response = mount.send(3, "auth/token", &body).await.unwrap();

    assert_eq!(response.status(), 413);
}

#[test]
fn two_hundred_fakes_are_dropped_in_one_task_without_hanging() {
    let (done, finished) = std::sync::mpsc::channel();

    // On a thread of its own, so that a hang fails this test and no other.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut fakes = Vec::new();
            for _ in 0..200 {
                fakes.push(FakeAuthlete::start(config()).await);
            }
            drop(fakes);
        });
        done.send(()).unwrap();
    });

    let in_time = finished.recv_timeout(Duration::from_secs(20));
    assert!(in_time.is_ok(), "the drop has not come to an end");
}

#[test]
fn a_fake_can_be_dropped_outside_a_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fake = runtime.block_on(FakeAuthlete::start(config()));
    drop(runtime);

    drop(fake);
}
