//! What a client may send to an endpoint: a form, and credentials in the `Authorization` header.

mod authorization;
mod body;

use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};

use crate::authlete::{ClientCredentials, ClientRequest};
use crate::error::OAuthError;
use crate::state::{AppState, Shared};
use body::BodyFault;

/// A form as the client sent it, verbatim: what it means is for Authlete to say. The query string is never read.
#[derive(Debug)]
pub(crate) struct FormRequest {
    body: String,
    credentials: Option<ClientCredentials>,
}

impl FormRequest {
    /// What Authlete is asked.
    pub(crate) fn into_client_request(self) -> ClientRequest {
        ClientRequest::new(self.body, self.credentials)
    }
}

impl FromRequest<Shared> for FormRequest {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, OAuthError> {
        let (headers, body) = receive(request, state, "application/x-www-form-urlencoded").await?;
        let credentials = authorization::client_credentials(&headers)?;
        Ok(Self { body, credentials })
    }
}

/// Refuses a request whose body is of another type. Parameters of the type, `charset` mostly, do not matter.
fn expect_media_type(headers: &HeaderMap, expected: &str) -> Result<(), OAuthError> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (value, another) = (values.next(), values.next());
    let essence = value
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(str::trim);
    if another.is_none() && essence.is_some_and(|essence| essence.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    Err(OAuthError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "invalid_request",
        "The Content-Type of the request is not the one that this endpoint takes.",
    ))
}

/// Takes a request in: its headers, and a body of this type, within the limit of the settings, in UTF-8.
///
/// The body is read before anything is judged, so that a client that is still sending does not miss the answer.
pub(crate) async fn receive(
    request: Request,
    state: &AppState,
    media_type: &str,
) -> Result<(HeaderMap, String), OAuthError> {
    let (parts, body) = request.into_parts();
    let body = body::read(body, state.settings.body_limit)
        .await
        .map_err(|fault| match fault {
            BodyFault::TooLong => {
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                OAuthError::new(status, "invalid_request", "The request body is too long.")
            }
            BodyFault::Slow => {
                let status = StatusCode::REQUEST_TIMEOUT;
                OAuthError::new(
                    status,
                    "invalid_request",
                    "The request body came too slowly.",
                )
            }
            BodyFault::Broken => OAuthError::invalid_request("The request body could not be read."),
        })?;
    expect_media_type(&parts.headers, media_type)?;
    let body = String::from_utf8(body)
        .map_err(|_| OAuthError::invalid_request("The request body is not UTF-8."))?;
    Ok((parts.headers, body))
}
