//! What stands in an Authorization header, as careless servers read it.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;

use crate::parts::credentials::authenticate_as;
use crate::parts::errors::crash;
use crate::wire::{Answer, SeenRequest};
use suite::config::{ClientConfig, TargetConfig};
use suite::protocol::ClientAuthenticationMethod;

/// What stands behind the scheme.
fn behind_scheme(request: &SeenRequest) -> Option<String> {
    let (_, rest) = request.header("authorization")?.split_once(' ')?;
    Some(rest.to_owned())
}

fn joined(request: &SeenRequest) -> Option<Vec<u8>> {
    STANDARD.decode(behind_scheme(request)?).ok()
}

fn is_pair(encoded: &str) -> bool {
    STANDARD
        .decode(encoded)
        .is_ok_and(|joined| joined.contains(&b':'))
}

pub(crate) fn skip_rubbish(request: &mut SeenRequest, _: &TargetConfig) {
    if let Some(rest) = behind_scheme(request) {
        let known = |c: &char| *c == '=' || ALPHABET.as_str().contains(*c);
        let kept: String = rest.chars().filter(known).collect();
        if kept != rest {
            request.set_header("authorization", &format!("Basic {kept}"));
        }
    }
}

pub(crate) fn crash_on_malformed(answer: &mut Answer, request: &SeenRequest) {
    let is_basic = request
        .header("authorization")
        .is_some_and(|value| value.starts_with("Basic "));
    if is_basic && !behind_scheme(request).is_some_and(|rest| is_pair(&rest)) {
        crash(answer);
    }
}

pub(crate) fn crash_on_scheme_alone(answer: &mut Answer, request: &SeenRequest) {
    if request.header("authorization") == Some("Basic") {
        crash(answer);
    }
}

pub(crate) fn crash_on_null(answer: &mut Answer, request: &SeenRequest) {
    if joined(request).is_some_and(|joined| joined.contains(&0)) {
        crash(answer);
    }
}

pub(crate) fn take_any_scheme(request: &mut SeenRequest, _: &TargetConfig) {
    if let Some(rest) = behind_scheme(request).filter(|rest| is_pair(rest)) {
        request.set_header("authorization", &format!("Basic {rest}"));
    }
}

/// The client that the header names, and the secret that it presents.
fn presented<'t>(
    request: &SeenRequest,
    target: &'t TargetConfig,
) -> Option<(&'t ClientConfig, String)> {
    let joined = String::from_utf8(joined(request)?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decoded = |text: &str| {
        let pair = form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    let (id, secret) = (decoded(id), decoded(secret));
    let client = target
        .clients
        .iter()
        .find(|client| client.client_id == id)?;
    let by_header = client.authentication_method == ClientAuthenticationMethod::ClientSecretBasic;
    let is_basic = request
        .header("authorization")
        .is_some_and(|value| value.starts_with("Basic "));
    (by_header && is_basic).then_some((client, secret))
}

fn secret_of(client: &ClientConfig) -> &str {
    client.secret.as_ref().map_or("", |secret| secret.expose())
}

pub(crate) fn take_secret(
    request: &mut SeenRequest,
    target: &TargetConfig,
    is_right: fn(&str, &str) -> bool,
) {
    if let Some((client, secret)) = presented(request, target)
        && secret_of(client) != secret
        && is_right(secret_of(client), &secret)
    {
        authenticate_as(request, client, target);
    }
}

pub(crate) fn take_any_secret(request: &mut SeenRequest, target: &TargetConfig) {
    if let Some((client, secret)) = presented(request, target)
        && !secret.is_empty()
        && secret_of(client) != secret
        && target
            .clients
            .iter()
            .any(|other| secret_of(other) == secret)
    {
        authenticate_as(request, client, target);
    }
}

pub(crate) fn take_no_scheme(request: &mut SeenRequest, _: &TargetConfig) {
    let alone = request.header("authorization").map(str::to_owned);
    if let Some(alone) = alone.filter(|value| is_pair(value)) {
        request.set_header("authorization", &format!("Basic {alone}"));
    }
}

pub(crate) fn crash_on_other_bytes(answer: &mut Answer, request: &SeenRequest) {
    if joined(request).is_some_and(|joined| std::str::from_utf8(&joined).is_err()) {
        crash(answer);
    }
}

pub(crate) fn crash_on_broken_escape(answer: &mut Answer, request: &SeenRequest) {
    if joined(request).is_some_and(|joined| joined.windows(3).any(|three| three == b"%zz")) {
        crash(answer);
    }
}
