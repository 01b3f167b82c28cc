use super::Secret;

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
