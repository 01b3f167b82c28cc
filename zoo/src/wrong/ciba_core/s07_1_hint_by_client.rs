use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::config::TargetConfig;
use suite::protocol::ClientAuthenticationMethod as Method;

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
        "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/10_1_1_token_response/*",
        "ciba-core/10_1_token_request/*",
        "ciba-core/10_3_1_push_callback/*",
        "ciba-core/13_authentication_error_response/*",
        "oauth-oidc/rfc6749_10_10_guessing/*",
        "oauth-oidc/rfc6749_5_1_successful_response/*",
        "oauth-oidc/rfc6749_6_refreshing/*",
        "oauth-oidc/rfc9126_pushed_authorization/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-client_secret-is-refused",
    ]),
    Fault::of(
        "id-token-hint-of-a-post-client-refused",
        "CIBA-7.1-23",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_hint(request, target, "id_token_hint");
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/*"]),
    Fault::of(
        "login-hint-token-of-a-post-client-refused",
        "CIBA-7.1-26",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-a-login_hint_token"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_hint(request, target, "login_hint_token");
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/*"]),
];

fn refuse_hint(request: &mut SeenRequest, target: &TargetConfig, name: &str) {
    let refused = client_of(request, target)
        .is_some_and(|client| client.authentication_method == Method::ClientSecretPost);
    if refused && request.form.get(name).is_some_and(|hint| !hint.is_empty()) {
        request.form.set(name, "no-such-hint");
    }
}
