/// The backchannel authentication endpoint.
pub(crate) const AUTHENTICATION: &str = "/backchannel/authentication";
/// The token endpoint.
pub(crate) const TOKEN: &str = "/token";
/// The metadata.
pub(crate) const METADATA: &str = "/.well-known/openid-configuration";
/// The JWK Set.
pub(crate) const JWKS: &str = "/jwks";
/// Where an authentication device reports what the user decided.
pub(crate) const CALLBACK: &str = "/backchannel/authentication/callback";
/// Authlete's call that starts a transaction.
pub(crate) const ISSUE: &str = "/backchannel/authentication/issue";
/// Authlete's call that judges a token request.
pub(crate) const TOKEN_CALL: &str = "/auth/token";
/// Authlete's call that gives the keys.
pub(crate) const JWKS_CALL: &str = "/service/jwks/get";
/// Authlete's call that ends a transaction.
pub(crate) const COMPLETE: &str = "/backchannel/authentication/complete";
