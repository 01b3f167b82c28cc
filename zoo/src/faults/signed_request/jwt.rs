use serde_json::{Map, Value};

use crate::faults::SeenRequest;
use crate::faults::changes::{client_of, unpack_signed_request};
use suite::config::TargetConfig;
use suite::jose::{DecodedJwt, random_identifier};

pub(super) type Members = Map<String, Value>;

/// The hint of the user who approves.
pub(super) const APPROVER: &str = "john@example.com";

/// The JWT of a request, where it can be read.
pub(super) fn jwt(request: &SeenRequest) -> Option<DecodedJwt> {
    DecodedJwt::parse(request.form.get("request")?).ok()
}

pub(super) fn claims(request: &SeenRequest) -> Option<Members> {
    jwt(request)?.claims.as_object().cloned()
}

/// The server believes the JWT unseen where its claims are like this.
pub(super) fn trust_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        unpack_signed_request(request);
    }
}

/// The server refuses the JWT where its claims are like this.
pub(super) fn refuse_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        request.form.set("request", "unreadable");
    }
}

/// The server believes the JWT unseen where its header is like this.
pub(super) fn trust_if_header(request: &mut SeenRequest, condition: impl Fn(&Value) -> bool) {
    if jwt(request).is_some_and(|jwt| condition(&jwt.header)) {
        unpack_signed_request(request);
    }
}

/// The server acts as if a valid request had come.
pub(super) fn take_for_valid(request: &mut SeenRequest, target: &TargetConfig) {
    let calls_back = client_of(request, target).is_some_and(|client| client.mode.has_callback());
    request.form.remove("request");
    request.form.set("scope", "openid");
    request.form.set("login_hint", APPROVER);
    if calls_back {
        let token = random_identifier();
        request.form.set("client_notification_token", token);
    }
}

/// The server mends the claims and then believes them.
pub(super) fn mend_if(
    request: &mut SeenRequest,
    condition: impl Fn(&Members) -> bool,
    name: &str,
    value: Option<&str>,
) {
    let concerned = claims(request).is_some_and(|claims| condition(&claims));
    if concerned {
        unpack_signed_request(request);
        match value {
            Some(value) => request.form.set(name, value),
            None => request.form.remove(name),
        }
    }
}

pub(super) fn text<'a>(claims: &'a Members, name: &str) -> &'a str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn time(claims: &Members, name: &str) -> Option<u64> {
    claims.get(name)?.as_u64()
}

pub(super) fn audiences(claims: &Members) -> Option<Vec<&str>> {
    match claims.get("aud")? {
        Value::String(audience) => Some(vec![audience]),
        Value::Array(audiences) => Some(audiences.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// Whether the signature is that of any client's key.
pub(super) fn is_signed_by_some_client(request: &SeenRequest, target: &TargetConfig) -> bool {
    let Some(jwt) = jwt(request) else {
        return false;
    };
    let Some((input, signature)) = request
        .form
        .get("request")
        .and_then(|text| text.rsplit_once('.'))
    else {
        return false;
    };
    jwt.alg() == "ES256"
        && target
            .clients
            .iter()
            .filter_map(|client| client.key.as_ref())
            .any(|key| key.is_signer_of(input, signature))
}
