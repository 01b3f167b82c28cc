//! From action to answer, one table an API. What no table names is a 500 that the log explains.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use crate::authlete::{
    AuthenticationAction, AuthenticationResponse, FailAction, FailResponse, IssueAction,
    IssueResponse, TokenAction, TokenResponse,
};
use crate::error::{self, RouteError};
use crate::secret::Secret;

pub(crate) const AUTHENTICATION: &str = "backchannel/authentication";
pub(crate) const ISSUE: &str = "backchannel/authentication/issue";
const FAIL: &str = "backchannel/authentication/fail";
const TOKEN: &str = "auth/token";

/// Answers an authentication request that Authlete refuses.
pub(crate) fn to_authentication(response: &AuthenticationResponse) -> Result<Response, RouteError> {
    let status = match &response.action {
        AuthenticationAction::BadRequest => StatusCode::BAD_REQUEST,
        AuthenticationAction::Unauthorized => StatusCode::UNAUTHORIZED,
        AuthenticationAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        AuthenticationAction::UserIdentification => {
            return unknown(AUTHENTICATION, "USER_IDENTIFICATION");
        }
        AuthenticationAction::Unknown(action) => return unknown(AUTHENTICATION, action),
    };
    relay(AUTHENTICATION, status, response.response_content.as_deref())
}

/// Answers with an acknowledgement.
pub(crate) fn to_issue(response: &IssueResponse) -> Result<Response, RouteError> {
    let status = match &response.action {
        IssueAction::Ok => StatusCode::OK,
        IssueAction::InternalServerError | IssueAction::InvalidTicket => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
        IssueAction::Unknown(action) => return unknown(ISSUE, action),
    };
    relay(ISSUE, status, response.response_content.as_deref())
}

/// Answers an authentication request that this server refuses.
pub(crate) fn to_fail(response: &FailResponse) -> Result<Response, RouteError> {
    let status = match &response.action {
        FailAction::BadRequest => StatusCode::BAD_REQUEST,
        FailAction::Forbidden => StatusCode::FORBIDDEN,
        FailAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        FailAction::Unknown(action) => return unknown(FAIL, action),
    };
    relay(FAIL, status, response.response_content.as_deref())
}

/// Answers a token request.
pub(crate) fn to_token(response: &TokenResponse) -> Result<Response, RouteError> {
    let status = match &response.action {
        TokenAction::Ok => StatusCode::OK,
        TokenAction::BadRequest => StatusCode::BAD_REQUEST,
        TokenAction::InvalidClient => StatusCode::UNAUTHORIZED,
        TokenAction::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        TokenAction::Unknown(action) => return unknown(TOKEN, action),
    };
    let content = response.response_content.as_ref().map(Secret::expose);
    relay(TOKEN, status, content)
}

fn unknown(api: &'static str, action: &str) -> Result<Response, RouteError> {
    let action = action.to_owned();
    Err(RouteError::UnknownAction { api, action })
}

/// Hands Authlete's `responseContent` on as it is, provided that it is a JSON object.
fn relay(
    api: &'static str,
    status: StatusCode,
    content: Option<&str>,
) -> Result<Response, RouteError> {
    let member = "responseContent";
    content
        .filter(|content| serde_json::from_str::<Map<String, Value>>(content).is_ok())
        .map(|content| error::json(status, content.to_owned()))
        .ok_or(RouteError::Incomplete { api, member })
}
