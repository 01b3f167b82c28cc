//! Everything that can go wrong between this server and Authlete, over HTTP: what the client is told, and the log.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::authlete::{AuthleteSettings, Credentials};
use crate::routes::router;
use crate::state::AppState;
use crate::testing::{ACKNOWLEDGEMENT, Answer, form, identification, send, settings};

/// What must be in no answer and in no log.
const CANARIES: [&str; 5] = [
    "canary-access-token",
    "canary-client-secret",
    "canary-ticket",
    "canary-auth-req-id",
    "canary-message",
];

/// How an API fails.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Status(u16),
    Body(&'static str),
    TenMegabytes,
    SlowHeaders,
    SlowBody,
    Reset,
}

/// Where each API is, which request makes the server call it, and its name in the log.
const APIS: [(&str, &str); 6] = [
    ("/backchannel/authentication", "/backchannel/authentication"),
    (
        "/backchannel/authentication/issue",
        "/backchannel/authentication",
    ),
    (
        "/backchannel/authentication/fail",
        "/backchannel/authentication",
    ),
    ("/auth/token", "/token"),
    (
        "/service/configuration",
        "/.well-known/openid-configuration",
    ),
    ("/service/jwks/get", "/jwks"),
];

fn broken(fault: Fault) -> Response {
    let error = json!({"resultCode": "A001101", "resultMessage": "canary-message", "x": "<html>"});
    let start = || Ok(axum::body::Bytes::from_static(b"{\"action\":"));
    match fault {
        Fault::Status(status) => {
            let mut response = axum::Json(error).into_response();
            *response.status_mut() = status.try_into().unwrap();
            response
        }
        Fault::Body(text) => text.into_response(),
        Fault::TenMegabytes => vec![b'x'; 10_000_000].into_response(),
        Fault::SlowHeaders => unreachable!("it has no answer"),
        Fault::SlowBody => {
            let never = futures::stream::once(std::future::pending());
            let pieces = futures::stream::iter([start()]);
            Body::from_stream(futures::StreamExt::chain(pieces, never)).into_response()
                as Response<Body>
        }
        Fault::Reset => {
            let pieces = [start(), Err(io::Error::other("unplugged"))];
            Body::from_stream(futures::stream::iter(pieces)).into_response()
        }
    }
}

fn good(path: &str) -> Value {
    if path.ends_with("/issue") {
        return json!({
            "action": "OK", "authReqId": "canary-auth-req-id", "expiresIn": 600,
            "responseContent": ACKNOWLEDGEMENT,
        });
    }
    let mut request = identification();
    request["ticket"] = json!("canary-ticket");
    // Somebody whom only `fail` has words for.
    request["hint"] = json!(if path.contains("nobody") {
        "nobody"
    } else {
        "1001"
    });
    request
}

