//! The endpoint's certificate: one that was given, or one that we make.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use time::OffsetDateTime;
use tokio_rustls::TlsAcceptor;

use crate::config::TlsConfig;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What the target sees of us under TLS; `names` are the hosts in our URLs.
pub(super) fn acceptor(config: &TlsConfig, names: Vec<String>) -> Result<TlsAcceptor, String> {
    let (chain, key) = match config {
        TlsConfig::Given { certificate, key } => given(certificate, key)?,
        TlsConfig::SelfSigned { ca_file } => made(ca_file, names)?,
    };
    let server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| format!("the certificate cannot be used: {error}"))?;
    Ok(TlsAcceptor::from(Arc::new(server)))
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn given(certificate: &Path, key: &Path) -> Result<Identity, String> {
    let failed = |path: &Path, error: rustls::pki_types::pem::Error| {
        format!("{}: {error}; expected PEM", path.display())
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| failed(certificate, error))?;
    if chain.is_empty() {
        return Err(format!("{} holds no certificate", certificate.display()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, error))?;
    Ok((chain, key))
}

/// A CA and a certificate of it, whose keys live as long as the process; only the CA's certificate is written down. Both
/// have what RFC 5280 asks for and strict verifiers want: the identifiers of the keys (section 4.2.1.1), what each key is
/// for (4.2.1.3, 4.2.1.12), and no longer a life than a run may need.
fn made(ca_file: &Path, names: Vec<String>) -> Result<Identity, String> {
    let failed = |error: rcgen::Error| format!("no certificate could be made: {error}");
    let (ca_certificate, issuer) = authority().map_err(failed)?;
    let key = KeyPair::generate().map_err(failed)?;
    let mut params = named("client notification endpoint", names).map_err(failed)?;
    params.use_authority_key_identifier_extension = true;
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.signed_by(&key, &issuer).map_err(failed)?;
    std::fs::write(ca_file, ca_certificate.pem())
        .map_err(|error| format!("{} cannot be written: {error}", ca_file.display()))?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok((vec![certificate.der().clone()], key))
}

fn authority() -> Result<(Certificate, Issuer<'static, KeyPair>), rcgen::Error> {
    let mut params = named("ciba-conformance, made for one run", Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok((certificate, Issuer::new(params, key)))
}

/// Valid since yesterday, for clocks that differ.
fn named(common_name: &str, names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = OffsetDateTime::UNIX_EPOCH + since.unwrap_or_default();
    params.not_before = now - DAY;
    params.not_after = now + 90 * DAY;
    Ok(params)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    /// Object identifiers as they stand in a certificate: those of RFC 5280, sections 4.2.1.1, 4.2.1.3, 4.2.1.6, 4.2.1.9, and
    /// the purpose of a server of 4.2.1.12.
    const WANTED: [(&str, &[u8]); 5] = [
        ("authority key identifier", &[0x55, 0x1d, 0x23]),
        ("key usage", &[0x55, 0x1d, 0x0f]),
        ("subject alternative name", &[0x55, 0x1d, 0x11]),
        ("basic constraints", &[0x55, 0x1d, 0x13]),
        (
            "server authentication",
            &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
        ),
    ];

    #[test]
    fn a_certificate_of_ours_has_what_strict_verifiers_look_for() {
        let file = format!("ciba-conformance-{}-strict-ca.pem", std::process::id());
        let ca_file = std::env::temp_dir().join(file);

        let (chain, _) = made(&ca_file, vec!["localhost".to_owned()]).unwrap();

        assert_eq!(chain.len(), 1, "a CA's certificate is no server's");
        let leaf = &chain[0];
        for (what, identifier) in WANTED {
            let is_there = leaf
                .windows(identifier.len())
                .any(|part| part == identifier);
            assert!(is_there, "{what}");
        }
        std::fs::remove_file(ca_file).unwrap();
    }
}
