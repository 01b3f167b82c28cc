//! What CIBA needs of a service, looked at before anything is asked of it.

use std::net::{SocketAddr, ToSocketAddrs as _};

use anyhow::bail;
use serde_json::Value;

/// The settings that a service must have, each with how to mend it in the console.
fn problems(service: &Value, keys: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let issuer = service["issuer"].as_str().unwrap_or_default();
    if address(issuer).is_none() {
        found.push(problem(
            "issuer",
            &format!("{issuer:?}"),
            "http://127.0.0.1:PORT with a free port: the reference server of this run listens there",
            "Service Settings, Basic Settings: set the Issuer URL",
        ));
    }
    let base = issuer.trim_end_matches('/');
    for (property, path, name) in [
        (
            "backchannelAuthenticationEndpoint",
            "/backchannel/authentication",
            "Backchannel Authentication Endpoint",
        ),
        ("tokenEndpoint", "/token", "Token Endpoint"),
        ("jwksUri", "/jwks", "JWK Set Endpoint URL"),
    ] {
        let wanted = format!("{base}{path}");
        if service[property].as_str() != Some(&wanted) {
            let mend = format!("Service Settings, Endpoints: set {name}");
            found.push(problem(
                property,
                &service[property].to_string(),
                &wanted,
                &mend,
            ));
        }
    }
    for (property, values, mend) in LISTS {
        let has = names(&service[property]);
        let lacking: Vec<_> = values
            .iter()
            .copied()
            .filter(|it| !has.contains(it))
            .collect();
        if !lacking.is_empty() {
            let wanted = format!("also {}", lacking.join(", "));
            found.push(problem(property, &has.join(", "), &wanted, mend));
        }
    }
    for (property, mend) in POSITIVE {
        if service[property].as_i64().is_none_or(|value| value <= 0) {
            found.push(problem(
                property,
                &service[property].to_string(),
                "a positive number of seconds",
                mend,
            ));
        }
    }
    let user_codes = "backchannelUserCodeParameterSupported";
    if service[user_codes] != true {
        let mend = "Service Settings, CIBA: switch User Code Parameter Supported on";
        found.push(problem(
            user_codes,
            &service[user_codes].to_string(),
            "true",
            mend,
        ));
    }
    if service["accessTokenType"] != "Bearer" {
        let mend = "Service Settings, Tokens and Claims, Access Token Type: set Bearer";
        found.push(problem(
            "accessTokenType",
            &service["accessTokenType"].to_string(),
            "Bearer",
            mend,
        ));
    }
    found.extend(lacking_keys(keys));
    found
}

/// ID Tokens are signed with RS256, PS256 or ES256, by what each client is registered for.
fn lacking_keys(keys: &Value) -> Option<String> {
    let has: Vec<_> = keys["keys"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|key| key["use"] != "enc" && (key["kty"] != "EC" || key["crv"] == "P-256"))
        .filter_map(|key| key["kty"].as_str())
        .collect();
    let is_enough = ["RSA", "EC"].iter().all(|kty| has.contains(kty));
    (!is_enough).then(|| {
        problem(
            "jwks",
            &format!(
                "a JWK Set with {} keys for signatures: {}",
                has.len(),
                has.join(", ")
            ),
            "an RSA key and an EC key (P-256), to sign ID Tokens with RS256, PS256 and ES256",
            "Service Settings, Key Management, JWK Set: add the keys that are missing",
        )
    })
}

const LISTS: [(&str, &[&str], &str); 4] = [
    (
        "supportedGrantTypes",
        &["CIBA", "REFRESH_TOKEN"],
        "Service Settings, Endpoints, Supported Grant Types: select CIBA and REFRESH_TOKEN",
    ),
    (
        "supportedBackchannelTokenDeliveryModes",
        &["POLL", "PING", "PUSH"],
        "Service Settings, CIBA, Supported Token Delivery Modes: select all three",
    ),
    (
        "supportedTokenAuthMethods",
        &[
            "CLIENT_SECRET_BASIC",
            "CLIENT_SECRET_POST",
            "CLIENT_SECRET_JWT",
            "PRIVATE_KEY_JWT",
        ],
        "Service Settings, Client Authentication, Supported Client Authentication Methods: select the four",
    ),
    (
        "supportedScopes",
        &["openid"],
        "Service Settings, Tokens and Claims, Scopes: add openid",
    ),
];

const POSITIVE: [(&str, &str); 5] = [
    (
        "backchannelAuthReqIdDuration",
        "Service Settings, CIBA, Authentication Request ID Duration: 600 is usual",
    ),
    (
        "backchannelPollingInterval",
        "Service Settings, CIBA, Polling Interval: 5 is usual",
    ),
    (
        "accessTokenDuration",
        "Service Settings, Tokens and Claims, Access Token Duration: 3600 is usual",
    ),
    (
        "refreshTokenDuration",
        "Service Settings, Tokens and Claims, Refresh Token Duration: 86400 is usual",
    ),
    (
        "idTokenDuration",
        "Service Settings, Tokens and Claims, ID Token Duration: 3600 is usual",
    ),
];

fn problem(property: &str, is: &str, wanted: &str, mend: &str) -> String {
    format!("  {property} is {is}\n    expected  {wanted}\n    to mend   {mend}")
}

/// Texts, or the names of scopes.
fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().or_else(|| item["name"].as_str()))
        .collect()
}

/// Where a server of that issuer listens on this machine.
fn address(issuer: &str) -> Option<SocketAddr> {
    let url = url::Url::parse(issuer).ok()?;
    let host = url.host_str()?;
    let address = (host, url.port()?).to_socket_addrs().ok()?.next()?;
    (url.scheme() == "http" && url.path() == "/" && address.ip().is_loopback()).then_some(address)
}

/// The address of the issuer, or everything that the service lacks.
pub(crate) fn check(service: &Value, keys: &Value) -> anyhow::Result<SocketAddr> {
    let problems = problems(service, keys);
    match address(service["issuer"].as_str().unwrap_or_default()) {
        Some(address) if problems.is_empty() => Ok(address),
        _ => bail!(
            "the service lacks what CIBA needs, and nothing was changed. In Authlete's console:\n{}",
            problems.join("\n")
        ),
    }
}
