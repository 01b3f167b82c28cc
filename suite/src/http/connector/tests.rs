#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rstest::rstest;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::super::{Exchange, HttpClient, HttpError, OutgoingRequest, Party};
use super::*;
use crate::config::{Proxies, Secret};

/// What `openssl req -x509` makes: an authority's certificate, which signs itself, and its server's configuration.
fn openssl_like(name: &str, protocol: &[u8]) -> (String, Arc<ServerConfig>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![protocol.to_vec()];
    (certificate.pem(), Arc::new(config))
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

async fn get(connection: &ConnectionConfig, url: &str) -> Result<Exchange, HttpError> {
    let client = HttpClient::new(connection).unwrap();
    client
        .send(Party::Client, Party::Op, OutgoingRequest::get(url))
        .await
}

fn trusting(pem: String) -> ConnectionConfig {
    ConnectionConfig {
        ca_certificates: pem.into_bytes(),
        ..ConnectionConfig::default()
    }
}

/// Answers by HTTP/1.1; gives what was asked.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> String {
    let mut buffer = vec![0; 4096];
    let length = stream.read(&mut buffer).await.unwrap();
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    stream.write_all(answer.as_bytes()).await.unwrap();
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn a_server_may_speak_http_2_alone() {
    let (pem, config) = openssl_like("127.0.0.1", b"h2");
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = TlsAcceptor::from(config).accept(stream).await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            let response = axum::http::Response::builder()
                .header("x-seen", "1")
                .body(())
                .unwrap();
            let mut body = respond.send_response(response, false).unwrap();
            body.send_data("{}".into(), true).unwrap();
        }
    });

    let exchange = get(&trusting(pem), &format!("https://{address}/a"))
        .await
        .unwrap();

    assert_eq!(exchange.response.status, 200);
    assert_eq!(exchange.response.body, b"{}");
    assert_eq!(exchange.response.header("x-seen"), Some("1"));
}

#[rstest]
#[case::as_it_is("127.0.0.1", true, None)]
#[case::of_another_name("op.example.com", true, Some("not valid for name"))]
#[case::without_being_named(
    "127.0.0.1",
    false,
    Some("certificate of an authority (CA:TRUE) as its own")
)]
#[tokio::test]
async fn the_certificate_of_openssl_req_is_trusted_where_it_is_named(
    #[case] name: &str,
    #[case] is_named: bool,
    #[case] refusal: Option<&str>,
) {
    let (pem, config) = openssl_like(name, b"http/1.1");
    let (other, _) = openssl_like("127.0.0.1", b"http/1.1");
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(stream) = TlsAcceptor::from(config).accept(stream).await {
            answer(stream).await;
        }
    });

    let trusted = trusting(if is_named { pem } else { other });
    let sent = get(&trusted, &format!("https://{address}/")).await;

    match refusal {
        None => assert_eq!(sent.unwrap().response.status, 200),
        Some(words) => {
            let error = sent.unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}

#[tokio::test]
async fn tls_to_a_plain_server_is_told_in_words() {
    let (listener, address) = listener().await;
    tokio::spawn(async move { answer(listener.accept().await.unwrap().0).await });

    let error = get(&ConnectionConfig::default(), &format!("https://{address}/")).await;

    let error = error.unwrap_err().to_string();
    assert!(error.contains("it speaks plain HTTP?"), "{error}");
}

#[tokio::test]
async fn a_proxy_is_asked_for_hosts_elsewhere_and_for_none_on_loopback() {
    let (proxy, proxy_address) = listener().await;
    let (own, own_address) = listener().await;
    let proxied = tokio::spawn(async move { answer(proxy.accept().await.unwrap().0).await });
    tokio::spawn(async move { answer(own.accept().await.unwrap().0).await });
    let url = Secret::new(format!("http://{proxy_address}"));
    let connection = ConnectionConfig {
        proxies: Proxies::all(url, "connection.proxy"),
        ..ConnectionConfig::default()
    };

    get(&connection, &format!("http://{own_address}/"))
        .await
        .unwrap();
    get(&connection, "http://op.test/metadata").await.unwrap();

    let head = proxied.await.unwrap();
    assert!(head.starts_with("GET http://op.test/metadata"), "{head}");
}

#[tokio::test]
async fn an_https_url_is_reached_through_a_tunnel_of_the_proxy() {
    let (proxy, address) = listener().await;
    let proxied = tokio::spawn(async move { answer(proxy.accept().await.unwrap().0).await });
    let connection = ConnectionConfig {
        proxies: Proxies::all(Secret::new(format!("http://{address}")), "HTTPS_PROXY"),
        ..ConnectionConfig::default()
    };

    // What stands behind this proxy speaks no TLS, and that is how far it goes.
    assert!(get(&connection, "https://op.test/").await.is_err());

    let head = proxied.await.unwrap();
    assert!(head.starts_with("CONNECT op.test:443"), "{head}");
}

#[tokio::test]
async fn no_content_coding_is_asked_for() {
    let (listener, address) = listener().await;
    let asked = tokio::spawn(async move { answer(listener.accept().await.unwrap().0).await });

    get(&ConnectionConfig::default(), &format!("http://{address}/"))
        .await
        .unwrap();

    let head = asked.await.unwrap().to_ascii_lowercase();
    assert!(head.contains("accept-encoding: identity\r\n"), "{head}");
}
