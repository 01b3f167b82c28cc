//! Changes that several faults share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Answer, SeenRequest};
use suite::config::{ClientConfig, TargetConfig};
use suite::jose::DecodedJwt;
use suite::op_under_test::consumption_device::{Credentials, authenticate as present};
use suite::op_under_test::scenario_context::now;

/// The client that a request names: in the Basic header, the form, or an assertion.
pub(crate) fn client_of<'a>(
    request: &SeenRequest,
    target: &'a TargetConfig,
) -> Option<&'a ClientConfig> {
    let basic = request
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value).ok())
        .and_then(|bytes| Some(String::from_utf8(bytes).ok()?.split_once(':')?.0.to_owned()));
    let assertion = request
        .form
        .get("client_assertion")
        .and_then(|assertion| DecodedJwt::parse(assertion).ok())
        .and_then(|jwt| {
            let claim = |name: &str| Some(jwt.claims.get(name)?.as_str()?.to_owned());
            claim("sub").or_else(|| claim("iss"))
        });
    let named = basic
        .or_else(|| request.form.get("client_id").map(str::to_owned))
        .or(assertion)?;
    let named = named.trim_end_matches("-unknown");
    target
        .clients
        .iter()
        .find(|client| client.client_id == named)
}

/// Gives a request the right credentials of the client that it names, whatever it brought.
pub(crate) fn authenticate(request: &mut SeenRequest, target: &TargetConfig) {
    if let Some(client) = client_of(request, target) {
        authenticate_as(request, client, target);
    }
}

/// Gives a request the right credentials of a client.
pub(crate) fn authenticate_as(
    request: &mut SeenRequest,
    client: &ClientConfig,
    target: &TargetConfig,
) {
    let mut form = request.form.clone();
    for name in [
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
    ] {
        form.remove(name);
    }
    let presented = present(
        client,
        Credentials::Registered,
        &target.issuer,
        now(),
        "http://localhost/",
        form,
    );
    if let Ok(presented) = presented {
        request.remove_header("authorization");
        for (name, value) in presented.headers {
            if name == "authorization" {
                request.set_header(&name, &value);
            }
        }
        request.form = suite::op_under_test::consumption_device::Parameters::new();
        for (name, value) in form_urlencoded::parse(&presented.body) {
            request.form.append(&name, value);
        }
    }
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

/// Replaces an error code, and its status.
pub(crate) fn recode(answer: &mut Answer, from: &str, to: &str, status: u16) {
    if answer.is_error(from) {
        answer.set("error", to);
        answer.status = status;
    }
}

/// Answers an error with another status.
pub(crate) fn restatus(answer: &mut Answer, code: &str, status: u16) {
    if answer.is_error(code) {
        answer.status = status;
    }
}

/// Changes one character in the middle of a JWT's signature.
pub(crate) fn break_signature(token: &str) -> String {
    let Some(at) = token.rfind('.').map(|dot| dot + 10) else {
        return token.to_owned();
    };
    token
        .char_indices()
        .map(|(position, c)| match (position == at, c) {
            (false, c) => c,
            (true, 'A') => 'B',
            (true, _) => 'A',
        })
        .collect()
}
