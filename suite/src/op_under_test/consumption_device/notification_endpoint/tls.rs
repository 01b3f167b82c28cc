//! The endpoint's certificate: one that was given, or one that we make.

use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::TlsConfig;

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

/// A CA and a certificate of it, whose keys live as long as the process; only the CA's certificate is written down.
fn made(ca_file: &Path, names: Vec<String>) -> Result<Identity, String> {
    let made = |error: rcgen::Error| format!("no certificate could be made: {error}");
    let mut ca = CertificateParams::new(Vec::<String>::new()).map_err(made)?;
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    ca.distinguished_name
        .push(DnType::CommonName, "ciba-conformance, made for one run");
    let ca_key = KeyPair::generate().map_err(made)?;
    let ca_certificate = ca.self_signed(&ca_key).map_err(made)?;
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().map_err(made)?;
    let mut params = CertificateParams::new(names).map_err(made)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "client notification endpoint");
    let certificate = params.signed_by(&key, &issuer).map_err(made)?;
    std::fs::write(ca_file, ca_certificate.pem())
        .map_err(|error| format!("{} cannot be written: {error}", ca_file.display()))?;
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok((vec![certificate.der().clone()], key))
}
