//! The table `[notification_endpoint]`.

use super::super::{ConfigError, NotificationEndpointConfig, TlsConfig};
use super::resolve::Resolver;
use super::tables::{EndpointTls, NotificationEndpoint};

/// What the table means; files in it are looked for from the target file's folder.
pub(super) fn endpoint(
    table: NotificationEndpoint,
    resolver: &Resolver<'_>,
) -> Result<NotificationEndpointConfig, ConfigError> {
    if let Some(url) = &table.public_url {
        let parsed = url::Url::parse(url).ok();
        if !parsed.is_some_and(|url| matches!(url.scheme(), "http" | "https")) {
            return Err(ConfigError::unusable(
                "notification_endpoint.public_url",
                format!("{url:?} is no http or https URL"),
            ));
        }
    }
    Ok(NotificationEndpointConfig {
        listen: table.listen,
        public_url: table.public_url,
        tls: table.tls.map(|table| tls(table, resolver)).transpose()?,
    })
}

fn tls(table: EndpointTls, resolver: &Resolver<'_>) -> Result<TlsConfig, ConfigError> {
    match (table.certificate, table.key, table.self_signed_ca) {
        (Some(certificate), Some(key), None) => Ok(TlsConfig::Given {
            certificate: resolver.path(&certificate),
            key: resolver.path(&key),
        }),
        (None, None, Some(ca_file)) => Ok(TlsConfig::SelfSigned {
            ca_file: resolver.path(&ca_file),
        }),
        _ => Err(ConfigError::unusable(
            "notification_endpoint.tls",
            "needs either certificate and key, two PEM files, or self_signed_ca, the file to write a CA certificate \
             to that the target shall trust",
        )),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Environment;

    fn parse(text: &str) -> Result<NotificationEndpointConfig, String> {
        let table = toml::from_str(text).map_err(|error| error.to_string())?;
        let environment = Environment::default();
        let resolver = Resolver::new(Path::new("/targets"), &environment);
        endpoint(table, &resolver).map_err(|error| error.to_string())
    }

    #[test]
    fn a_certificate_is_given_with_its_key_or_made() {
        let made = "listen = \"0.0.0.0:9090\"\n[tls]\nself_signed_ca = \"ca.pem\"";
        let half = "listen = \"0.0.0.0:9090\"\n[tls]\ncertificate = \"cert.pem\"";

        assert!(matches!(
            parse(made).unwrap().tls,
            Some(TlsConfig::SelfSigned { ca_file }) if ca_file == Path::new("/targets/ca.pem")
        ));
        let error = parse(half).unwrap_err();
        assert!(error.contains("certificate and key"), "{error}");
    }

    #[test]
    fn a_public_url_is_a_url() {
        let error = parse("listen = \"0.0.0.0:9090\"\npublic_url = \"suite\"").unwrap_err();

        assert!(error.contains("public_url"), "{error}");
    }
}
