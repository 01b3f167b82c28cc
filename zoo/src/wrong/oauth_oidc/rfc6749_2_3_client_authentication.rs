use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::{authenticate, authenticate_as, basic};
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::config::TargetConfig;
use suite::protocol::ClientAuthenticationMethod;

/// Clients that a wrong server authenticates, or fails to (RFC 6749, section 2.3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "basic-credentials-not-decoded",
        "C-6749-08",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           the-credentials-in-the-authorization-header-are-form-encoded"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(credentials) = basic(request).filter(|text| text.contains(['%', '+'])) {
                // Encoded once more, so that the server, which decodes, reads what was sent.
                let raw = credentials.replace('%', "%25").replace('+', "%2B");
                request.set_header("authorization", &format!("Basic {}", STANDARD.encode(raw)));
            }
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/\
         one-method-authenticates-the-client-at-both-endpoints",
        "ciba-core/07_1_hint_by_client/*",
    ]),
    Fault::of(
        "secret-in-the-query-accepted",
        "C-6749-09",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           a-secret-in-the-query-does-not-authenticate"],
        Change::Request(AUTHENTICATION, authenticate_by_query),
    ),
    Fault::of(
        "secret-in-the-query-accepted-at-the-token-endpoint",
        "C-6749-09",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           a-secret-in-the-query-does-not-authenticate-at-the-token-endpoint"],
        Change::Request(TOKEN, authenticate_by_query),
    ),
    Fault::of(
        "secret-in-the-query-accepted-of-a-client-registered-for-the-body",
        "C-6749-09",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           a-secret-in-the-query-does-not-authenticate"],
        Change::Request(AUTHENTICATION, |request, target| {
            let posts = target.clients.iter().filter(|client| {
                client.authentication_method == ClientAuthenticationMethod::ClientSecretPost
            });
            if posts.into_iter().any(|client| {
                request
                    .target
                    .contains(&format!("client_id={}&", client.client_id))
            }) {
                authenticate_by_query(request, target);
            }
        }),
    ),
    Fault::of(
        "two-methods-accepted",
        "C-6749-10",
        &[
            "oauth-oidc/rfc6749_2_3_client_authentication/\
             a-client-that-authenticates-in-the-header-and-in-the-body-is-refused",
            "oauth-oidc/rfc6749_2_3_client_authentication/\
             a-client-that-authenticates-by-assertion-and-by-its-secret-is-refused",
        ],
        Change::Request(AUTHENTICATION, accept_two_methods),
    ),
    Fault::of(
        "two-methods-accepted-at-the-token-endpoint",
        "C-6749-10",
        &["oauth-oidc/rfc6749_2_3_client_authentication/\
           a-client-that-authenticates-in-two-ways-is-refused-at-the-token-endpoint"],
        Change::Request(TOKEN, accept_two_methods),
    ),
];

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
