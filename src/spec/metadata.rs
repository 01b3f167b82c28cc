use serde_json::Value;

use super::{ClientAuthenticationMethod, DeliveryMode};

/// The OP's metadata as it was published (OpenID Connect Discovery 1.0, section 3; CIBA Core 1.0, section 4).
///
/// The document is kept whole and read leniently here; whether it is right is for the metadata scenarios to say.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    document: Value,
}

impl Metadata {
    /// Wraps a document, whatever it holds.
    pub const fn new(document: Value) -> Self {
        Self { document }
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

    /// `backchannel_authentication_endpoint`
    pub fn backchannel_authentication_endpoint(&self) -> Option<&str> {
        self.string("backchannel_authentication_endpoint")
    }

    /// `token_endpoint`
    pub fn token_endpoint(&self) -> Option<&str> {
        self.string("token_endpoint")
    }

    /// `jwks_uri`
    pub fn jwks_uri(&self) -> Option<&str> {
        self.string("jwks_uri")
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

    /// Whether signed authentication requests are offered at all.
    pub fn supports_signed_requests(&self) -> bool {
        !self
            .strings("backchannel_authentication_request_signing_alg_values_supported")
            .is_empty()
    }
}
