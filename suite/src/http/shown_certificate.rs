//! A certificate that the suite shows as a client: one that signs itself, made for one question.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use time::OffsetDateTime;

/// Valid since yesterday, for clocks that differ, and until tomorrow.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A client's certificate with its key.
#[derive(Debug)]
pub(super) struct ShownCertificate {
    certificate: Certificate,
    key: KeyPair,
}

impl ShownCertificate {
    /// Makes one.
    pub(super) fn new() -> Result<Self, String> {
        let failed = |error: rcgen::Error| format!("no client certificate could be made: {error}");
        let key = KeyPair::generate().map_err(failed)?;
        let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "ciba-conformance, made for one run");
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = OffsetDateTime::UNIX_EPOCH + since.unwrap_or_default();
        params.not_before = now - DAY;
        params.not_after = now + DAY;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = params.self_signed(&key).map_err(failed)?;
        Ok(Self { certificate, key })
    }

    /// As TLS wants it.
    pub(super) fn chain(&self) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        (vec![self.certificate.der().clone()], key)
    }

    /// Both in PEM.
    pub(super) fn pem(&self) -> String {
        format!("{}{}", self.certificate.pem(), self.key.serialize_pem())
    }
}
