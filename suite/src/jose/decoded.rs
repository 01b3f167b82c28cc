use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::TokenError;
use super::members::repeated_member;

/// A JWT taken apart, its signature not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodedJwt {
    /// The JOSE header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
    /// A claim that stands there twice; which of its values `claims` has, no reader is bound to.
    pub repeated_claim: Option<String>,
    /// The same of the header.
    pub repeated_header: Option<String>,
}

impl DecodedJwt {
    /// Takes a compact JWS apart; also one with an `alg` that no library reads.
    pub fn parse(token: &str) -> Result<Self, TokenError> {
        let malformed = |reason: &str| TokenError::Malformed(reason.to_owned());
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, _signature] = parts.as_slice() else {
            return Err(TokenError::Malformed(format!(
                "{} parts between dots instead of 3",
                parts.len()
            )));
        };
        let decode = |part: &str, name: &str| {
            URL_SAFE_NO_PAD
                .decode(part)
                .map_err(|_| malformed(&format!("the {name} is not base64url")))
        };
        let object = |bytes: &[u8], name: &str| -> Result<Value, TokenError> {
            let value: Value = serde_json::from_slice(bytes)
                .map_err(|_| malformed(&format!("the {name} is not JSON")))?;
            if value.is_object() {
                Ok(value)
            } else {
                Err(malformed(&format!("the {name} is not a JSON object")))
            }
        };
        let (header, payload) = (decode(header, "header")?, decode(claims, "payload")?);
        Ok(Self {
            header: object(&header, "header")?,
            claims: object(&payload, "payload")?,
            repeated_claim: repeated_member(&payload),
            repeated_header: repeated_member(&header),
        })
    }

    /// The header's `alg`, or an empty text.
    pub fn alg(&self) -> &str {
        self.header
            .get("alg")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Whether the `alg` is a MAC's, whose key is a secret.
    pub fn is_mac(&self) -> bool {
        matches!(self.alg(), "HS256" | "HS384" | "HS512")
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }
}
