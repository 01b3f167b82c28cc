//! What a refusal says about when to come back, and how long we wait for it.

use std::io::{Read as _, Write as _};
use std::time::SystemTime;

use super::*;

#[rstest]
#[case::seconds("60".to_owned())]
#[case::more_than_a_life("1000000000".to_owned())]
#[case::as_long_as_it_gets(u64::MAX.to_string())]
#[case::a_time(httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(60)))]
#[tokio::test]
async fn nobody_waits_for_a_pause_that_takes_longer_than_the_call_may(#[case] wanted: String) {
    let response = ResponseTemplate::new(429).insert_header("retry-after", wanted);
    let (server, client) = authlete(response).await;

    let answer = tokio::time::timeout(TIMEOUT / 2, client.service_jwks()).await;

    let error = answer.unwrap().unwrap_err();
    assert!(
        matches!(error, AuthleteError::Status { status: 429, .. }),
        "{error:?}"
    );
    assert_eq!(received(&server).await.len(), 1);
}

/// An Authlete that says what is wrong, and never finishes saying why.
fn mumbling() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut connections = Vec::new();
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let head = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 500\r\n\r\n{\"resultCode\":";
            let _ = connection.read(&mut [0; 4096]);
            connection.write_all(head).unwrap();
            connections.push(connection);
        }
    });
    url
}

#[tokio::test]
async fn a_refusal_counts_before_its_body_has_come() {
    let client = client(mumbling(), v3(), Duration::from_secs(2));

    let error = token(&client).await.unwrap_err();

    assert!(
        matches!(error, AuthleteError::Status { status: 401, .. }),
        "{error:?}"
    );
}
