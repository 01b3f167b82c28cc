//! What the token endpoint replies.

use serde_json::Value;

use crate::answer::Reply;
use crate::oauth_error::explained;
use crate::result_codes::ResultCode;
use crate::service::Service;
use crate::store::Authorization;
use crate::tokens::TokenSet;

/// The reply that carries tokens.
pub(super) fn success(
    code: &ResultCode,
    grant_type: &str,
    authorization: &Authorization,
    tokens: &TokenSet,
) -> Reply {
    let reply = Reply::new(code, "OK")
        .with_content(&Value::Object(tokens.response()))
        .with("accessToken", tokens.access_token.clone())
        .with_some("jwtAccessToken", tokens.jwt_access_token.clone())
        .with("accessTokenDuration", tokens.access_token_duration)
        .with(
            "accessTokenExpiresAt",
            tokens.access_token_expires_at_millis,
        );
    let reply = match &tokens.refresh_token {
        Some(refresh_token) => reply
            .with("refreshToken", refresh_token.clone())
            .with("refreshTokenDuration", tokens.refresh_token_duration)
            .with(
                "refreshTokenExpiresAt",
                tokens.refresh_token_expires_at_millis,
            ),
        None => reply,
    };
    reply
        .with("idToken", tokens.id_token.clone())
        .with("grantType", grant_type)
        .with_list("properties", tokens.properties())
        .with_list("scopes", tokens.scopes.clone())
        .with("subject", authorization.subject.clone())
}

/// The reply when the service itself failed, or was called wrongly.
pub(super) fn server_fault(service: &Service, code: &ResultCode) -> Reply {
    let content = explained(&service.configured().settings, "server_error", code);
    Reply::new(code, "INTERNAL_SERVER_ERROR").with_content(&content)
}
