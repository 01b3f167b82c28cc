//! The tables `[tls]` and `[connection]`, and the headers.

use std::collections::BTreeMap;

use super::resolve::Resolver;
use super::tables::{Connection, Tls};
use crate::config::{ConfigError, ConnectionConfig, Proxies};

/// What the tables mean.
pub(super) fn connection(
    tls: Tls,
    table: Connection,
    headers: BTreeMap<String, String>,
    resolver: &Resolver<'_>,
) -> Result<ConnectionConfig, ConfigError> {
    let ca_certificates = match tls.ca_certificate {
        Some(path) => resolver.certificates("tls.ca_certificate", &path)?,
        None => Vec::new(),
    };
    let headers = headers
        .into_iter()
        .map(|(name, value)| {
            let place = format!("headers.{name}");
            reqwest::header::HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| ConfigError::unusable(&place, "is no name of an HTTP header"))?;
            let value = resolver.secret(&place, value)?;
            reqwest::header::HeaderValue::from_str(value.expose()).map_err(|_| {
                ConfigError::unusable(&place, "has a value that no HTTP header can have")
            })?;
            Ok((name, value))
        })
        .collect::<Result<_, ConfigError>>()?;
    Ok(ConnectionConfig {
        ca_certificates,
        accept_invalid_certificates: tls.accept_invalid_certificates,
        headers,
        proxies: proxies(table, resolver)?,
    })
}

/// The file's proxy, or those of the environment; "none" is none, whatever the environment says.
fn proxies(table: Connection, resolver: &Resolver<'_>) -> Result<Proxies, ConfigError> {
    const PLACE: &str = "connection.proxy";
    let Some(proxy) = table.proxy else {
        return Ok(Proxies::of(resolver.environment()));
    };
    if proxy == "none" {
        return Ok(Proxies::default());
    }
    let url = resolver.secret(PLACE, proxy)?;
    let is_url = url::Url::parse(url.expose())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !is_url {
        return Err(ConfigError::unusable(
            PLACE,
            "is no http or https URL, such as \"http://proxy.example.com:3128\", and not \"none\"",
        ));
    }
    Ok(Proxies::all(url, PLACE))
}
