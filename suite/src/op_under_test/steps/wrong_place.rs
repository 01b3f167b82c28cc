//! A form that goes where no form belongs.

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

/// Sends the parameters as the members of a JSON object.
pub(super) fn as_json(request: &mut OutgoingRequest) {
    let members: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("{:?}:{:?}", name.as_ref(), value.as_ref()))
        .collect();
    request.body = format!("{{{}}}", members.join(",")).into_bytes();
    for (name, value) in &mut request.headers {
        if name == "content-type" {
            "application/json".clone_into(value);
        }
    }
}
