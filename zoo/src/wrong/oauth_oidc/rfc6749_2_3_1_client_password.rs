use crate::change::Change;
use crate::fault::Fault;
use crate::parts::basic_header::take_secret;
use crate::parts::posted_secret::{take_mac_under, take_posted};
use crate::parts::swapped_case;
use crate::wire::{AUTHENTICATION, TOKEN};

/// Secrets that a wrong server compares with indulgence (RFC 6749, section 2.3.1; OpenID Connect Core 1.0, section 9).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "blanks-around-a-secret-cut-off",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/a-secret-that-is-nearly-right-is-refused/the-secret-with-a-blank-behind-it",
            "oauth-oidc/rfc7617_2_basic_credentials/a-secret-that-is-nearly-right-is-refused/the-secret-with-a-blank-before-it",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_secret(request, target, is_right_but_for_blanks);
        }),
    ),
    Fault::of(
        "blanks-around-a-secret-cut-off-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-a-secret-that-is-nearly-right-is-refused/the-secret-with-a-blank-behind-it",
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-a-secret-that-is-nearly-right-is-refused/the-secret-with-a-blank-before-it",
        ],
        Change::Request(TOKEN, |request, target| {
            take_secret(request, target, is_right_but_for_blanks);
        }),
    ),
    Fault::of(
        "blanks-around-a-secret-in-the-body-cut-off",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-secret-in-the-body-is-refused-that-is-the-client-s/with-a-blank-behind-it",
            "oauth-oidc/rfc6749_2_3_1_client_password/a-secret-in-the-body-is-refused-that-is-the-client-s/with-a-blank-before-it",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_posted(request, target, is_right_but_for_blanks);
        }),
    ),
    Fault::of(
        "blanks-around-a-secret-in-the-body-cut-off-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-secret-in-the-body-is-refused-that-is-the-client-s/with-a-blank-behind-it",
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-secret-in-the-body-is-refused-that-is-the-client-s/with-a-blank-before-it",
        ],
        Change::Request(TOKEN, |request, target| {
            take_posted(request, target, is_right_but_for_blanks);
        }),
    ),
    Fault::of(
        "secrets-in-the-body-in-any-letter-case",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-secret-in-the-body-is-refused-that-is-the-client-s/in-other-letters",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_posted(request, target, is_right_but_for_case);
        }),
    ),
    Fault::of(
        "secrets-in-the-body-in-any-letter-case-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-secret-in-the-body-is-refused-that-is-the-client-s/in-other-letters",
        ],
        Change::Request(TOKEN, |request, target| {
            take_posted(request, target, is_right_but_for_case);
        }),
    ),
    Fault::of(
        "the-beginning-of-a-secret-in-the-body-will-do",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-secret-in-the-body-is-refused-that-is-the-client-s/without-its-end",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_posted(request, target, |own, came| {
                came.len() >= 20 && own != came && own.starts_with(came)
            });
        }),
    ),
    Fault::of(
        "secrets-in-the-body-cut-short-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-secret-in-the-body-is-refused-that-is-the-client-s/with-more-behind-it",
        ],
        Change::Request(TOKEN, |request, target| {
            take_posted(request, target, |own, came| {
                came.strip_prefix(own) == Some("A")
            });
        }),
    ),
    Fault::of(
        "a-mac-under-the-secret-in-any-letter-case",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-mac-is-refused-whose-key-is-the-client-s-secret/in-other-letters",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_mac_under(request, target, swapped_case);
        }),
    ),
    Fault::of(
        "a-mac-under-the-secret-with-blanks-around-it",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-mac-is-refused-whose-key-is-the-client-s-secret/with-a-blank-behind-it",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_mac_under(request, target, |secret| format!("{secret} "));
        }),
    ),
    Fault::of(
        "a-mac-under-the-secret-in-any-letter-case-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-mac-is-refused-whose-key-is-the-client-s-secret/in-other-letters",
        ],
        Change::Request(TOKEN, |request, target| {
            take_mac_under(request, target, swapped_case);
        }),
    ),
    Fault::of(
        "secrets-in-the-body-cut-short",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/a-secret-in-the-body-is-refused-that-is-the-client-s/with-more-behind-it",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_posted(request, target, |own, came| {
                came.strip_prefix(own) == Some("A")
            });
        }),
    ),
    Fault::of(
        "the-beginning-of-a-secret-in-the-body-will-do-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-secret-in-the-body-is-refused-that-is-the-client-s/without-its-end",
        ],
        Change::Request(TOKEN, |request, target| {
            take_posted(request, target, |own, came| {
                came.len() >= 20 && own != came && own.starts_with(came)
            });
        }),
    ),
    Fault::of(
        "a-mac-under-the-secret-with-blanks-around-it-at-the-token-endpoint",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc6749_2_3_1_client_password/at-the-token-endpoint-a-mac-is-refused-whose-key-is-the-client-s-secret/with-a-blank-behind-it",
        ],
        Change::Request(TOKEN, |request, target| {
            take_mac_under(request, target, |secret| format!("{secret} "));
        }),
    ),
];

fn is_right_but_for_blanks(own: &str, came: &str) -> bool {
    own != came && own == came.trim()
}

fn is_right_but_for_case(own: &str, came: &str) -> bool {
    own != came && own.eq_ignore_ascii_case(came)
}
