//! OPs that bind access tokens to a key, as they may: the suite shows none, and says so instead of blaming them for it.

use std::sync::Arc;

use rstest::rstest;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::ring::default_provider;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, SignatureScheme};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::bad_input::{ended, program, written};
use crate::server::Authority;
use crate::troubled::{Shown, Trouble, Troubled, free};

/// Scenarios that end soon: one with no token request, one before the approval, and one after it.
const ACKNOWLEDGED: &str = "/expires_in-is-a-positive-integer";
const PENDING: &str = "/a-pending-request-is-refused-with-authorization_pending";
const APPROVED: &str = "/an-approved-request-is-redeemed-for-tokens";

/// An answer without a word about its reason.
fn silent() -> Value {
    json!({"error": "invalid_request", "error_description": "invalid request"})
}

fn target(name: &str, text: &str) -> String {
    let file = written(&format!("bound-{name}.toml"), text);
    file.display().to_string()
}

/// A run: its report, its exit code, and what was said on standard error.
fn run(file: &str) -> (Value, i32, String) {
    let arguments = ["run", "--target", file, "--report", "json=-"];
    let filters = [ACKNOWLEDGED, PENDING, APPROVED];
    let output = program(&[&arguments[..], &filters[..]].concat());
    let (code, said) = ended(&output);
    (serde_json::from_slice(&output.stdout).unwrap(), code, said)
}

/// What a command prints.
fn printed(command: &str, file: &str) -> String {
    let output = program(&[command, "--target", file]);
    String::from_utf8(output.stdout).unwrap()
}

/// How the run of a scenario ended.
fn outcome<'a>(report: &'a Value, id: &str, client: &str) -> &'a str {
    let mut scenarios = report["scenarios"].as_array().unwrap().iter();
    let found = scenarios.find(|scenario| {
        scenario["client"] == client && scenario["id"].as_str().unwrap().ends_with(id)
    });
    found.map_or("not there", |found| found["outcome"].as_str().unwrap())
}

/// One cause stands in the way of everything but what needs no tokens, and nothing has failed.
fn stands_in_the_way(report: &Value, row: &str) {
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert_eq!(causes[0]["requirement"], row);
    assert_eq!(causes[0]["outcome"], "blocked");
    assert_eq!(
        (&causes[0]["runs"], &causes[0]["blocked"]),
        (&json!(0), &json!(5))
    );
    for client in ["poll", "ping"] {
        assert_eq!(outcome(report, ACKNOWLEDGED, client), "passed");
        // Whoever shows nothing is refused whatever the state of the request is.
        assert_eq!(outcome(report, PENDING, client), "blocked");
        assert_eq!(outcome(report, APPROVED, client), "blocked");
    }
    assert_eq!(outcome(report, ACKNOWLEDGED, "push"), "blocked");
    assert_eq!(report["summary"]["failed"], 0);
}

#[rstest]
#[case::certificate(
    json!({"error": "invalid_request", "error_description": "client certificate missing"}),
    "C-8705-05",
    "a client certificate in the request"
)]
#[case::proof(json!({"error": "invalid_dpop_proof"}), "C-9449-01", "a DPoP proof in the request")]
#[case::nonce(json!({"error": "use_dpop_nonce"}), "C-9449-01", "a DPoP proof in the request")]
fn what_an_op_names_is_one_cause_and_no_failure(
    #[case] refusal: Value,
    #[case] row: &str,
    #[case] words: &str,
) {
    let op = Troubled::start(Trouble {
        without_certificate: Some(refusal.clone()),
        ..Trouble::default()
    });
    let file = target(refusal["error"].as_str().unwrap(), &op.target());

    let (report, code, said) = run(&file);
    let findings = printed("doctor", &file);

    assert_eq!(code, 1, "{said}");
    stands_in_the_way(&report, row);
    for text in [&said, &findings] {
        assert!(text.contains(words) && text.contains(row), "{text}");
        assert!(text.contains("no fault of the OP"), "{text}");
    }
    assert!(findings.contains("ok       device"), "{findings}");
}

#[test]
fn an_op_that_does_not_say_what_it_misses_is_asked_by_a_client_with_a_certificate() {
    let op = BehindTls::start(Trouble {
        without_certificate: Some(silent()),
        ..Trouble::default()
    });
    let file = target("tried", &op.target("tried"));

    let (report, code, said) = run(&file);
    let findings = printed("doctor", &file);

    assert_eq!(code, 1, "{said}");
    stands_in_the_way(&report, "C-8705-05");
    let tried = "one that was made for this has the same request accepted";
    for text in [&said, &findings] {
        assert!(text.contains(tried), "{text}");
    }
}

