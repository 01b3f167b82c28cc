//! From action to answer, one table an API. What no table names is a 500 that the log explains.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::authlete::{
    AuthenticationAction, AuthenticationResponse, FailAction, FailResponse, IssueAction,
    IssueResponse, ResultCode, TokenAction, TokenResponse,
};
use crate::error::{self, RouteError};
use crate::secret::Content;

pub(crate) const AUTHENTICATION: &str = "backchannel/authentication";
pub(crate) const ISSUE: &str = "backchannel/authentication/issue";
pub(crate) const FAIL: &str = "backchannel/authentication/fail";
const TOKEN: &str = "auth/token";

/// Answers an authentication request that Authlete refuses.
pub(crate) fn to_authentication(response: &AuthenticationResponse) -> Result<Response, RouteError> {
    let code = response.result_code.as_ref();
    let status = match &response.action {
        AuthenticationAction::BadRequest => StatusCode::BAD_REQUEST,
        AuthenticationAction::Unauthorized => StatusCode::UNAUTHORIZED,
        AuthenticationAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        AuthenticationAction::UserIdentification => {
            return unknown(AUTHENTICATION, "USER_IDENTIFICATION", code);
        }
        AuthenticationAction::Unknown(action) => return unknown(AUTHENTICATION, action, code),
    };
    relay(
        AUTHENTICATION,
        status,
        response.response_content.as_deref(),
        code,
    )
}

/// Answers with an acknowledgement.
pub(crate) fn to_issue(response: &IssueResponse) -> Result<Response, RouteError> {
    let code = response.result_code.as_ref();
    let status = match &response.action {
        IssueAction::Ok => StatusCode::OK,
        IssueAction::InternalServerError | IssueAction::InvalidTicket => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        IssueAction::Unknown(action) => return unknown(ISSUE, action, code),
    };
    relay(ISSUE, status, response.response_content.as_deref(), code)
}

/// Answers an authentication request that this server refuses.
pub(crate) fn to_fail(response: &FailResponse) -> Result<Response, RouteError> {
    let code = response.result_code.as_ref();
    let status = match &response.action {
        FailAction::BadRequest => StatusCode::BAD_REQUEST,
        FailAction::Forbidden => StatusCode::FORBIDDEN,
        FailAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        FailAction::Unknown(action) => return unknown(FAIL, action, code),
    };
    relay(FAIL, status, response.response_content.as_deref(), code)
}

/// Answers a token request.
pub(crate) fn to_token(response: &TokenResponse) -> Result<Response, RouteError> {
    let code = response.result_code.as_ref();
    let status = match &response.action {
        TokenAction::Ok => StatusCode::OK,
        TokenAction::BadRequest => StatusCode::BAD_REQUEST,
        TokenAction::InvalidClient => StatusCode::UNAUTHORIZED,
        TokenAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        TokenAction::Unknown(action) => return unknown(TOKEN, action, code),
    };
    let content = response.response_content.as_ref().map(Content::expose);
    relay(TOKEN, status, content, code)
}

/// As much of an action that nobody knows as the log shows.
pub(crate) fn shortened(action: &str) -> String {
    action.chars().take(80).collect()
}

fn unknown(
    api: &'static str,
    action: &str,
    code: Option<&ResultCode>,
) -> Result<Response, RouteError> {
    Err(RouteError::UnknownAction {
        api,
        action: shortened(action),
        result_code: code.cloned(),
    })
}

/// Without taking it apart: what is in it is for the client.
pub(crate) fn is_json_object(content: &str) -> bool {
    content.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(content).is_ok()
}

/// An error that says which (RFC 6749, section 5.2; CIBA Core 1.0, section 13).
fn is_oauth_error(content: &str) -> bool {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow, rename = "error")]
        _error: Cow<'a, str>,
    }
    content.trim_start().starts_with('{') && serde_json::from_str::<Envelope<'_>>(content).is_ok()
}

/// Hands Authlete's `responseContent` on as it is, provided that it is a JSON object, and an error if it stands for one.
fn relay(
    api: &'static str,
    status: StatusCode,
    content: Option<&str>,
    code: Option<&ResultCode>,
) -> Result<Response, RouteError> {
    let is_usable = if status.is_success() {
        is_json_object
    } else {
        is_oauth_error
    };
    let content = content
        .filter(|content| is_usable(content))
        .ok_or(RouteError::Incomplete {
            api,
            member: "responseContent",
            result_code: code.cloned(),
        })?;
    let words = ResultCode::in_words(code);
    if status.is_server_error() {
        tracing::error!("authlete {api}: status 200{words}, an action that is a {status} here");
    } else if status.is_client_error() {
        tracing::info!("authlete {api}: status 200{words}, an action that is a {status} here");
    }
    Ok(error::json(status, content.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_shows_the_beginning_of_an_action_that_nobody_knows() {
        let endless = "FROBNICATE".repeat(100_000);

        let outcome = unknown(TOKEN, &endless, None);

        let Err(RouteError::UnknownAction { action, .. }) = outcome else {
            unreachable!("{outcome:?}");
        };
        assert_eq!(action, "FROBNICATE".repeat(8));
    }
}
