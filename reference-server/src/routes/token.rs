//! `POST /token`: the token request (section 10.1), judged by Authlete alone.

use axum::extract::State;
use axum::response::Response;

use crate::error::RouteError;
use crate::form_request::FormRequest;
use crate::respond;
use crate::state::Shared;

pub(super) async fn post(
    State(state): State<Shared>,
    form: FormRequest,
) -> Result<Response, RouteError> {
    let response = state.authlete.token(form.into_client_request()).await?;
    respond::to_token(&response)
}
