use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::wire::SeenRequest;
use suite::config::{ClientConfig, TargetConfig};
use suite::jose::DecodedJwt;
use suite::op_under_test::consumption_device::{Credentials, Parameters, authenticate as present};
use suite::op_under_test::made_up::UNREGISTERED;
use suite::op_under_test::scenario_context::now;

/// User and password of the Authorization header, joined, as they were sent.
pub(crate) fn basic(request: &SeenRequest) -> Option<String> {
    let encoded = request.header("authorization")?.strip_prefix("Basic ")?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

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
    let named = named.strip_suffix(UNREGISTERED).unwrap_or(&named);
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
        request.form = Parameters::new();
        for (name, value) in form_urlencoded::parse(&presented.body) {
            request.form.append(&name, value);
        }
    }
}
