//! Its bytes: the JDK's HTTP client, one connection for several calls.

use std::io::{Read, Write};
use std::net::TcpStream;

use fake_authlete::Core;
use rstest::rstest;
use serde_json::{Value, json};

use super::{AUTHENTICATION, ISSUE, Java};
use crate::support::{config, form, good_request, text};

/// A fake that listens, with the path of its service and the credentials for it.
async fn listening(version: u8) -> (TcpStream, String, String) {
    let core = Core::new(config());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = fake_authlete::router(core.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let credentials = core.credentials(format!("http://{address}"));
    let authorization = Java {
        version,
        ..Java::AS_IT_COMES
    }
    .authorization_for(&credentials);
    let path = match version {
        2 => "/api".to_owned(),
        _ => format!("/api/{}", credentials.service_id),
    };
    (TcpStream::connect(address).unwrap(), path, authorization)
}

#[derive(Clone, Copy, Debug)]
enum Framing {
    Length,
    Chunks,
}

fn post(stream: &mut TcpStream, path: &str, authorization: &str, framing: Framing, body: &Value) {
    let body = body.to_string();
    let (header, body) = match framing {
        Framing::Length => (format!("Content-Length: {}", body.len()), body),
        Framing::Chunks => (
            "Transfer-Encoding: chunked".to_owned(),
            format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()),
        ),
    };
    let request = format!(
        "POST {path} HTTP/1.1\r\nAccept: application/json\r\nAuthorization: {authorization}\r\n\
         Content-Type: application/json;charset=UTF-8\r\nUser-Agent: Jersey/3.1 (HttpUrlConnection 21.0.1)\r\n\
         Host: 127.0.0.1:8090\r\nConnection: keep-alive\r\n{header}\r\n\r\n{body}",
    );
    stream.write_all(request.as_bytes()).unwrap();
}

/// One answer with a Content-Length, the only kind that the fake sends.
fn answer(stream: &mut TcpStream) -> Value {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0].to_ascii_lowercase());
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(
        head.contains("\r\ncontent-type: application/json"),
        "{head}"
    );
    let length = head.split("content-length: ").nth(1).unwrap();
    let length = length.split("\r\n").next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn its_calls_share_a_connection(
    #[values(2, 3)] version: u8,
    #[values(Framing::Length, Framing::Chunks)] framing: Framing,
) {
    let (mut stream, path, authorization) = listening(version).await;
    let request = json!({
        "parameters": form(&good_request()), "clientId": "poll", "clientSecret": "poll-secret",
    });
    let mut call = |api: &str, body: &Value| {
        post(
            &mut stream,
            &format!("{path}/{api}"),
            &authorization,
            framing,
            body,
        );
        answer(&mut stream)
    };

    let ticket = text(&call(AUTHENTICATION, &request), "ticket");
    let issued = call(ISSUE, &json!({"ticket": ticket}));

    assert_eq!(issued["action"], "OK");
}
