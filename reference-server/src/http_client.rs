//! HTTP clients: no redirects, no proxies, no retries, and a limit on everything.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

/// Why an HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// TLS cannot be used: no root certificates on this machine, mostly.
    #[error(
        "cannot prepare an HTTP client with TLS; are the system's root certificates installed?"
    )]
    Build(#[from] reqwest::Error),
    /// The cryptographic provider knows no TLS version that we use.
    #[error("cannot prepare TLS")]
    Tls(#[from] rustls::Error),
    /// There is nothing at such an address.
    #[error("{base_url:?} is not the URL of a server")]
    BaseUrl {
        /// As it was configured.
        base_url: String,
        /// What is wrong with it.
        #[source]
        source: url::ParseError,
    },
}

/// Where a server is. It is read once: that takes longer than anything else that is done before a call is sent.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    pub(crate) fn new(base_url: &str) -> Result<Self, HttpClientError> {
        let url = Url::parse(base_url.trim_end_matches('/'));
        url.map(Self).map_err(|source| HttpClientError::BaseUrl {
            base_url: base_url.to_owned(),
            source,
        })
    }

    /// The URL of a path below it; the path begins with a slash.
    pub(crate) fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let below = url.path().trim_end_matches('/').to_owned();
        url.set_path(&(below + path));
        url
    }
}

/// A client for servers that speak TLS; it trusts the certificate authorities of the system.
pub(crate) fn with_tls(connect_timeout: Duration) -> Result<Client, HttpClientError> {
    // An error says that a provider is installed already: that one is used then.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(careful(connect_timeout).build()?)
}

/// A client for plain HTTP. It trusts nobody, so an https URL fails: nothing is read from disk to make it.
pub(crate) fn without_tls(connect_timeout: Duration) -> Result<Client, HttpClientError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let trust_nobody = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(careful(connect_timeout)
        .tls_backend_preconfigured(trust_nobody)
        .build()?)
}

/// The client that a base URL needs.
pub(crate) fn for_base_url(
    base_url: &str,
    connect_timeout: Duration,
) -> Result<Client, HttpClientError> {
    let is_tls = base_url
        .get(..6)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
    if is_tls {
        with_tls(connect_timeout)
    } else {
        without_tls(connect_timeout)
    }
}

fn careful(connect_timeout: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        // Shorter than what servers and their load balancers wait before they hang up.
        .pool_idle_timeout(Duration::from_secs(15))
        .connect_timeout(connect_timeout)
}

/// Why a response body could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body broke off: {0}")]
    Broken(#[source] reqwest::Error),
    #[error("the body is longer than {0} bytes")]
    TooLong(usize),
}

/// Reads a response body of at most `limit` bytes.
pub(crate) async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        if body.len() + chunk.len() > limit {
            return Err(BodyError::TooLong(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