/// An Authlete one of whose APIs fails.
async fn authlete(api: &'static str, fault: Fault) -> String {
    let router = Router::new().fallback(move |request: Request| async move {
        let path = request.uri().path().to_owned();
        if path.ends_with(api) {
            if matches!(fault, Fault::SlowHeaders) {
                std::future::pending::<()>().await;
            }
            return broken(fault);
        }
        let nobody = if api.ends_with("/fail") { "nobody" } else { "" };
        axum::Json(good(&format!("{nobody}{path}"))).into_response()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

fn server(base_url: String) -> Router {
    let mut settings = settings();
    settings.authlete = AuthleteSettings {
        base_url,
        credentials: Credentials::V3 {
            service_id: "1".to_owned(),
            access_token: "canary-access-token".into(),
        },
    };
    settings.authlete_timeout = Duration::from_millis(200);
    router(AppState::new(settings).unwrap())
}

/// What is logged while a request is answered.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Sends a request that makes the server call the API; the answer, and the log at every level.
async fn answer_and_log(server: Router, path: &str) -> (Answer, String) {
    let log = Log::default();
    let writer = log.clone();
    let layer = tracing_subscriber::fmt::layer().with_ansi(false);
    let layer = layer.with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let body = "scope=openid&client_id=app&client_secret=canary-client-secret";
    let request = if path.starts_with("/.well-known") || path == "/jwks" {
        Request::get(path).body(Body::empty()).unwrap()
    } else {
        form(path, body)
    };
    let answer = send(server, request).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (answer, text)
}

fn assert_error(answer: &Answer, status: u16, log: &str, api: &str) {
    assert_eq!(answer.status.as_u16(), status, "{answer:?}");
    assert_eq!(answer.json()["error"], "server_error");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("retry-after").is_some(), status == 503);
    let told = answer.body.to_lowercase();
    for detail in ["authlete", "a001101", "html", "127.0.0.1", "action"] {
        assert!(!told.contains(detail), "{told}");
    }
    for canary in CANARIES {
        assert!(!answer.body.contains(canary), "{}", answer.body);
        assert!(!log.contains(canary), "{log}");
    }
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors.len(), 1, "{log}");
    let name = format!("authlete {}:", api.trim_start_matches('/'));
    assert!(errors[0].contains(&name), "{log}");
}

#[rstest]
#[case::bad_request(Fault::Status(400), 500)]
#[case::unauthorized(Fault::Status(401), 500)]
#[case::forbidden(Fault::Status(403), 500)]
#[case::not_found(Fault::Status(404), 500)]
#[case::too_many_requests(Fault::Status(429), 503)]
#[case::server_error(Fault::Status(500), 500)]
#[case::bad_gateway(Fault::Status(502), 503)]
#[case::unavailable(Fault::Status(503), 503)]
#[case::slow_headers(Fault::SlowHeaders, 503)]
#[case::slow_body(Fault::SlowBody, 503)]
#[case::reset(Fault::Reset, 503)]
#[case::html(Fault::Body("<html>canary-message</html>"), 500)]
#[case::truncated(Fault::Body(r#"{"action":"OK","resultMessage":"canary-mess"#), 500)]
#[case::nothing(Fault::Body(""), 500)]
#[case::no_object(Fault::Body(r#"["canary-message"]"#), 500)]
#[case::ten_megabytes(Fault::TenMegabytes, 500)]
#[tokio::test]
async fn a_call_that_fails_is_an_error_of_ours(
    #[case] fault: Fault,
    #[case] status: u16,
    #[values(0, 1, 2, 3, 4, 5)] number: usize,
) {
    let (api, path) = APIS[number];
    let server = server(authlete(api, fault).await);

    let (answer, log) = answer_and_log(server, path).await;

    assert_error(&answer, status, &log, api);
    if let Fault::Status(status) = fault {
        assert!(
            log.contains(&format!("got {status}, resultCode A001101")),
            "{log}"
        );
    }
}

#[rstest]
#[case::no_action(r#"{"resultCode":"A001101"}"#)]
#[case::action_of_no_type(r#"{"action":null}"#)]
#[case::number_for_an_action(r#"{"action":1}"#)]
#[case::object_for_an_action(r#"{"action":{"OK":1}}"#)]
#[case::unknown_action(r#"{"action":"FROBNICATE","responseContent":"{}","resultCode":"A001101"}"#)]
#[case::lower_case(r#"{"action":"ok","responseContent":"{}"}"#)]
#[case::content_of_another_type(r#"{"action":"INTERNAL_SERVER_ERROR","responseContent":{"a":1}}"#)]
#[case::no_content(r#"{"action":"INTERNAL_SERVER_ERROR"}"#)]
#[case::content_that_is_no_json(r#"{"action":"INTERNAL_SERVER_ERROR","responseContent":"<html>"}"#)]
#[tokio::test]
async fn an_answer_that_breaks_the_contract_is_a_500(
    #[case] body: &'static str,
    #[values(0, 1, 2, 3)] number: usize,
) {
    let (api, path) = APIS[number];
    let server = server(authlete(api, Fault::Body(body)).await);

    let (answer, log) = answer_and_log(server, path).await;

    assert_error(&answer, 500, &log, api);
    assert!(log.contains("status 200"), "{log}");
}

#[rstest]
#[case::authentication("/backchannel/authentication", "backchannel/authentication")]
#[case::token("/token", "auth/token")]
#[case::discovery("/.well-known/openid-configuration", "service/configuration")]
#[case::jwks("/jwks", "service/jwks/get")]
#[tokio::test]
async fn an_authlete_that_refuses_connections_is_a_503(#[case] path: &str, #[case] api: &str) {
    let server = server("http://127.0.0.1:9".to_owned());

    let (answer, log) = answer_and_log(server, path).await;

    assert_error(&answer, 503, &log, api);
}

#[rstest]
#[tokio::test]
async fn a_fault_that_authlete_tells_itself_is_logged_with_its_code(
    #[values(0, 1, 2, 3)] number: usize,
) {
    let (api, path) = APIS[number];
    let body = r#"{"action":"INTERNAL_SERVER_ERROR","resultCode":"A001101","responseContent":"{\"error\":\"server_error\"}"}"#;
    let server = server(authlete(api, Fault::Body(body)).await);

    let (answer, log) = answer_and_log(server, path).await;

    assert_error(&answer, 500, &log, api);
    assert!(log.contains("status 200, resultCode A001101"), "{log}");
}
