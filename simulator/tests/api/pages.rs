//! The pages, read as a browser without scripts reads them.

use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, header};
use rstest::rstest;
use serde_json::{Value, json};
use simulator::Config;

use crate::harness::{Device, eventually, question, question_with};

const PHONE: &str = "/demo/ad/1001";

fn browser() -> Client {
    Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(Policy::none())
        .build()
        .unwrap()
}

fn url(device: &Device, path: &str) -> String {
    format!("http://{}{path}", device.address())
}

async fn load(device: &Device, path: &str) -> (StatusCode, String) {
    let response = browser().get(url(device, path)).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// The value of the first input with this name.
fn input(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&marker).expect("the input is there");
    rest.split('"').next().unwrap().to_owned()
}

/// The fields of the first question's form, with the button that is pressed.
fn form(page: &str, action: &str) -> String {
    let token = input(page, "form_token");
    let request = input(page, "request");
    format!("form_token={token}&request={request}&action={action}")
}

async fn send(device: &Device, path: &str, form: String, headers: &[(&str, &str)]) -> StatusCode {
    let mut request = browser()
        .post(url(device, path))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(form).send().await.unwrap().status()
}

async fn ask(device: &Device, question: &Value) -> String {
    let answer = device.post("/api/authenticate/poll", question).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    answer.body["request_id"].as_str().unwrap().to_owned()
}

async fn status_of(device: &Device, request_id: &str) -> Value {
    let request = json!({"request_id": request_id});
    device.post("/api/authenticate/result", &request).await.body
}

#[tokio::test]
async fn a_device_that_nobody_asks_waits() {
    let device = Device::start(Config::default()).await;

    let (status, page) = load(&device, PHONE).await;

    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Nothing to decide"), "{page}");
    assert!(
        page.contains("http-equiv=\"refresh\""),
        "it looks again without scripts"
    );
    assert!(!page.contains("<form"), "{page}");
}

#[rstest]
#[case("allow", "Allowed")]
#[case("deny", "Denied")]
#[tokio::test]
async fn a_button_decides_by_a_plain_form(#[case] action: &str, #[case] words: &str) {
    let device = Device::start(Config::default()).await;
    let request_id = ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;
    assert!(page.contains("Sign in at the shop? W4SCT"), "{page}");
    assert!(
        !page.contains("http-equiv=\"refresh\""),
        "a question stays where it is"
    );

    let status = send(&device, PHONE, form(&page, action), &[]).await;

    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        status_of(&device, &request_id).await,
        json!({"status": "complete", "result": action})
    );
    let (_, page) = load(&device, PHONE).await;
    assert!(
        page.contains(words) && page.contains("Nothing to decide"),
        "{page}"
    );
}

#[tokio::test]
async fn a_second_press_is_told_that_it_is_late() {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;
    send(&device, PHONE, form(&page, "deny"), &[]).await;

    let status = send(&device, PHONE, form(&page, "allow"), &[]).await;

    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_press_after_the_time_is_up_is_told_so() {
    let device = Device::start(crate::harness::impatient()).await;
    let request_id = ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;
    for _ in 0..1000 {
        if status_of(&device, &request_id).await["status"] == "timeout" {
            break;
        }
    }

    let status = send(&device, PHONE, form(&page, "allow"), &[]).await;

    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        status_of(&device, &request_id).await,
        json!({"status": "timeout"})
    );
    let (_, page) = load(&device, PHONE).await;
    assert!(page.contains("Timed out"), "{page}");
}

#[tokio::test]
async fn fifty_requests_are_all_there_the_oldest_first() {
    let device = Device::start(Config::default()).await;
    let long = "é".repeat(2000);
    for number in 0..50 {
        let mut question = question_with(&format!("t{number}"), "message", json!(long));
        question["binding_message"] = json!(format!("number {number}."));
        ask(&device, &question).await;
    }

    let (_, page) = load(&device, PHONE).await;

    assert_eq!(page.matches("value=\"allow\"").count(), 50);
    assert_eq!(page.matches("value=\"deny\"").count(), 50);
    let places: Vec<_> = (0..50)
        .map(|number| page.find(&format!("number {number}.")).unwrap())
        .collect();
    assert!(places.is_sorted());
    assert!(page.contains("(50) 1001"), "the title counts");
}

