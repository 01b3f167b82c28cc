use crate::change::Change;
use crate::fault::Fault;
use crate::wire::AUTHENTICATION;
use embedded::known::{APPROVER_HINT, BYSTANDER};

/// Tokens about another user than the hint names (CIBA Core 1.0, section 10.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "login-hint-names-somebody-else",
        "CIBA-10.1.1-07",
        &[
            "ciba-core/07_1_authentication_request/a-login_hint-names-the-user",
            "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
            "ciba-core/10_1_1_token_response/the-id-token-is-about-the-hinted-user",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint") == Some(APPROVER_HINT) {
                request.form.set("login_hint", BYSTANDER);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_2_user_code/the-right-user_code-is-accepted",
        "ciba-core/07_1_scope/the-scope-brings-the/phone",
        "ciba-core/08_authorization_decision/\
         the-tokens-are-about-the-user-of-their-own-request",
    ]),
    Fault::of(
        "login-hint-token-names-somebody-else",
        "CIBA-10.1.1-07",
        &["ciba-core/07_1_authentication_request/a-login_hint_token-names-the-user"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("login_hint_token").is_some()
            {
                request.form.remove("login_hint_token");
                request.form.set("login_hint", BYSTANDER);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/a-login_hint_token-that-is-no-token-is-refused",
        "ciba-core/07_2_validation/a-login_hint_token-that-names-nobody-is-refused",
        "ciba-core/07_2_validation/an-expired-login_hint_token-is-refused-with-its-own-code",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-login_hint_token-is-refused",
    ]),
    Fault::of(
        "id-token-hint-names-somebody-else",
        "CIBA-10.1.1-07",
        &["ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("id_token_hint").is_some()
            {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", BYSTANDER);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/an-id_token_hint-that-is-no-token-is-refused",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
    ]),
];
