//! The OP's own description of itself: metadata and keys.

use serde_json::Value;

use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient, OutgoingRequest, Party};
use crate::spec::Metadata;

/// Where the metadata of an issuer stands (OpenID Connect Discovery 1.0, section 4).
pub fn metadata_url(issuer: &str) -> String {
    format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    )
}

/// Asks the OP for its metadata, whatever it answers.
pub async fn fetch(http: &HttpClient, url: &str) -> Result<Exchange, SuiteError> {
    Ok(http
        .send(Party::Client, Party::Op, OutgoingRequest::get(url))
        .await?)
}

/// The metadata of a target; without it nothing can be judged.
pub async fn discover(http: &HttpClient, issuer: &str) -> Result<Metadata, SuiteError> {
    let url = metadata_url(issuer);
    let document = json(http, issuer, &url).await?;
    Ok(Metadata::new(document))
}

/// The OP's JWK Set; an OP without one fails the scenarios that verify ID Tokens.
pub async fn jwk_set(http: &HttpClient, metadata: &Metadata) -> Value {
    let Some(url) = metadata.jwks_uri() else {
        return Value::Null;
    };
    json(http, "", url).await.unwrap_or_default()
}

async fn json(http: &HttpClient, issuer: &str, url: &str) -> Result<Value, SuiteError> {
    let failed = |reason: String| SuiteError::Discovery {
        issuer: issuer.to_owned(),
        reason,
    };
    let response = fetch(http, url)
        .await
        .map_err(|error| failed(error.to_string()))?
        .response;
    if response.status != 200 {
        return Err(failed(format!(
            "{url} answered HTTP {}, expected 200; check the issuer, or name a metadata file in the target file",
            response.status
        )));
    }
    let document: Value = serde_json::from_slice(&response.body)
        .map_err(|error| failed(format!("{url} is no JSON: {error}")))?;
    if document.is_object() {
        Ok(document)
    } else {
        Err(failed(format!("{url} is no JSON object")))
    }
}
