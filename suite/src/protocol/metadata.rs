use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use super::{ClientAuthenticationMethod, DeliveryMode};

/// The endpoints that the suite sends requests to (CIBA Core 1.0, section 4; OpenID Connect Discovery 1.0, section 3).
pub const ENDPOINTS: [&str; 3] = [
    "backchannel_authentication_endpoint",
    "token_endpoint",
    "jwks_uri",
];

/// The OP's metadata as it was published (OpenID Connect Discovery 1.0, section 3; CIBA Core 1.0, section 4).
///
/// The document is kept whole and read leniently here; whether it is right is for the metadata scenarios to say.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    document: Value,
    unreachable: BTreeMap<&'static str, String>,
}

impl Metadata {
    /// Wraps a document, whatever it holds.
    pub const fn new(document: Value) -> Self {
        Self {
            document,
            unreachable: BTreeMap::new(),
        }
    }

    /// Whether the OP published anything.
    pub fn is_there(&self) -> bool {
        !self.document.is_null()
    }

    /// Keeps that nobody answers at an endpoint, and why.
    pub fn mark_unreachable(&mut self, member: &'static str, reason: String) {
        self.unreachable.insert(member, reason);
    }

    /// Why nobody answers at an endpoint, where that was found out.
    pub fn unreachable(&self, member: &str) -> Option<&str> {
        self.unreachable.get(member).map(String::as_str)
    }

    /// The URL of an endpoint that requests can be sent to, or why there is none.
    pub fn endpoint(&self, member: &str) -> Result<&str, String> {
        let Some(value) = self.document.get(member) else {
            return Err(format!(
                "the metadata names no {member} to send requests to"
            ));
        };
        let url = value.as_str().filter(|text| is_http_url(text));
        let url = url.ok_or_else(|| {
            format!("the metadata's {member} is no URL to send requests to: {value}")
        })?;
        match self.unreachable(member) {
            None => Ok(url),
            Some(reason) => Err(format!("nobody answers at {member} {url}: {reason}")),
        }
    }

    /// The whole document.
    pub const fn document(&self) -> &Value {
        &self.document
    }

    /// A member that should be a string.
    pub fn string(&self, member: &str) -> Option<&str> {
        self.document.get(member)?.as_str()
    }

    /// The strings of a member that should be an array of strings.
    pub fn strings(&self, member: &str) -> Vec<&str> {
        self.document
            .get(member)
            .and_then(Value::as_array)
            .map(|values| values.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    /// `issuer`
    pub fn issuer(&self) -> Option<&str> {
        self.string("issuer")
    }

    /// `backchannel_authentication_endpoint`, if it can be used
    pub fn backchannel_authentication_endpoint(&self) -> Option<&str> {
        self.endpoint("backchannel_authentication_endpoint").ok()
    }

    /// `token_endpoint`, if it can be used
    pub fn token_endpoint(&self) -> Option<&str> {
        self.endpoint("token_endpoint").ok()
    }

    /// `jwks_uri`, if it can be used
    pub fn jwks_uri(&self) -> Option<&str> {
        self.endpoint("jwks_uri").ok()
    }

    /// Whether `backchannel_token_delivery_modes_supported` lists the mode.
    pub fn supports_delivery_mode(&self, mode: DeliveryMode) -> bool {
        self.strings("backchannel_token_delivery_modes_supported")
            .contains(&mode.as_str())
    }

    /// Whether `token_endpoint_auth_methods_supported` lists the method; absent means `client_secret_basic` alone.
    pub fn supports_authentication_method(&self, method: ClientAuthenticationMethod) -> bool {
        match self.document.get("token_endpoint_auth_methods_supported") {
            None => method == ClientAuthenticationMethod::ClientSecretBasic,
            Some(_) => self
                .strings("token_endpoint_auth_methods_supported")
                .contains(&method.as_str()),
        }
    }

    /// `backchannel_user_code_parameter_supported`; absent means false.
    pub fn supports_user_code(&self) -> bool {
        self.document
            .get("backchannel_user_code_parameter_supported")
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// `tls_client_certificate_bound_access_tokens` (RFC 8705, section 3.3): whether access tokens may be bound to the
    /// certificates of clients.
    pub fn knows_certificate_bound_tokens(&self) -> bool {
        let member = self
            .document
            .get("tls_client_certificate_bound_access_tokens");
        member.and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether signed authentication requests are offered at all.
    pub fn supports_signed_requests(&self) -> bool {
        !self
            .strings("backchannel_authentication_request_signing_alg_values_supported")
            .is_empty()
    }
}

/// Whether a text is an absolute http or https URL. The two slashes are looked for because a browser's reading of a
/// URL, which is the parser's, adds them.
pub fn is_http_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
    }) && Url::parse(text).is_ok_and(|url| url.has_host())
}
