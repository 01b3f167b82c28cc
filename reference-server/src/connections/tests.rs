#![expect(clippy::unwrap_used, reason = "a test may panic")]

use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const LONG: Duration = Duration::from_secs(60);
/// What must happen happens within this time.
const SOON: Duration = Duration::from_secs(10);

struct Served {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    /// Lets `/slow` answer.
    answer: Arc<Notify>,
    /// Whether `/slow` was asked.
    asked: Arc<Notify>,
}

async fn served(connections: usize, head: Duration) -> Served {
    let (answer, asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (answer, asked) = (answer.clone(), asked.clone());
        async move || {
            asked.notify_one();
            answer.notified().await;
            "slow"
        }
    };
    let router = Router::new()
        .route("/", get(async || "quick"))
        .route("/slow", get(slow));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let limits = Limits { connections, head };
    let serving = tokio::spawn(serve(listener, router, limits, async move {
        stopped.await.unwrap();
    }));
    Served {
        address,
        stop,
        serving,
        answer,
        asked,
    }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        tokio::time::timeout(SOON, self.serving)
            .await
            .unwrap()
            .unwrap();
    }
}

/// Sends a request on a connection and reads the answer; nothing if the connection has been closed.
async fn ask(connection: &mut TcpStream) -> Option<String> {
    // What is sent into a closed connection is lost; reading tells.
    let _ = connection.write_all(REQUEST).await;
    read(connection).await
}

async fn read(connection: &mut TcpStream) -> Option<String> {
    let mut answer = [0; 1024];
    let read = tokio::time::timeout(SOON, connection.read(&mut answer));
    let length = read.await.unwrap().ok().filter(|length| *length > 0)?;
    Some(String::from_utf8_lossy(&answer[..length]).into_owned())
}

fn is_quick(answer: Option<String>) -> bool {
    answer.is_some_and(|answer| answer.ends_with("quick"))
}

#[tokio::test]
async fn a_connection_is_kept_for_more_requests() {
    let served = served(2, LONG).await;
    let mut connection = served.connect().await;

    for _ in 0..3 {
        assert!(is_quick(ask(&mut connection).await));
    }

    served.stop().await;
}

#[tokio::test]
async fn idle_connections_keep_nobody_out() {
    let served = served(4, LONG).await;

    let mut idle = Vec::new();
    for _ in 0..50 {
        let mut connection = served.connect().await;
        connection.write_all(b"GET / HT").await.unwrap();
        idle.push(connection);
    }
    let mut connection = served.connect().await;

    assert!(is_quick(ask(&mut connection).await));
    assert_eq!(read(&mut idle[0]).await, None, "the oldest has made room");
}

#[tokio::test]
async fn a_connection_that_is_used_stays_among_idle_ones() {
    let served = served(4, LONG).await;
    let mut used = served.connect().await;
    assert!(is_quick(ask(&mut used).await));

    let mut idle = Vec::new();
    for _ in 0..50 {
        idle.push(served.connect().await);
        assert!(is_quick(ask(&mut used).await));
    }
}

#[tokio::test]
async fn a_request_that_is_being_answered_makes_no_room() {
    let served = served(1, LONG).await;
    let mut busy = served.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    served.asked.notified().await;

    let mut waiting = served.connect().await;
    waiting.write_all(REQUEST).await.unwrap();
    tokio::time::sleep(3 * A_MOMENT).await;
    served.answer.notify_one();

    assert!(read(&mut busy).await.unwrap().ends_with("slow"));
    assert!(is_quick(read(&mut waiting).await));
}

#[tokio::test]
async fn a_head_that_comes_bit_by_bit_has_a_time_limit() {
    let served = served(4, Duration::from_millis(100)).await;
    let mut connection = served.connect().await;

    let dribbling = async {
        loop {
            if connection.write_all(b"x").await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };

    tokio::time::timeout(SOON, dribbling).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_idles_between_requests_has_a_time_limit() {
    let served = served(4, Duration::from_millis(100)).await;
    let mut connection = served.connect().await;

    assert!(is_quick(ask(&mut connection).await));

    assert_eq!(read(&mut connection).await, None);
}

#[tokio::test]
async fn a_stop_waits_for_no_connection_that_idles() {
    let served = served(4, LONG).await;
    let _silent = served.connect().await;
    let mut half = served.connect().await;
    half.write_all(b"GET / HT").await.unwrap();
    let mut used = served.connect().await;
    assert!(is_quick(ask(&mut used).await));

    served.stop().await;

    assert_eq!(read(&mut used).await, None);
}

#[tokio::test]
async fn a_stop_waits_for_the_answer_that_is_under_way() {
    let served = served(4, LONG).await;
    let mut busy = served.connect().await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    served.asked.notified().await;
    let answer = served.answer.clone();

    let stopping = tokio::spawn(served.stop());
    tokio::time::sleep(A_MOMENT).await;
    assert!(!stopping.is_finished());
    answer.notify_one();

    assert!(read(&mut busy).await.unwrap().ends_with("slow"));
    stopping.await.unwrap();
}
