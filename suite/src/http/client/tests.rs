#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

#[test]
fn a_log_shows_where_a_request_went_and_no_secret() {
    let op = logged("https://user:pass@op/token?auth_req_id=secret", Party::Op);
    let device = logged(
        "https://op/approve/secret?x=secret",
        Party::AuthenticationDevice,
    );

    assert_eq!(
        (op.as_str(), device.as_str()),
        ("https://op/token", "https://op")
    );
}

/// Serves the connections of a server one by one, each told its number; gives its address.
async fn server<F, R>(serve: F) -> String
where
    F: Fn(TcpStream, usize) -> R + Send + 'static,
    R: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            serve(stream, number).await;
        }
    });
    format!("http://{address}/token")
}

/// Reads a request, as long as it fits into a packet.
async fn request(stream: &mut TcpStream) -> String {
    let mut buffer = vec![0; 4096];
    let length = stream.read(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

async fn answer(stream: &mut TcpStream, head: &str) {
    let text = format!("HTTP/1.1 {head}\r\ncontent-length: 2\r\n\r\n{{}}");
    stream.write_all(text.as_bytes()).await.unwrap();
}

fn client() -> HttpClient {
    HttpClient::new(&ConnectionConfig::default()).unwrap()
}

async fn status(client: &HttpClient, request: OutgoingRequest) -> Result<u16, HttpError> {
    let sent = client.send(Party::Client, Party::Op, request).await;
    sent.map(|exchange| exchange.response.status)
}

#[tokio::test]
async fn a_server_may_close_each_connection_without_a_word() {
    let url = server(|mut stream, _| async move {
        request(&mut stream).await;
        answer(&mut stream, "200 OK").await;
    })
    .await;
    let client = client();

    for _ in 0..200 {
        let sent = status(&client, OutgoingRequest::post_form(&url, "a=b")).await;
        assert_eq!(sent.unwrap(), 200);
    }
}

#[tokio::test]
async fn what_asks_only_is_asked_again_where_the_connection_broke() {
    let url = server(|mut stream, number| async move {
        request(&mut stream).await;
        if number > 0 {
            answer(&mut stream, "200 OK").await;
        }
    })
    .await;

    assert_eq!(
        status(&client(), OutgoingRequest::get(&url)).await.unwrap(),
        200
    );
}

#[tokio::test]
async fn what_the_server_may_have_processed_is_sent_once() {
    let seen = Arc::new(AtomicUsize::default());
    let counter = Arc::clone(&seen);
    let url = server(move |mut stream, _| {
        let seen = Arc::clone(&counter);
        async move {
            request(&mut stream).await;
            seen.fetch_add(1, Ordering::SeqCst);
        }
    })
    .await;

    let sent = status(&client(), OutgoingRequest::post_form(&url, "a=b")).await;

    assert!(matches!(
        sent,
        Err(HttpError::NoAnswer {
            connected: true,
            ..
        })
    ));
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_asks_beside_scenarios_asks_again_where_the_connection_breaks() {
    let url = server(|mut stream, number| async move {
        request(&mut stream).await;
        if number > 1 {
            answer(&mut stream, "200 OK").await;
        }
    })
    .await;
    let mut post = OutgoingRequest::get(&url);
    "POST".clone_into(&mut post.method);

    let once = client().send(Party::Client, Party::Op, post.clone()).await;
    let sent = client()
        .send_patiently(Party::Client, Party::Op, post)
        .await;

    assert!(once.unwrap_err().is_broken());
    assert_eq!(sent.unwrap().response.status, 200);
}

#[tokio::test]
async fn who_is_told_to_come_back_does_so_when_the_time_is_over() {
    let url = server(|mut stream, number| async move {
        request(&mut stream).await;
        if number == 0 {
            answer(
                &mut stream,
                "429 Too Many Requests\r\nretry-after: 1\r\nconnection: close",
            )
            .await;
        } else {
            answer(&mut stream, "200 OK").await;
        }
    })
    .await;
    let started = Instant::now();

    let get = OutgoingRequest::get(&url);
    let sent = client().send_patiently(Party::Client, Party::Op, get).await;

    assert_eq!(sent.unwrap().response.status, 200);
    assert!(started.elapsed() >= Duration::from_secs(1));
}
