use super::UserDirectory;

/// What authentication requests are verified with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verification<'a> {
    /// Whom hints can name.
    pub(crate) users: &'a UserDirectory,
    /// Our Issuer.
    pub(crate) issuer: &'a str,
    /// Whose login_hint_tokens are believed.
    pub(crate) login_hint_token_issuers: &'a [LoginHintTokenIssuer],
    /// In characters.
    pub(crate) binding_message_max_length: usize,
    /// The time, in seconds since the epoch.
    pub(crate) now: u64,
}

/// Somebody whose login_hint_tokens are believed.
#[derive(Clone, Debug)]
pub struct LoginHintTokenIssuer {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// Its public keys, as a JWK Set.
    pub jwks: serde_json::Value,
}
