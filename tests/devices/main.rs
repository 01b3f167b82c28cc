//! What the suite listens on beside an OP: authentication devices and the notification endpoint.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod channel;
mod notification_endpoint;
mod simulator;

use std::net::SocketAddr;

use axum::Router;
use suite::op_under_test::authentication_device::PendingRequest;
use tokio::net::TcpListener;

const PENDING: PendingRequest<'_> = PendingRequest {
    auth_req_id: "an-auth-req-id",
    login_hint: "alice",
    binding_message: Some("W4SCT"),
    traceparent: "00-00000000000000000000000000000001-0000000000000001-01",
};

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Serves until the test ends; gives the base URL.
async fn serve(router: Router) -> String {
    let listener = TcpListener::bind(loopback()).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
