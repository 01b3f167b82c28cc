use std::path::Path;

use super::read::read;
use super::{ConfigError, Secret};

/// How the suite reaches the OP, where a plain HTTP client does not do.
#[derive(Debug, Clone, Default)]
pub struct ConnectionConfig {
    /// Certificates of authorities to trust beside the system's, in PEM.
    pub ca_certificates: Vec<u8>,
    /// Whether any certificate is taken; for tests.
    pub accept_invalid_certificates: bool,
    /// Headers that each request carries, for gateways.
    pub headers: Vec<(String, Secret)>,
}

impl ConnectionConfig {
    /// Reads a file of certificates in PEM.
    pub fn read_certificates(path: &Path) -> Result<Vec<u8>, ConfigError> {
        let pem = read(path)?;
        let certificates = reqwest::Certificate::from_pem_bundle(pem.as_bytes());
        if certificates.is_ok_and(|certificates| !certificates.is_empty()) {
            return Ok(pem.into_bytes());
        }
        Err(ConfigError::unusable(
            path.display().to_string(),
            "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)",
        ))
    }
}
