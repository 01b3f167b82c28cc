//! OAuth errors, as they stand in `responseContent`.

use serde_json::{Map, Value, json};

use crate::result_codes::ResultCode;
use crate::service_settings::ServiceSettings;

/// Something that the client did wrong: the OAuth error code for it and the result code that explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientError {
    pub(crate) error: &'static str,
    pub(crate) code: ResultCode,
}

impl ClientError {
    pub(crate) const fn new(error: &'static str, code: ResultCode) -> Self {
        Self { error, code }
    }

    pub(crate) const fn invalid_request(code: ResultCode) -> Self {
        Self::new("invalid_request", code)
    }

    pub(crate) const fn invalid_client(code: ResultCode) -> Self {
        Self::new("invalid_client", code)
    }
}

/// The body of an OAuth error response that explains a result code.
pub(crate) fn explained(service: &ServiceSettings, error: &str, code: &ResultCode) -> Value {
    let mut body = Map::new();
    body.insert("error".to_owned(), json!(error));
    if !service.error_description_omitted {
        body.insert("error_description".to_owned(), json!(code.message()));
    }
    if !service.error_uri_omitted {
        body.insert(
            "error_uri".to_owned(),
            json!(format!("https://docs.authlete.com/#{}", code.code)),
        );
    }
    Value::Object(body)
}

/// The value of `WWW-Authenticate` that explains a result code (RFC 6750, section 3).
pub(crate) fn challenge(service: &ServiceSettings, error: &str, code: &ResultCode) -> String {
    let explained = explained(service, error, code);
    let members = explained.as_object().into_iter().flatten();
    let parameters: Vec<_> = members
        .filter_map(|(name, value)| Some(format!("{name}=\"{}\"", value.as_str()?)))
        .collect();
    format!("Bearer {}", parameters.join(","))
}

/// The members of an OAuth error response whose description, if any, came from the authorization server. Where the
/// service omits descriptions or URIs, it omits these too.
pub(crate) fn described(
    service: &ServiceSettings,
    error: &str,
    description: Option<&str>,
    uri: Option<&str>,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("error".to_owned(), json!(error));
    if let Some(description) = description.filter(|_| !service.error_description_omitted) {
        body.insert("error_description".to_owned(), json!(description));
    }
    if let Some(uri) = uri.filter(|_| !service.error_uri_omitted) {
        body.insert("error_uri".to_owned(), json!(uri));
    }
    body
}

/// Whether a text may stand in `error_description` (RFC 6749, section 5.2).
pub(crate) fn is_description(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// Whether a text may stand in `error_uri` (RFC 6749, section 5.2).
pub(crate) fn is_uri(text: &str) -> bool {
    text.bytes()
        .all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}
