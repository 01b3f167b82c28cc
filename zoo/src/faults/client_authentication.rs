//! Clients that a wrong server authenticates, or fails to (RFC 6749, section 2.3; CIBA Core 1.0, section 4).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::changes::{authenticate, authenticate_as, client_of};
use super::client_assertion::assertion;
use super::{AUTHENTICATION, Fault, SeenRequest, TOKEN};
use suite::config::{ClientConfig, TargetConfig};
use suite::protocol::ClientAuthenticationMethod as Method;

pub(super) const FAULTS: &[Fault] = &[
    Fault::request(
        "mac-refused-at-the-backchannel-endpoint",
        AUTHENTICATION,
        |request, _| {
            if assertion(request).is_some_and(|jwt| jwt.alg() == "HS256") {
                request.form.set("client_assertion", "unreadable");
            }
        },
    ),
    Fault::request(
        "post-refused-for-push-clients",
        AUTHENTICATION,
        |request, target| {
            let refused = client_of(request, target).is_some_and(|client| {
                client.authentication_method == Method::ClientSecretPost
                    && !client.mode.has_token_request()
            });
            if refused {
                request.form.set("client_secret", "unreadable");
            }
        },
    ),
    Fault::request(
        "secret-accepted-for-an-assertion",
        AUTHENTICATION,
        |request, target| {
            let accepted = client_of(request, target).is_some_and(|client| {
                client.authentication_method.is_by_assertion()
                    && assertion(request).is_none()
                    && presents_secret(request, client)
            });
            if accepted {
                authenticate(request, target);
            }
        },
    ),
    Fault::request(
        "mac-accepted-for-a-secret",
        AUTHENTICATION,
        |request, target| {
            let accepted = assertion(request).is_some_and(|jwt| jwt.alg() == "HS256")
                && client_of(request, target).is_some_and(|client| {
                    client.authentication_method == Method::ClientSecretBasic
                });
            if accepted {
                authenticate(request, target);
            }
        },
    ),
    Fault::request(
        "basic-credentials-not-decoded",
        AUTHENTICATION,
        |request, _| {
            if let Some(credentials) = basic(request).filter(|text| text.contains(['%', '+'])) {
                // Encoded once more, so that the server, which decodes, reads what was sent.
                let raw = credentials.replace('%', "%25").replace('+', "%2B");
                request.set_header("authorization", &format!("Basic {}", STANDARD.encode(raw)));
            }
        },
    ),
    Fault::request(
        "secret-in-the-query-accepted",
        AUTHENTICATION,
        authenticate_by_query,
    ),
    Fault::request(
        "secret-in-the-query-accepted-at-the-token-endpoint",
        TOKEN,
        authenticate_by_query,
    ),
    Fault::request("two-methods-accepted", AUTHENTICATION, accept_two_methods),
    Fault::request(
        "two-methods-accepted-at-the-token-endpoint",
        TOKEN,
        accept_two_methods,
    ),
    Fault::request(
        "empty-secret-accepted",
        AUTHENTICATION,
        |request, target| {
            if basic(request).is_some_and(|text| text.ends_with(':')) {
                authenticate(request, target);
            }
        },
    ),
];

/// A hint that one kind of client may not use.
pub(super) const HINTS: &[Fault] = &[
    Fault::request(
        "login-hint-of-a-post-client-refused",
        AUTHENTICATION,
        |request, target| {
            refuse_hint(request, target, "login_hint");
        },
    ),
    Fault::request(
        "login-hint-token-of-a-post-client-refused",
        AUTHENTICATION,
        |request, target| {
            refuse_hint(request, target, "login_hint_token");
        },
    ),
    Fault::request(
        "id-token-hint-of-a-post-client-refused",
        AUTHENTICATION,
        |request, target| {
            refuse_hint(request, target, "id_token_hint");
        },
    ),
];

fn refuse_hint(request: &mut SeenRequest, target: &TargetConfig, name: &str) {
    let refused = client_of(request, target)
        .is_some_and(|client| client.authentication_method == Method::ClientSecretPost);
    if refused && request.form.get(name).is_some_and(|hint| !hint.is_empty()) {
        request.form.set(name, "no-such-hint");
    }
}

/// User and password of the Authorization header, joined, as they were sent.
fn basic(request: &SeenRequest) -> Option<String> {
    let encoded = request.header("authorization")?.strip_prefix("Basic ")?;
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

fn presents_secret(request: &SeenRequest, client: &ClientConfig) -> bool {
    let in_header = basic(request).and_then(|text| Some(text.split_once(':')?.1.to_owned()));
    let presented = in_header.or_else(|| request.form.get("client_secret").map(str::to_owned));
    client
        .secret
        .as_ref()
        .zip(presented)
        .is_some_and(|(secret, presented)| secret.expose() == presented)
}

fn authenticate_by_query(request: &mut SeenRequest, target: &TargetConfig) {
    let client_id = request.target.split_once('?').and_then(|(_, query)| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "client_id")
            .map(|(_, value)| value.into_owned())
    });
    let client = client_id.and_then(|client_id| {
        let mut clients = target.clients.iter();
        clients.find(|client| client.client_id == client_id)
    });
    if let Some(client) = client {
        authenticate_as(request, client, target);
    }
}

fn accept_two_methods(request: &mut SeenRequest, target: &TargetConfig) {
    let in_body = ["client_secret", "client_assertion"]
        .iter()
        .any(|name| request.form.get(name).is_some());
    if in_body && basic(request).is_some() {
        authenticate(request, target);
    }
}
