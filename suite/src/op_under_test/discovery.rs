//! The OP's own description of itself: metadata and keys.

use std::time::Duration;

use serde_json::Value;

use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient, HttpError, OutgoingRequest, Party, without_mark};
use crate::protocol::{ENDPOINTS, Metadata};

/// Whether a host takes connections shows much sooner.
const PROBE: Duration = Duration::from_secs(10);

/// Where the metadata of an issuer stands: CIBA Core 1.0, section 4, leaves the choice between OpenID Connect Discovery 1.0,
/// section 4, and RFC 8414, section 3, which has the well-known part before the path of the issuer.
pub fn metadata_urls(issuer: &str) -> [String; 2] {
    let issuer = issuer.trim_end_matches('/');
    let origin_ends = issuer.find("://").map_or(0, |at| {
        let host = at + "://".len();
        issuer[host..]
            .find('/')
            .map_or(issuer.len(), |path| host + path)
    });
    let (origin, path) = issuer.split_at(origin_ends);
    [
        format!("{issuer}/.well-known/openid-configuration"),
        format!("{origin}/.well-known/oauth-authorization-server{path}"),
    ]
}

/// Asks for the metadata at one place after the other, until it is there; where it is at neither, the answer at the first.
pub async fn find(http: &HttpClient, issuer: &str) -> Result<Exchange, SuiteError> {
    let [usual, other] = metadata_urls(issuer);
    let exchange = fetch(http, &usual).await?;
    if read(&exchange, issuer).is_ok() {
        return Ok(exchange);
    }
    match fetch(http, &other).await {
        Ok(elsewhere) if read(&elsewhere, issuer).is_ok() => Ok(elsewhere),
        _ => Ok(exchange),
    }
}

/// Asks the OP for its metadata, whatever it answers.
pub async fn fetch(http: &HttpClient, url: &str) -> Result<Exchange, SuiteError> {
    Ok(http
        .send_patiently(Party::Client, Party::Op, OutgoingRequest::get(url))
        .await?)
}

/// What came of asking an OP for its metadata.
#[derive(Debug, Clone)]
pub struct Discovery {
    /// What can be used of it: nothing, where the answer was no JSON object.
    pub metadata: Metadata,
    /// Why a client would not go on with it.
    pub objection: Option<String>,
    /// Where the answer came from.
    pub url: String,
}

impl Discovery {
    /// The metadata, where nothing is to be said against it.
    pub fn unobjected(self, issuer: &str) -> Result<Metadata, SuiteError> {
        match self.objection {
            None => Ok(self.metadata),
            Some(reason) => Err(failed(issuer, reason)),
        }
    }
}

/// Discovery ends here.
pub fn failed(issuer: &str, reason: String) -> SuiteError {
    SuiteError::Discovery {
        issuer: issuer.to_owned(),
        reason,
    }
}

/// Asks an OP for its metadata. Whoever answers was reached: what is wrong with the answer is for the metadata scenarios
/// to judge.
pub async fn discover(http: &HttpClient, issuer: &str) -> Result<Discovery, SuiteError> {
    let exchange = find(http, issuer).await.map_err(|error| {
        let reason = error.to_string();
        failed(issuer, format!("{reason}; {}", advice(&reason)))
    })?;
    let status = exchange.response.status;
    if status >= 500 {
        let url = &exchange.request.url;
        let reason = format!(
            "{url} answered HTTP {status}: see that the OP and what is behind it run, and compare that URL with the one \
             where it listens"
        );
        return Err(failed(issuer, reason));
    }
    let members = members(&exchange).ok().filter(|_| status < 300);
    Ok(Discovery {
        metadata: Metadata::new(members.unwrap_or_default()),
        objection: read(&exchange, issuer).err(),
        url: exchange.request.url,
    })
}

/// The metadata in an answer, if it is that of the issuer (OpenID Connect Discovery 1.0, section 4.3).
pub fn read(exchange: &Exchange, issuer: &str) -> Result<Value, String> {
    let [_, other] = metadata_urls(issuer);
    let document = document(exchange)
        .map_err(|reason| format!("{reason} (there is none at {other} either)"))?;
    check_issuer(&document, issuer)?;
    Ok(document)
}

/// Takes the endpoints out of use that are elsewhere, where nobody answers: the issuer's own host just did.
pub async fn probe_endpoints(http: &HttpClient, issuer: &str, metadata: &mut Metadata) {
    let origin = |url: &str| url::Url::parse(url).ok().map(|url| url.origin());
    for member in ENDPOINTS {
        let Ok(url) = metadata.endpoint(member).map(str::to_owned) else {
            continue;
        };
        if origin(&url) == origin(issuer) {
            continue;
        }
        let asked = http.send(Party::Client, Party::Op, OutgoingRequest::get(&url));
        if let Ok(Err(HttpError::NoAnswer {
            reason,
            connected: false,
            ..
        })) = tokio::time::timeout(PROBE, asked).await
        {
            metadata.mark_unreachable(member, reason);
        }
    }
}