#[test]
fn an_op_that_wrongly_refuses_tokens_does_not_hide_behind_its_metadata() {
    let op = BehindTls::start(Trouble {
        token: |_| Some((400, silent())),
        says: |document| document["tls_client_certificate_bound_access_tokens"] = json!(true),
        ..Trouble::default()
    });
    let file = target("wrong", &op.target("wrong"));

    let (report, code, said) = run(&file);
    let plan = printed("plan", &file);

    assert_eq!(code, 1, "{said}");
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert_eq!(causes[0]["requirement"], "CIBA-10.1.1-01");
    assert_eq!(
        (&causes[0]["runs"], &causes[0]["outcome"]),
        (&json!(2), &json!("failed"))
    );
    let actual = causes[0]["actual"].as_str().unwrap();
    assert!(
        actual.contains("HTTP 400") && actual.contains("RFC 8705, section 3"),
        "{actual}"
    );
    assert_eq!(outcome(&report, ACKNOWLEDGED, "push"), "passed");
    assert!(
        plan.contains("note: the metadata says tls_client_certificate_bound"),
        "{plan}"
    );
}

#[test]
fn an_op_that_refuses_tokens_for_no_reason_is_blamed_for_it() {
    let op = Troubled::start(Trouble {
        token: |_| Some((400, silent())),
        ..Trouble::default()
    });
    let file = target("no-reason", &op.target());

    let (report, _, _) = run(&file);

    assert!(!report.to_string().contains("certificate"), "{report}");
    assert!(report["summary"]["failed"].as_u64().unwrap() > 0);
}

#[test]
fn an_op_whose_clients_authenticate_by_certificates_alone_is_told_apart() {
    let op = Troubled::start(Trouble {
        says: |document| {
            document["token_endpoint_auth_methods_supported"] = json!(["tls_client_auth"]);
        },
        ..Trouble::default()
    });
    let file = target("methods", &op.target());
    let by_certificate = op
        .target()
        .replace("client_secret_basic", "tls_client_auth");
    let by_certificate = target("method", &by_certificate);

    let (_, said) = ended(&program(&["run", "--target", &file]));
    let refused = ended(&program(&["plan", "--target", &by_certificate]));

    let words = "client certificates alone (RFC 8705, section 2), and the suite shows none";
    for text in [said, printed("plan", &file), printed("doctor", &file)] {
        assert!(text.contains(words), "{text}");
    }
    assert_eq!(refused.0, 2, "{}", refused.1);
    assert!(
        refused
            .1
            .contains("tls_client_auth is by a client certificate"),
        "{}",
        refused.1
    );
}

/// An OP under TLS that asks its clients for certificates, and takes any.
struct BehindTls {
    op: Troubled,
    pem: String,
}

impl BehindTls {
    fn start(trouble: Trouble) -> Self {
        let authority = Authority::new();
        let (front, strangers, holders) = (free(), free(), free());
        let issuer = format!("https://{}", front.local_addr().unwrap());
        let places = [&strangers, &holders].map(|one| one.local_addr().unwrap());
        let listeners = vec![(strangers, Shown(false)), (holders, Shown(true))];
        let op = Troubled::start_as(issuer, listeners, trouble);
        let acceptor = TlsAcceptor::from(authority.asking(Arc::new(TakesAny)));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let front = tokio::net::TcpListener::from_std(front).unwrap();
                while let Ok((stream, _)) = front.accept().await {
                    let acceptor = acceptor.clone();
                    tokio::spawn(async move { pass_on(&acceptor, stream, places).await });
                }
            });
        });
        Self {
            op,
            pem: authority.pem().to_owned(),
        }
    }

    fn target(&self, name: &str) -> String {
        let file = written(&format!("bound-{name}-ca.pem"), &self.pem);
        let text = self.op.target();
        format!(
            "{text}\n[tls]\nca_certificate = \"file:{}\"\n",
            file.display()
        )
    }
}

/// Passes a connection on to where clients like this one come.
async fn pass_on(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    [strangers, holders]: [std::net::SocketAddr; 2],
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let shows = stream.get_ref().1.peer_certificates().is_some();
    let place = if shows { holders } else { strangers };
    let mut behind = TcpStream::connect(place).await?;
    tokio::io::copy_bidirectional(&mut stream, &mut behind).await?;
    Ok(())
}

#[derive(Debug)]
struct TakesAny;

impl ClientCertVerifier for TakesAny {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = default_provider().signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = default_provider().signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
