use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::{authenticate_as, basic};
use crate::wire::{AUTHENTICATION, Answer, SeenRequest, TOKEN};
use suite::config::TargetConfig;
use suite::report::Outcome;

/// A `client_id` beside credentials in the header (RFC 6749, section 3.2.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "foreign-client-id-beside-basic-passed-over",
        "C-6749-20",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           another-client-s-client_id-beside-the-credentials-in-the-header-is-refused"],
        Change::Request(AUTHENTICATION, pass_over),
    ),
    Fault::of(
        "foreign-client-id-beside-basic-passed-over-at-the-token-endpoint",
        "C-6749-20",
        &[
            "oauth-oidc/rfc6749_2_3_client_authentication/another-client-s-client_id-beside-the-\
           credentials-in-the-header-is-refused-at-the-token-endpoint",
        ],
        Change::Request(TOKEN, pass_over),
    ),
    Fault::of(
        "the-client-id-of-the-body-wins-over-basic",
        "C-6749-20",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           another-client-s-client_id-beside-the-credentials-in-the-header-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let named = beside(request).filter(|_| request.form.get("client_secret").is_none());
            let mut clients = target.clients.iter();
            if let Some(client) = clients.find(|client| Some(&client.client_id) == named.as_ref()) {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "own-client-id-beside-basic-refused-at-the-token-endpoint",
        "C-6749-20",
        &[
            "oauth-oidc/rfc6749_2_3_client_authentication/the-client-s-own-client_id-beside-its-\
           credentials-in-the-header-does-no-harm-at-the-token-endpoint",
        ],
        Change::Answer(TOKEN, refuse),
    ),
    Fault::of(
        "own-client-id-beside-basic-refused",
        "C-6749-23",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           the-client-s-own-client_id-beside-its-credentials-in-the-header-does-no-harm"],
        Change::Answer(AUTHENTICATION, refuse),
    )
    .ends_in(Outcome::Warning),
];

/// The one client_id in the body of a request with Basic credentials that are a client's.
fn beside(request: &SeenRequest) -> Option<String> {
    basic(request)?;
    let mut named = request.form.iter().filter(|(name, _)| *name == "client_id");
    let only = named.next()?.1.to_owned();
    named.next().is_none().then_some(only)
}

fn pass_over(request: &mut SeenRequest, target: &TargetConfig) {
    let is_known = |named: &String| {
        target
            .clients
            .iter()
            .any(|client| client.client_id == *named)
    };
    if beside(request).is_some_and(|named| is_known(&named))
        && request.form.get("client_secret").is_none()
    {
        request.form.remove("client_id");
    }
}

fn refuse(answer: &mut Answer, request: &SeenRequest) {
    let own = basic(request).zip(beside(request));
    if own.is_some_and(|(joined, named)| joined.starts_with(&format!("{named}:")))
        && answer.status != 401
    {
        answer.status = 400;
        answer.body = json!({"error": "invalid_request"});
    }
}