/// Whether the metadata is that of the issuer who was asked.
pub fn check_issuer(document: &Value, issuer: &str) -> Result<(), String> {
    match document.get("issuer").and_then(Value::as_str) {
        Some(published) if published != issuer => Err(format!(
            "its metadata says issuer {published:?}, the target file says {issuer:?}, and both must be the same to \
             the last character (C-8414-01); correct the one that is wrong"
        )),
        // Whoever publishes none fails the metadata scenarios.
        _ => Ok(()),
    }
}

/// What to do where nothing came back.
pub fn advice(reason: &str) -> &'static str {
    let says = |words: &str| reason.contains(words);
    if says("plain HTTP") {
        "write http instead of https in the issuer, or the port at which it speaks TLS"
    } else if says("(CA:TRUE)") {
        "name that certificate by tls.ca_certificate = \"file:cert.pem\", to trust it as it is"
    } else if says("certificate") && says("xpired") {
        "renew its certificate, or say tls.accept_invalid_certificates = true for a test"
    } else if says("UnknownIssuer") {
        "name the authority of its certificate by tls.ca_certificate = \"file:ca.pem\""
    } else if says("certificate") {
        "its certificate has to be valid for this host; tls.accept_invalid_certificates = true takes any, for a test"
    } else if says("refused") {
        "is it running, and is the port of the issuer right?"
    } else if says("lookup") || says("resolve") || says("not known") {
        "check the host name of the issuer; behind a proxy, name it by connection.proxy or HTTPS_PROXY"
    } else if says("unnel") || says("proxy") {
        "check the proxy: connection.proxy, or HTTPS_PROXY and NO_PROXY in the environment"
    } else {
        "check the issuer, and that the target can be reached from here: without a proxy, or with the right one \
         (connection.proxy, HTTPS_PROXY); `doctor` looks at it step by step"
    }
}

/// The OP's JWK Set; an OP without one fails the scenarios that verify ID Tokens.
pub async fn jwk_set(http: &HttpClient, metadata: &Metadata) -> Value {
    let Some(url) = metadata.jwks_uri() else {
        // A file of metadata may hold the keys themselves.
        let inline = metadata.document().get("jwks");
        return inline.cloned().unwrap_or_default();
    };
    match fetch(http, url).await {
        Ok(exchange) => document(&exchange).unwrap_or_default(),
        Err(_) => Value::Null,
    }
}

const REMEDY: &str = "check the issuer, or name a metadata file in the target file";

/// The JSON object that an answer of status 200 holds.
pub fn document(exchange: &Exchange) -> Result<Value, String> {
    let (url, response) = (&exchange.request.url, &exchange.response);
    if response.status != 200 {
        return Err(format!(
            "{url} answered HTTP {}, expected 200; {REMEDY}",
            response.status
        ));
    }
    members(exchange)
}

/// The JSON object in an answer of any status.
fn members(exchange: &Exchange) -> Result<Value, String> {
    let (url, response) = (&exchange.request.url, &exchange.response);
    if let Some(coding) = response.content_coding() {
        return Err(format!(
            "{url} answered in the content coding {coding}, which was not asked for (Accept-Encoding: identity)"
        ));
    }
    let is_html = response
        .header("content-type")
        .is_some_and(|content_type| content_type.starts_with("text/html"));
    match serde_json::from_slice(without_mark(&response.body)) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        Ok(_) => Err(format!("{url} is no JSON object; {REMEDY}")),
        Err(_) if is_html => Err(format!(
            "{url} answered with an HTML page, expected JSON; {REMEDY}"
        )),
        Err(error) => Err(format!("{url} is no JSON ({error}); {REMEDY}")),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn metadata_may_hold_the_keys_themselves() {
        let http = HttpClient::new(&crate::config::ConnectionConfig::default()).unwrap();
        let keys = serde_json::json!({"keys": []});
        let metadata = Metadata::new(serde_json::json!({"jwks": keys}));

        assert_eq!(jwk_set(&http, &metadata).await, keys);
    }

    #[test]
    fn the_metadata_stands_behind_the_path_of_the_issuer_or_before_it() {
        let places = |issuer| metadata_urls(issuer).map(|url| url.replace("/.well-known/", "/../"));

        assert_eq!(
            places("https://op.example.com"),
            [
                "https://op.example.com/../openid-configuration",
                "https://op.example.com/../oauth-authorization-server",
            ]
        );
        for issuer in ["http://127.0.0.1:80/t/1", "http://127.0.0.1:80/t/1/"] {
            assert_eq!(
                places(issuer),
                [
                    "http://127.0.0.1:80/t/1/../openid-configuration",
                    "http://127.0.0.1:80/../oauth-authorization-server/t/1",
                ]
            );
        }
    }

    #[test]
    fn the_issuer_must_be_the_same_to_the_last_character() {
        let document = serde_json::json!({"issuer": "https://op.example.com/"});

        assert!(check_issuer(&document, "https://op.example.com/").is_ok());
        assert!(check_issuer(&document, "https://op.example.com").is_err());
        assert!(check_issuer(&serde_json::json!({}), "https://op.example.com").is_ok());
    }
}
