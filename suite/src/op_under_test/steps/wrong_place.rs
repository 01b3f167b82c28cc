//! A form that goes where no form belongs.

use std::fmt::Write as _;

use crate::http::OutgoingRequest;

/// Sends the form by GET.
pub(super) fn by_get(request: &mut OutgoingRequest) {
    into_query(request);
    "GET".clone_into(&mut request.method);
    request.headers.retain(|(name, _)| name != "content-type");
}

/// Moves the form from the body into the URL.
pub(super) fn into_query(request: &mut OutgoingRequest) {
    let form = String::from_utf8_lossy(&request.body).into_owned();
    request.url = format!("{}?{form}", request.url);
    request.body.clear();
}

/// Moves one parameter of the form into the URL.
pub(super) fn one_into_query(request: &mut OutgoingRequest, name: &str) {
    let (moved, kept): (Vec<_>, Vec<_>) = form_urlencoded::parse(&request.body)
        .into_owned()
        .partition(|(known, _)| known == name);
    let encoded = |pairs: Vec<(String, String)>| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs).finish()
    };
    request.url = format!("{}?{}", request.url, encoded(moved));
    request.body = encoded(kept).into_bytes();
}

/// Sends the parameters as the members of a JSON object.
pub(super) fn as_json(request: &mut OutgoingRequest) {
    let members: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("{:?}:{:?}", name.as_ref(), value.as_ref()))
        .collect();
    request.body = format!("{{{}}}", members.join(",")).into_bytes();
    call_it(request, "application/json");
}

/// Sends each parameter as a part of its own (RFC 7578).
pub(super) fn as_multipart(request: &mut OutgoingRequest) {
    const BOUNDARY: &str = "a-boundary-that-stands-nowhere-else";
    let mut body = String::new();
    for (name, value) in form_urlencoded::parse(&request.body) {
        let _ = write!(
            body,
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    let _ = write!(body, "--{BOUNDARY}--\r\n");
    request.body = body.into_bytes();
    call_it(
        request,
        &format!("multipart/form-data; boundary={BOUNDARY}"),
    );
}

/// Sends each parameter on a line of its own.
pub(super) fn as_plain_text(request: &mut OutgoingRequest) {
    let lines: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    request.body = lines.join("\r\n").into_bytes();
    call_it(request, "text/plain");
}

/// Sends each parameter as an element.
pub(super) fn as_xml(request: &mut OutgoingRequest) {
    let elements: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("<{name}>{}</{name}>", value.replace('&', "&amp;")))
        .collect();
    request.body = format!("<request>{}</request>", elements.concat()).into_bytes();
    call_it(request, "application/xml");
}

fn call_it(request: &mut OutgoingRequest, media_type: &str) {
    for (name, value) in &mut request.headers {
        if name == "content-type" {
            media_type.clone_into(value);
        }
    }
}