#[tokio::test]
async fn markup_in_every_field_is_text() {
    let device = Device::start(Config::default()).await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let workspace = format!("{evil}-");
    let question = json!({
        "workspace": workspace.replace('/', "|"), "user": evil, "message": evil, "timeout": 60,
        "client_name": evil, "scopes": [evil], "binding_message": evil,
    });
    ask(&device, &question).await;
    let mut path = url::Url::parse("http://localhost").unwrap();
    let workspace = workspace.replace('/', "|");
    path.path_segments_mut()
        .unwrap()
        .extend([&workspace, "ad", evil]);

    for path in [path.path(), path.path().split("/ad/").next().unwrap()] {
        let (status, page) = load(&device, path).await;

        assert_eq!(status, StatusCode::OK);
        assert!(
            !page.contains("<script>") && !page.contains("<img"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;"), "{page}");
        assert!(!page.contains(evil), "{page}");
    }
}

#[tokio::test]
async fn a_device_shows_its_own_user_and_workspace_alone() {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;
    let form = form(&page, "allow");

    for other in ["/demo/ad/1002", "/demo/x/ad/1001", "/other/ad/1001"] {
        let (_, page) = load(&device, other).await;
        let status = send(&device, other, form.clone(), &[]).await;

        assert!(page.contains("Nothing to decide"), "{other}");
        assert_eq!(status, StatusCode::NOT_FOUND, "{other}");
    }
    assert_eq!(device.pending("demo").len(), 1);
}

#[rstest]
#[case::another_origin(&[("origin", "http://evil.example")])]
#[case::no_origin_at_all(&[("origin", "null")])]
#[case::the_same_site(&[("sec-fetch-site", "same-site")])]
#[case::another_site(&[("sec-fetch-site", "cross-site")])]
#[tokio::test]
async fn another_origin_cannot_press_a_button(#[case] headers: &[(&str, &str)]) {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;

    let status = send(&device, PHONE, form(&page, "allow"), headers).await;

    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(device.pending("demo").len(), 1);
}

#[tokio::test]
async fn the_own_origin_can_and_a_wrong_form_token_cannot() {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("t")).await;
    let (_, page) = load(&device, PHONE).await;
    let own = format!("http://{}", device.address());
    let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    let good = form(&page, "allow");
    let wrong = good.replacen("form_token=", "form_token=x", 1);

    let refused = send(&device, PHONE, wrong, &headers).await;
    let taken = send(&device, PHONE, good, &headers).await;

    assert_eq!(refused, StatusCode::FORBIDDEN);
    assert_eq!(taken, StatusCode::SEE_OTHER);
}

#[rstest]
#[case("evil.example")]
#[case("evil.example:8070")]
#[case("127.0.0.1.evil.example")]
#[case("localhost.evil.example")]
#[case("")]
#[tokio::test]
async fn a_foreign_host_is_shown_nothing(#[case] host: &str) {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("secret-token")).await;

    for path in [
        PHONE,
        "/",
        "/demo",
        "/demo/ad/1001/events",
        "/api/workspaces/demo/requests",
    ] {
        let request = browser().get(url(&device, path)).header("host", host);
        let response = request.send().await.unwrap();

        let status = response.status();
        let body = response.text().await.unwrap();
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert!(
            !body.contains("Sign in") && !body.contains("secret-token"),
            "{body}"
        );
        assert!(body.contains("--host"), "{body}");
    }
}

#[rstest]
#[case("localhost")]
#[case("LOCALHOST:99")]
#[case("192.168.1.7:8070")]
#[case("[::1]:8070")]
#[case("simulator.example:80")]
#[tokio::test]
async fn an_own_host_is_shown_the_page(#[case] host: &str) {
    let device = Device::start(Config {
        hosts: vec!["simulator.example".to_owned()],
        ..Config::default()
    })
    .await;

    let request = browser().get(url(&device, PHONE)).header("host", host);

    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
}

#[rstest]
#[case("/")]
#[case("/demo")]
#[case("/demo/cd")]
#[case("/demo/both")]
#[case(PHONE)]
#[case("/no/such/page/here")]
#[tokio::test]
async fn every_page_says_what_it_may_do(#[case] path: &str) {
    let device = Device::start(Config::default()).await;

    let response = browser().get(url(&device, path)).send().await.unwrap();

    let headers = response.headers();
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    let page = response.text().await.unwrap();
    assert!(
        !page.contains("style=") && !page.contains("onclick"),
        "{page}"
    );
}

#[rstest]
#[case("/?namespace=demo&project=shop", "/demo/shop")]
#[case("/demo/shop/ad?user=1001", "/demo/shop/ad/1001")]
#[case("/demo/ad?user=a%2Fb%20c", "/demo/ad/a%2Fb%20c")]
#[tokio::test]
async fn a_form_leads_to_the_page_that_it_names(#[case] path: &str, #[case] to: &str) {
    let device = Device::start(Config::default()).await;

    let response = browser().get(url(&device, path)).send().await.unwrap();

    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], to);
    let (status, _) = load(&device, to).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_name_that_is_none_is_given_back_with_the_rule() {
    let device = Device::start(Config::default()).await;

    let (_, page) = load(&device, "/?namespace=a%22b&project=").await;

    assert!(page.contains("1 to 40"), "{page}");
    assert!(
        page.contains("a&quot;b") || page.contains("a&#34;b"),
        "{page}"
    );
}

