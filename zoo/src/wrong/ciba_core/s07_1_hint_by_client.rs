use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::config::TargetConfig;
use suite::protocol::ClientAuthenticationMethod as Method;
use suite::protocol::OracleRule;

/// Hints that a wrong server refuses, by how the client authenticates (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "login-hint-of-a-post-client-refused",
        "CIBA-7.1-22",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-a-login_hint"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_hint(request, target, "login_hint");
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "oauth-oidc/rfc9126_pushed_authorization/\
         a-client-that-must-push-its-authorization-requests-uses-ciba-as-before",
    ]),
    Fault::of(
        "id-token-hint-of-a-post-client-refused",
        "CIBA-7.1-23",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_hint(request, target, "id_token_hint");
        }),
    )
    .against(&[OracleRule::O15]),
    Fault::of(
        "login-hint-token-of-a-post-client-refused",
        "CIBA-7.1-26",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-a-login_hint_token"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_hint(request, target, "login_hint_token");
        }),
    ),
];

fn refuse_hint(request: &mut SeenRequest, target: &TargetConfig, name: &str) {
    let refused = client_of(request, target)
        .is_some_and(|client| client.authentication_method == Method::ClientSecretPost);
    if refused && request.form.get(name).is_some_and(|hint| !hint.is_empty()) {
        request.form.set(name, "no-such-hint");
    }
}
