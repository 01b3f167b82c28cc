use axum::Router;
use tokio::net::TcpListener;

use super::error::broken;
use suite::error::SuiteError;

const LOOPBACK: &str = "127.0.0.1:0";

/// A listener at a free port, and its URL.
pub(super) async fn listen() -> Result<(TcpListener, String), SuiteError> {
    let listener = TcpListener::bind(LOOPBACK)
        .await
        .map_err(|error| broken(&error))?;
    let address = listener.local_addr().map_err(|error| broken(&error))?;
    Ok((listener, format!("http://{address}")))
}

/// Serves a router until the runtime ends.
pub(super) fn serve(listener: TcpListener, router: Router) {
    tokio::spawn(async move { axum::serve(listener, router).await });
}
