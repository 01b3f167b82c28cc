//! `POST /token`: the token request (section 10.1), judged by Authlete; whether the user may still have tokens, this server
//! knows.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::authlete::TokenAction;
use crate::error::{OAuthError, RouteError};
use crate::form_request::FormRequest;
use crate::respond;
use crate::state::Shared;

/// An account that was locked after the user's approval: what Authlete has issued goes to nobody.
const LOCKED: OAuthError = OAuthError::new(
    StatusCode::BAD_REQUEST,
    "invalid_grant",
    "the grant is no longer good",
);

pub(super) async fn post(
    State(state): State<Shared>,
    form: FormRequest,
) -> Result<Response, RouteError> {
    let response = state.authlete.token(form.into_client_request()).await?;
    let users = &state.settings.users;
    let is_locked = response
        .subject
        .as_deref()
        .is_some_and(|subject| users.is_locked(subject));
    if is_locked && response.action == TokenAction::Ok {
        return Err(LOCKED.into());
    }
    respond::to_token(&response)
}
