use serde_json::Value;

use crate::parts::credentials::{authenticate, client_of};
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::config::TargetConfig;
use suite::jose::{DecodedJwt, mac};
use suite::op_under_test::scenario_context::now;
use suite::protocol::ClientAuthenticationMethod as Method;

/// The assertion of a request, where it can be read.
pub(crate) fn assertion(request: &SeenRequest) -> Option<DecodedJwt> {
    DecodedJwt::parse(request.form.get("client_assertion")?).ok()
}

/// The server believes the assertion unseen where it and the client's method are like this.
pub(crate) fn believe_if(
    request: &mut SeenRequest,
    target: &TargetConfig,
    condition: impl Fn(&DecodedJwt, Method) -> bool,
) {
    let method = client_of(request, target).map(|client| client.authentication_method);
    let believed = assertion(request)
        .zip(method)
        .is_some_and(|(jwt, method)| method.is_by_assertion() && condition(&jwt, method));
    if believed {
        authenticate(request, target);
    }
}

/// The server refuses the assertion where it is like this.
pub(crate) fn refuse_if(request: &mut SeenRequest, condition: impl Fn(&DecodedJwt) -> bool) {
    if assertion(request).is_some_and(|jwt| condition(&jwt)) {
        request.form.set("client_assertion", "unreadable");
    }
}

pub(crate) fn audiences(jwt: &DecodedJwt) -> Vec<&str> {
    match &jwt.claims["aud"] {
        Value::String(audience) => vec![audience],
        Value::Array(audiences) => audiences.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn audience_ends_with(jwt: &DecodedJwt, path: &str) -> bool {
    let audiences = audiences(jwt);
    !audiences.is_empty() && audiences.iter().all(|audience| audience.ends_with(path))
}

pub(crate) fn is_for_us(jwt: &DecodedJwt, issuer: &str) -> bool {
    audiences(jwt).iter().any(|audience| {
        *audience == issuer || audience.ends_with(AUTHENTICATION) || audience.ends_with(TOKEN)
    })
}

pub(crate) fn for_anybody(request: &mut SeenRequest, target: &TargetConfig) {
    believe_if(request, target, |jwt, _| !is_for_us(jwt, &target.issuer));
}

pub(crate) fn expired(request: &mut SeenRequest, target: &TargetConfig) {
    believe_if(request, target, |jwt, _| {
        jwt.claims["exp"]
            .as_u64()
            .is_some_and(|exp| exp + 60 < now())
    });
}

/// The right algorithm is enough.
pub(crate) fn unverified(request: &mut SeenRequest, target: &TargetConfig) {
    let is_own = is_own(request, target);
    believe_if(request, target, |jwt, method| {
        let alg = if method == Method::PrivateKeyJwt {
            "ES256"
        } else {
            "HS256"
        };
        !is_own && jwt.alg() == alg
    });
}

pub(crate) fn signed_part(request: &SeenRequest) -> Option<(String, String)> {
    let (input, signature) = request.form.get("client_assertion")?.rsplit_once('.')?;
    Some((input.to_owned(), signature.to_owned()))
}

/// Whether the assertion was signed by the client that it names, by its own method.
pub(crate) fn is_own(request: &SeenRequest, target: &TargetConfig) -> bool {
    let Some((input, signature)) = signed_part(request) else {
        return false;
    };
    let Some(client) = client_of(request, target) else {
        return false;
    };
    match client.authentication_method {
        Method::PrivateKeyJwt => client
            .key
            .as_ref()
            .is_some_and(|key| key.is_signer_of(&input, &signature)),
        _ => client.secret.as_ref().is_some_and(|secret| {
            let expected = mac("HS256", secret.expose().as_bytes(), &input);
            expected.is_ok_and(|expected| expected == signature)
        }),
    }
}
