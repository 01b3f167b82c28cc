//! A client and a server for plain HTTP.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

/// A client that trusts nobody, so that nothing is read from disk to make it.
pub(crate) fn client() -> reqwest::Client {
    builder().build().unwrap()
}

/// The same, to be changed.
pub(crate) fn builder() -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
}

/// Serves routes on a port that the system chooses, and returns the URL.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}