#[tokio::test]
async fn a_workspace_names_who_was_asked() {
    let device = Device::start(Config::default()).await;
    ask(&device, &question("t")).await;

    let (_, page) = load(&device, "/demo").await;

    assert!(page.contains("<bdi>1001</bdi></a>"), "{page}");
}

#[tokio::test]
async fn events_bring_a_question_and_then_its_end() {
    let device = Device::start(Config::default()).await;
    let request = browser().get(url(&device, "/demo/ad/1001/events"));
    let mut response = request.send().await.unwrap();
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/event-stream"
    );
    let mut read = String::new();
    let mut expect = async |text: &str| {
        while !read.contains(text) {
            let chunk = response.chunk().await.unwrap().expect("the stream goes on");
            read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        read.clear();
    };
    expect("Nothing to decide").await;

    ask(&device, &question("t")).await;
    expect("Sign in at the shop? W4SCT").await;

    device.actionize("demo", "t", "deny").await;
    expect("Denied").await;
}

#[tokio::test]
async fn without_an_actionize_token_the_page_decides() {
    let device = Device::start(Config::default()).await;
    let mut question = question("t");
    question.as_object_mut().unwrap().remove("actionize_token");
    let request_id = ask(&device, &question).await;
    let (_, page) = load(&device, PHONE).await;

    send(&device, PHONE, form(&page, "allow"), &[]).await;

    let status = status_of(&device, &request_id).await;
    assert_eq!(status, json!({"status": "complete", "result": "allow"}));
    eventually("nothing waits", || {
        device.pending("demo").is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn both_devices_are_side_by_side_in_frames() {
    let device = Device::start(Config::default()).await;

    let (status, page) = load(&device, "/demo/shop/both").await;

    assert_eq!(status, StatusCode::OK);
    for frame in [
        "&#x2f;demo&#x2f;shop&#x2f;cd",
        "&#x2f;demo&#x2f;shop&#x2f;ad&#x2f;1001",
    ] {
        assert!(page.contains(&format!("<iframe src=\"{frame}\"")), "{page}");
    }
}
