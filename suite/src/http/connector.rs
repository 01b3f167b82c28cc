//! The ways to a server: plain or under TLS, past a proxy or through one.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{ClientBuilder, Identity, NoProxy, Proxy};
use rustls::ClientConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::given_certificate::Trust;
use super::shown_certificate::ShownCertificate;
use crate::config::{ConnectionConfig, ProxyConfig};

/// No server should close an idle connection sooner: a request on one that is about to be closed gets no answer, and
/// the silence would be taken for the server's fault. Five seconds are a usual limit, and a usual polling interval.
const IDLE: Duration = Duration::from_secs(1);

/// Under TLS a server chooses: some speak HTTP/2 alone.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Whoever runs a server on this machine means it, and no proxy would find it.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Makes ring the process's TLS provider, unless somebody chose one before.
pub fn ring_provider() {
    // An error means that a provider is installed already, which serves as well.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// A client for http URLs: without certificates, which take long to read.
pub(super) fn plain(connection: &ConnectionConfig) -> Result<reqwest::Client, String> {
    let builder = builder(connection)?.tls_certs_only(std::iter::empty());
    builder.build().map_err(|error| super::reason::of(&error))
}

/// A client that trusts whom the user trusts, and shows this certificate where it is asked for one.
pub(super) fn tls(
    connection: &ConnectionConfig,
    shown: Option<&ShownCertificate>,
) -> Result<reqwest::Client, String> {
    let builder = builder(connection)?;
    if !connection.accept_invalid_certificates && !connection.ca_certificates.is_empty() {
        let config = trusting(&connection.ca_certificates, shown)?;
        let builder = builder.tls_backend_preconfigured(config);
        return builder.build().map_err(|error| super::reason::of(&error));
    }
    let builder = builder.tls_danger_accept_invalid_certs(connection.accept_invalid_certificates);
    let builder = match shown {
        Some(shown) => builder.identity(
            Identity::from_pem(shown.pem().as_bytes())
                .map_err(|error| super::reason::of(&error))?,
        ),
        None => builder,
    };
    builder.build().map_err(|error| super::reason::of(&error))
}

/// What both clients have in common. Bodies are judged as they come: no coding of them is asked for.
fn builder(connection: &ConnectionConfig) -> Result<ClientBuilder, String> {
    let no_coding = HeaderValue::from_static("identity");
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(IDLE)
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, no_coding)]))
        .user_agent(concat!("ciba-conformance/", env!("CARGO_PKG_VERSION")))
        .no_proxy();
    let proxies = &connection.proxies;
    let ways = [
        (proxies.http.as_ref(), Proxy::http as fn(String) -> _),
        (proxies.https.as_ref(), Proxy::https as fn(String) -> _),
    ];
    ways.into_iter()
        .filter_map(|(proxy, way)| Some((proxy?, way)))
        .try_fold(builder, |builder, (proxy, way)| {
            Ok(builder.proxy(through(proxy, way, proxies.exempt.as_deref())?))
        })
}

fn through(
    proxy: &ProxyConfig,
    way: fn(String) -> reqwest::Result<Proxy>,
    exempt: Option<&str>,
) -> Result<Proxy, String> {
    let exempt = match exempt {
        Some(others) => format!("{LOOPBACK},{others}"),
        None => LOOPBACK.to_owned(),
    };
    let way = way(proxy.url.expose().to_owned())
        .map_err(|_| format!("{} names no usable proxy", proxy.place))?;
    Ok(way.no_proxy(NoProxy::from_string(&exempt)))
}

/// Trusts the system's authorities, and the given certificates, be they authorities' or servers'.
fn trusting(pem: &[u8], shown: Option<&ShownCertificate>) -> Result<ClientConfig, String> {
    let given: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let provider = Arc::new(default_provider());
    let trust = Trust::new(given, Arc::clone(&provider)).map_err(|error| error.to_string())?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust));
    let mut config = match shown.map(ShownCertificate::chain) {
        Some((chain, key)) => builder
            .with_client_auth_cert(chain, key)
            .map_err(|error| error.to_string())?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

#[cfg(test)]
mod tests;
