//! Tokens, from a token response or from a push.

use serde_json::Value;

use super::redaction::shorten;

/// Tokens that have passed every check. The tokens themselves are shown in part only.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// A part of the access token.
    pub access_token: String,
    /// `Bearer`, mostly.
    pub token_type: String,
    /// Whether a refresh token came along.
    pub has_refresh_token: bool,
    /// Seconds.
    pub expires_in: Option<u64>,
    /// The claims of the ID Token, as JSON.
    pub claims: String,
}

/// Tokens as they came.
pub(super) struct RawTokens {
    pub(super) access_token: String,
    pub(super) token_type: String,
    pub(super) refresh_token: Option<String>,
    pub(super) id_token: String,
    pub(super) expires_in: Option<u64>,
}

impl RawTokens {
    /// From the members of a successful token response (OpenID Connect Core 1.0, section 3.1.3.3).
    pub(super) fn from_json(body: &Value) -> Option<Self> {
        let text = |name: &str| {
            let value = body.get(name)?.as_str()?;
            (!value.is_empty()).then(|| value.to_owned())
        };
        Some(Self {
            access_token: text("access_token")?,
            token_type: text("token_type")?,
            refresh_token: text("refresh_token"),
            id_token: text("id_token")?,
            expires_in: body.get("expires_in").and_then(Value::as_u64),
        })
    }

    /// What may be shown of them.
    pub(super) fn shown(&self, claims: String) -> Tokens {
        Tokens {
            access_token: shorten(&self.access_token),
            token_type: self.token_type.clone(),
            has_refresh_token: self.refresh_token.is_some(),
            expires_in: self.expires_in,
            claims,
        }
    }
}
