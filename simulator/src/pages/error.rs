//! What a person reads when a page cannot be shown.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::context;

use super::render::render;
use crate::error::ApiError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    #[error("There is no page at this address.")]
    UnknownPage,
    #[error("This address does not take this method.")]
    MethodNotAllowed,
    #[error(
        "This simulator does not go by the name in the address. Use an IP address or localhost, or start it with --host and the name."
    )]
    ForeignHost,
    #[error("This form does not come from this page. Load the page again, and decide there.")]
    ForeignForm,
    #[error("{0}")]
    Input(&'static str),
    #[error("{0}")]
    Api(#[from] ApiError),
    #[error("The page cannot be rendered.")]
    Template(#[from] minijinja::Error),
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownPage => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignForm => StatusCode::FORBIDDEN,
            Self::Input(_) => StatusCode::BAD_REQUEST,
            Self::Api(error) => error.status(),
            Self::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::Template(error) = &self {
            tracing::error!(%error, "a page cannot be rendered");
        }
        let text = self.to_string();
        let page = render("error.html", context! { text => text });
        let body = match page {
            Ok(page) => page.into_response(),
            Err(_) => Html("The page cannot be rendered.").into_response(),
        };
        (self.status(), [(header::CACHE_CONTROL, "no-store")], body).into_response()
    }
}
