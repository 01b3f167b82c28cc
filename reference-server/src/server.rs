//! A running server.

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::background::Background;
use crate::connections::{self, Limits};
use crate::routes;
use crate::state::AppState;

/// Why a server did not end in order.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The socket failed.
    #[error("the server's socket failed")]
    Io(#[from] io::Error),
    /// Requests or background tasks were still running at the limit; they were abandoned.
    #[error(
        "expected all work to finish within {0:?} of the shutdown; what was left has been abandoned"
    )]
    Unfinished(Duration),
}

/// A server that answers on its socket until it is shut down or dropped.
#[derive(Debug)]
pub struct Server {
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    background: Background,
    shutdown_timeout: Duration,
}

impl Server {
    /// Serves the routes of this server on `listener`.
    pub fn start(state: AppState, listener: TcpListener) -> Self {
        Self::serve_router(routes::router(state.clone()), state, listener)
    }

    /// Serves `router`, which holds the routes of `state`, perhaps wrapped in more layers.
    pub fn serve_router(router: Router, state: AppState, listener: TcpListener) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            // A sender that was dropped without a word means the same.
            let _ = stopped.await;
        };
        let limits = Limits {
            connections: state.settings.max_connections,
            head: state.settings.idle_timeout,
        };
        Self {
            stop,
            serving: tokio::spawn(connections::serve(listener, router, limits, stopped)),
            shutdown_timeout: state.settings.shutdown_timeout,
            background: state.background,
        }
    }

    /// Stops accepting, then waits for open requests and background tasks, together at most for the shutdown timeout
    /// of the settings. What is left then is abandoned.
    pub async fn shutdown(mut self) -> Result<(), ServerError> {
        let _ = self.stop.send(());
        let everything = async {
            let served = (&mut self.serving).await;
            self.background.idle().await;
            served
        };
        if let Ok(served) = tokio::time::timeout(self.shutdown_timeout, everything).await {
            return Ok(served.map_err(io::Error::other)?);
        }
        self.serving.abort();
        self.background.abandon();
        Err(ServerError::Unfinished(self.shutdown_timeout))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::{Read as _, Write as _};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::testing::{settings, state};

    /// A socket on a free port, and the URL of a path there.
    async fn listener(path: &str) -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}{path}", listener.local_addr().unwrap());
        (listener, url)
    }

    fn client() -> reqwest::Client {
        crate::http_client::without_tls(Duration::from_secs(5)).unwrap()
    }

    #[tokio::test]
    async fn a_server_answers_until_it_is_shut_down() {
        let (state, _) = state(settings());
        let (listener, url) = listener("/healthz").await;
        let server = Server::start(state, listener);

        let answer = client().get(&url).send().await.unwrap();
        server.shutdown().await.unwrap();
        let refused = client().get(&url).send().await;

        assert_eq!(answer.status().as_u16(), 200);
        assert!(refused.unwrap_err().is_connect());
    }

    #[tokio::test]
    async fn a_shutdown_waits_for_background_tasks() {
        let (state, _) = state(settings());
        let done = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&done);
        let background = state.background.clone();
        let (listener, _) = listener("").await;
        let server = Server::start(state, listener);
        background.spawn(async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            flag.store(true, Ordering::SeqCst);
        });

        server.shutdown().await.unwrap();

        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_shutdown_does_not_wait_for_ever() {
        let mut settings = settings();
        settings.shutdown_timeout = Duration::from_millis(20);
        let (state, _) = state(settings);
        let background = state.background.clone();
        let (listener, _) = listener("").await;
        let server = Server::start(state, listener);
        background.spawn(std::future::pending());

        let error = server.shutdown().await.unwrap_err();

        assert!(matches!(error, ServerError::Unfinished(_)), "{error}");
        let gone = tokio::time::timeout(Duration::from_secs(5), background.idle()).await;
        assert!(gone.is_ok(), "the task must be gone");
    }

    #[tokio::test]
    async fn another_router_can_be_served_with_the_state() {
        let (state, _) = state(settings());
        let router = Router::new().route("/mine", axum::routing::get(|| async { "mine" }));
        let (listener, url) = listener("/mine").await;
        let server = Server::serve_router(router, state, listener);

        let answer = client().get(url).send().await.unwrap();

        assert_eq!(answer.text().await.unwrap(), "mine");
        server.shutdown().await.unwrap();
    }

    /// A client that sends everything before it reads anything.
    fn send_then_read(address: &str, length: usize) -> String {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let head = format!(
            "POST /token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&vec![b'x'; length]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_body_that_is_too_long_is_answered_even_to_a_client_that_keeps_sending() {
        let (state, _) = state(settings());
        let (listener, url) = listener("").await;
        let server = Server::start(state, listener);
        let address = url.replace("http://", "");

        let sending =
            move || [65_537, 1_000_000, 10_000_000].map(|length| send_then_read(&address, length));
        let answers = tokio::task::spawn_blocking(sending).await.unwrap();

        for answer in answers {
            assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
            assert!(answer.contains("invalid_request"), "{answer}");
        }
        server.shutdown().await.unwrap();
    }
}
