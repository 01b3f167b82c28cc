use serde_json::{Map, Value};

use crate::parts::credentials::client_of;
use crate::wire::SeenRequest;
use embedded::known::APPROVER_HINT;
use suite::config::TargetConfig;
use suite::jose::{DecodedJwt, random_identifier};

pub(crate) type Members = Map<String, Value>;

/// The JWT of a request, where it can be read.
pub(crate) fn jwt(request: &SeenRequest) -> Option<DecodedJwt> {
    DecodedJwt::parse(request.form.get("request")?).ok()
}

pub(crate) fn claims(request: &SeenRequest) -> Option<Members> {
    jwt(request)?.claims.as_object().cloned()
}

/// The server believes the JWT unseen where its claims are like this.
pub(crate) fn trust_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        unpack_signed_request(request);
    }
}

/// The server believes the JWT unseen where its header is like this.
pub(crate) fn trust_if_header(request: &mut SeenRequest, condition: impl Fn(&Value) -> bool) {
    if jwt(request).is_some_and(|jwt| condition(&jwt.header)) {
        unpack_signed_request(request);
    }
}

/// The server acts as if a valid request had come.
pub(crate) fn take_for_valid(request: &mut SeenRequest, target: &TargetConfig) {
    let calls_back = client_of(request, target).is_some_and(|client| client.mode.has_callback());
    request.form.remove("request");
    request.form.set("scope", "openid");
    request.form.set("login_hint", APPROVER_HINT);
    if calls_back {
        let token = random_identifier();
        request.form.set("client_notification_token", token);
    }
}

pub(crate) fn text<'a>(claims: &'a Members, name: &str) -> &'a str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn time(claims: &Members, name: &str) -> Option<u64> {
    claims.get(name)?.as_u64()
}

/// Puts the claims of a signed request into the form, unverified: the server then takes whatever it says.
pub(crate) fn unpack_signed_request(request: &mut SeenRequest) {
    let claims = request
        .form
        .get("request")
        .and_then(|jwt| DecodedJwt::parse(jwt).ok())
        .and_then(|jwt| jwt.claims.as_object().cloned());
    let Some(claims) = claims else {
        return;
    };
    request.form.remove("request");
    for (name, value) in claims {
        if matches!(name.as_str(), "iss" | "aud" | "exp" | "iat" | "nbf" | "jti") {
            continue;
        }
        match value {
            Value::String(text) => request.form.set(&name, text),
            Value::Null => {}
            other => request.form.set(&name, other.to_string()),
        }
    }
}
