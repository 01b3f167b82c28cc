//! How the endpoint answers, as a scenario wants it.

use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response as AxumResponse};

use crate::http::Response;

/// How the endpoint answers the calls for one authentication request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EndpointAnswer {
    /// 204, as section 10.2 of CIBA Core recommends.
    #[default]
    NoContent,
    /// 200 with a body that looks like an error, which the OP should ignore.
    OkWithBody,
    /// A status that sends the OP to another address.
    Redirect(u16),
    /// Any other status.
    Status(u16),
    /// 204, but only after this long.
    Late(Duration),
    /// Nothing, while the connection stays open.
    Hang,
    /// Nothing: the connection is cut once the call has come.
    Refuse,
}

/// The answer on the wire; for no answer a status 0, which stands for it in reports.
pub(super) fn response(answer: EndpointAnswer, elsewhere: &str) -> Response {
    let (status, headers, body): (u16, Vec<(String, String)>, &[u8]) = match answer {
        EndpointAnswer::NoContent | EndpointAnswer::Late(_) => (204, Vec::new(), b""),
        EndpointAnswer::OkWithBody => (
            200,
            vec![("content-type".to_owned(), "application/json".to_owned())],
            br#"{"error":"invalid_request","error_description":"an OP ignores this body"}"#,
        ),
        EndpointAnswer::Redirect(status) => (
            status,
            // An address of its own for each status: who comes there has followed this redirect.
            vec![("location".to_owned(), format!("{elsewhere}/{status}"))],
            b"",
        ),
        EndpointAnswer::Status(status) => (status, Vec::new(), b""),
        EndpointAnswer::Hang | EndpointAnswer::Refuse => (0, Vec::new(), b""),
    };
    Response {
        status,
        headers,
        body: body.to_vec(),
    }
}

pub(super) fn into_axum(response: Response) -> AxumResponse {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::NO_CONTENT);
    let mut answer = (status, response.body).into_response();
    answer.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            header::HeaderName::from_bytes(name.as_bytes()),
            header::HeaderValue::from_str(value),
        ) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}
