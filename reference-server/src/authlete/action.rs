//! What Authlete tells the server to do: the `action` member of its answers.
//!
//! Each API has its own closed list. Whatever is not on it is kept as `Unknown`, so that the log can name it.

use serde::Deserialize;

/// What to do with an authentication request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthenticationAction {
    /// Authlete, or our use of it, failed: 500.
    InternalServerError,
    /// The request is wrong: 400.
    BadRequest,
    /// The client is not authenticated: 401.
    Unauthorized,
    /// The request is fine so far: find the user.
    UserIdentification,
    /// None of the above.
    #[serde(untagged)]
    Unknown(String),
}

/// What came of `issue`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IssueAction {
    /// An auth_req_id was issued: 200.
    Ok,
    /// Authlete, or our use of it, failed: 500.
    InternalServerError,
    /// The ticket is unknown, used or expired: 500.
    InvalidTicket,
    /// None of the above.
    #[serde(untagged)]
    Unknown(String),
}

/// How to refuse an authentication request.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailAction {
    /// 400.
    BadRequest,
    /// 403: access_denied.
    Forbidden,
    /// Authlete, or our use of it, failed: 500.
    InternalServerError,
    /// None of the above.
    #[serde(untagged)]
    Unknown(String),
}

/// How to deliver the outcome.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CompleteAction {
    /// Call the client notification endpoint (ping and push mode).
    Notification,
    /// Nothing to do: the client asks at the token endpoint (poll mode).
    NoAction,
    /// The outcome could not be recorded.
    ServerError,
    /// None of the above.
    #[serde(untagged)]
    Unknown(String),
}

/// How to answer a token request. Grants that need more from the server than an answer are not supported, so their
/// actions (`PASSWORD`, `TOKEN_EXCHANGE`, ...) are unknown ones.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TokenAction {
    /// The client is not authenticated: 401.
    InvalidClient,
    /// Authlete, or our use of it, failed: 500.
    InternalServerError,
    /// The request is wrong, or the user has not decided yet: 400.
    BadRequest,
    /// Here are the tokens: 200.
    Ok,
    /// None of the above.
    #[serde(untagged)]
    Unknown(String),
}
