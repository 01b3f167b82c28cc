//! The connections of clients: how many there may be, how long one may keep us waiting, and how they end.
//!
//! A client that opens many connections and sends nothing, or sends heads of requests bit by bit, must not keep others
//! out. Each head has a time limit, which is also how long a connection may idle; and where there are as many
//! connections as there may be, one that is not being answered makes room for a new one, the idlest first.

use std::collections::VecDeque;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tower::ServiceExt as _;

/// The limits for connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many there may be.
    pub(crate) connections: usize,
    /// How long the head of a request may take to come, counted from the connection or from the answer before.
    pub(crate) head: Duration,
}

/// How long to wait where no connection can be accepted, or none can go.
const A_MOMENT: Duration = Duration::from_millis(50);

/// What is known of an open connection. It lives as long as the connection.
#[derive(Debug, Default)]
struct Standing {
    /// A request is being answered.
    is_busy: AtomicBool,
    /// There was one since somebody last looked.
    was_used: AtomicBool,
    /// The connection is to end, after the answer that is under way.
    end: Notify,
}

/// Marks a connection as busy.
struct Busy(Arc<Standing>);

impl Busy {
    fn mark(standing: &Arc<Standing>) -> Self {
        standing.is_busy.store(true, Ordering::Relaxed);
        standing.was_used.store(true, Ordering::Relaxed);
        Self(Arc::clone(standing))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.is_busy.store(false, Ordering::Relaxed);
    }
}

/// All open connections, those first that have idled for longest.
struct Connections {
    limits: Limits,
    free: Arc<Semaphore>,
    open: VecDeque<Weak<Standing>>,
}

/// Serves `router` until `stop` resolves and every connection has ended. Then, connections that are not being answered
/// end at once, and others with the answer.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut connections = Connections {
        limits,
        free: Arc::new(Semaphore::new(limits.connections)),
        open: VecDeque::new(),
    };
    // Each route is made now, and not anew for each request.
    let router = router.with_state(());
    let (alive, mut all_ended) = mpsc::channel::<()>(1);
    let accepting = async {
        loop {
            let Ok(stream) = connections.accept(&listener).await else {
                continue;
            };
            let Some(slot) = connections.room().await else {
                return;
            };
            let standing = Arc::new(Standing::default());
            connections.open.push_back(Arc::downgrade(&standing));
            let answering = answer(stream, router.clone(), standing, limits.head);
            let alive = alive.clone();
            tokio::spawn(async move {
                answering.await;
                drop((slot, alive));
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    drop((listener, alive));
    for connection in connections.open.drain(..) {
        if let Some(standing) = connection.upgrade() {
            standing.end.notify_one();
        }
    }
    // There is nothing to receive: the channel closes with the last connection.
    let _ = all_ended.recv().await;
}

impl Connections {
    /// The next connection. Where the system has no room for one, somebody idle goes.
    async fn accept(&mut self, listener: &TcpListener) -> io::Result<TcpStream> {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A socket that refuses the option still works.
                let _ = stream.set_nodelay(true);
                Ok(stream)
            }
            Err(error) if is_the_clients_affair(&error) => Err(error),
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                self.let_one_go();
                tokio::time::sleep(A_MOMENT).await;
                Err(error)
            }
        }
    }

    /// A place for one more connection; another one may have to go for it. Nothing only if nobody serves any more.
    async fn room(&mut self) -> Option<OwnedSemaphorePermit> {
        self.forget_the_ended();
        loop {
            let free = Arc::clone(&self.free);
            if free.available_permits() == 0 {
                self.let_one_go();
            }
            if let Ok(slot) = tokio::time::timeout(A_MOMENT, free.acquire_owned()).await {
                return slot.ok();
            }
        }
    }

    /// Ends the connection that has idled for longest, unless all are being answered.
    fn let_one_go(&mut self) {
        // In a first round nobody may be found who was not used since the last time.
        for _ in 0..2 * self.open.len() {
            let Some(connection) = self.open.pop_front() else {
                return;
            };
            let Some(standing) = connection.upgrade() else {
                continue;
            };
            let was_used = standing.was_used.swap(false, Ordering::Relaxed);
            if !was_used && !standing.is_busy.load(Ordering::Relaxed) {
                standing.end.notify_one();
                return;
            }
            self.open.push_back(connection);
        }
    }

    fn forget_the_ended(&mut self) {
        if self.open.len() > self.limits.connections.saturating_mul(2) {
            self.open.retain(|connection| connection.strong_count() > 0);
        }
    }
}

/// Whether a client has hung up before it was its turn.
fn is_the_clients_affair(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Answers the requests of one connection until it ends.
async fn answer(stream: TcpStream, router: Router, standing: Arc<Standing>, head: Duration) {
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let busy = Busy::mark(&standing);
        let answer = router.clone().oneshot(request.map(Body::new));
        async move {
            let answer = answer.await;
            drop(busy);
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // What goes wrong with a connection is the client's affair.
        _ = connection.as_mut() => return,
        () = standing.end.notified() => connection.as_mut().graceful_shutdown(),
    }
    // Once more: what has been answered goes out. After that only an answer that is under way is waited for.
    let ended = tokio::time::timeout(Duration::ZERO, connection.as_mut()).await;
    if ended.is_err() && standing.is_busy.load(Ordering::Relaxed) {
        let _ = connection.await;
    }
}

#[cfg(test)]
mod tests;
