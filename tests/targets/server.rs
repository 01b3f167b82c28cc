//! A server on loopback that answers as a test says, over TCP or TLS, for ever or for so many requests.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::server::danger::ClientCertVerifier;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// What a server says.
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    body: String,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            content_type: "application/json",
            body: body.to_string(),
        }
    }

    pub(crate) fn html(body: &str) -> Self {
        Self {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body: body.to_owned(),
        }
    }
}

/// From the path and the server's own URL to the answer.
type Behaviour = Arc<dyn Fn(&str, &str) -> Answer + Send + Sync>;

pub(crate) struct Server {
    url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(behaviour: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen("http", usize::MAX, None, Arc::new(behaviour))
    }

    /// One that dies after so many requests.
    pub(crate) fn start_for(
        requests: usize,
        behaviour: impl Fn(&str, &str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::listen("http", requests, None, Arc::new(behaviour))
    }

    pub(crate) fn start_with_tls(
        config: &Arc<ServerConfig>,
        behaviour: impl Fn(&str, &str) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::listen(
            "https",
            usize::MAX,
            Some(Arc::clone(config)),
            Arc::new(behaviour),
        )
    }

    fn listen(
        scheme: &str,
        mut requests_left: usize,
        tls: Option<Arc<ServerConfig>>,
        behaviour: Behaviour,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let server = Self {
            url: url.clone(),
            heads: Arc::clone(&heads),
        };
        thread::spawn(move || {
            // One after the other: with the last request the listener is dropped, and nobody answers any more.
            while requests_left > 0 {
                let (stream, _) = listener.accept().unwrap();
                requests_left -= 1;
                // A client that does not like the certificate goes away.
                drop(match &tls {
                    None => answer(stream, &url, &behaviour, &heads),
                    Some(config) => {
                        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                        answer(
                            StreamOwned::new(connection, stream),
                            &url,
                            &behaviour,
                            &heads,
                        )
                    }
                });
            }
        });
        server
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How often a path was asked for.
    pub(crate) fn requests(&self, path: &str) -> usize {
        let heads = self.heads.lock().unwrap();
        let paths = heads.iter().map(|head| head.split(' ').nth(1));
        paths.filter(|asked| *asked == Some(path)).count()
    }

    /// The heads of all requests: method, path and headers.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: impl Read + Write,
    url: &str,
    behaviour: &Behaviour,
    heads: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let head = read_request(&mut stream)?;
    let path = head.split(' ').nth(1).unwrap_or_default();
    heads.lock().unwrap().push(head.clone());
    let answer = behaviour(path, url);
    write!(
        stream,
        "HTTP/1.1 {} Answer\r\ncontent-type: {}\r\ncache-control: no-store\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{}",
        answer.status,
        answer.content_type,
        answer.body.len(),
        answer.body
    )?;
    stream.flush()
}

/// Reads a request with its body, and gives its head.
fn read_request(stream: &mut impl Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, length)| length.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Ok(head.to_owned());
            }
        }
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..read]);
    }
}

/// An authority that issues certificates for 127.0.0.1, made for one test.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// A server with a certificate of this authority, which may have expired long ago.
    pub(crate) fn certificate(&self, expired: bool) -> Arc<ServerConfig> {
        self.server(expired, None)
    }

    /// A server that asks its clients for certificates, and has this to say of them.
    pub(crate) fn asking(&self, verifier: Arc<dyn ClientCertVerifier>) -> Arc<ServerConfig> {
        self.server(false, Some(verifier))
    }

    fn server(
        &self,
        expired: bool,
        clients: Option<Arc<dyn ClientCertVerifier>>,
    ) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        if expired {
            params.not_before = rcgen::date_time_ymd(2020, 1, 1);
            params.not_after = rcgen::date_time_ymd(2020, 2, 1);
        }
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            Some(verifier) => builder.with_client_cert_verifier(verifier),
            None => builder.with_no_client_auth(),
        };
        let config = builder
            .with_single_cert(vec![certificate.der().clone()], private)
            .unwrap();
        Arc::new(config)
    }
}
