use std::path::Path;

use super::read::read;
use super::{ConfigError, Environment, Secret};

/// How the suite reaches the OP, where a plain HTTP client does not do.
#[derive(Debug, Clone, Default)]
pub struct ConnectionConfig {
    /// Certificates of authorities, or of servers, to trust beside the system's, in PEM.
    pub ca_certificates: Vec<u8>,
    /// Whether any certificate is taken; for tests.
    pub accept_invalid_certificates: bool,
    /// Headers that each request carries, for gateways.
    pub headers: Vec<(String, Secret)>,
    /// The proxies that requests go through.
    pub proxies: Proxies,
}

/// The proxies that requests go through; never to an address on loopback.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// For http URLs.
    pub http: Option<ProxyConfig>,
    /// For https URLs.
    pub https: Option<ProxyConfig>,
    /// The hosts that are reached without one, separated by commas.
    pub exempt: Option<String>,
}

/// A proxy.
#[derive(Debug, Clone)]
pub struct ProxyConfig {
    /// Its URL, which may hold credentials.
    pub url: Secret,
    /// Who named it.
    pub place: String,
}

impl Proxies {
    /// Those that the environment names, as other programs read it.
    pub fn of(environment: &Environment) -> Self {
        let first = |names: &[&'static str]| {
            names.iter().find_map(|name| {
                let value = environment.get(name).filter(|value| !value.is_empty())?;
                Some((*name, value))
            })
        };
        let proxy = |names: &[&'static str]| {
            first(names).map(|(name, url)| ProxyConfig {
                url: Secret::new(url),
                place: name.to_owned(),
            })
        };
        Self {
            http: proxy(&["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]),
            https: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            exempt: first(&["no_proxy", "NO_PROXY"]).map(|(_, hosts)| hosts.to_owned()),
        }
    }

    /// One for everything.
    pub fn all(url: Secret, place: &str) -> Self {
        let proxy = ProxyConfig {
            url,
            place: place.to_owned(),
        };
        Self {
            http: Some(proxy.clone()),
            https: Some(proxy),
            exempt: None,
        }
    }

    /// Who names the proxy that a URL is reached through, as far as names tell.
    pub fn place(&self, url: &str) -> Option<&str> {
        let parsed = url::Url::parse(url).ok()?;
        let proxy = if parsed.scheme() == "https" {
            &self.https
        } else {
            &self.http
        };
        let is_direct = is_loopback(&parsed) || self.exempts(parsed.host_str()?);
        let proxy = proxy.as_ref().filter(|_| !is_direct)?;
        Some(&proxy.place)
    }

    fn exempts(&self, host: &str) -> bool {
        let mut hosts = self.exempt.iter().flat_map(|hosts| hosts.split(','));
        hosts.any(|exempt| {
            let exempt = exempt.trim().trim_start_matches('.');
            let is_below = host
                .strip_suffix(exempt)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            exempt == "*" || (!exempt.is_empty() && is_below)
        })
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_proxies_as_it_does_for_other_programs() {
        let environment = Environment::from([
            ("HTTPS_PROXY", "http://proxy.example.com:3128"),
            ("http_proxy", ""),
            ("NO_PROXY", "localhost, .example.org"),
        ]);

        let proxies = Proxies::of(&environment);

        assert_eq!(proxies.place("https://op.example.com"), Some("HTTPS_PROXY"));
        for direct in [
            "http://op.example.com",
            "https://example.org/op",
            "https://op.example.org",
            "https://127.0.0.1:8443",
            "https://[::1]",
        ] {
            assert_eq!(proxies.place(direct), None, "{direct}");
        }
        assert!(proxies.place("https://another-example.org").is_some());
        let url = proxies.https.unwrap().url;
        assert_eq!(url.expose(), "http://proxy.example.com:3128");
    }
}
