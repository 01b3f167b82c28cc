use crate::change::Change;
use crate::fault::Fault;
use crate::parts::basic_header::{
    crash_on_broken_escape, crash_on_malformed, crash_on_null, crash_on_other_bytes,
    crash_on_scheme_alone, skip_rubbish, take_any_scheme, take_any_secret, take_no_scheme,
    take_secret,
};
use crate::wire::TOKEN;

/// The same at the token endpoint (RFC 7617, section 2; RFC 9110, section 11.6.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "rubbish-in-the-base64-skipped-at-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
           header-does-not-authenticate-that-holds/base64-with-rubbish-behind-it",
        ],
        Change::Request(TOKEN, skip_rubbish),
    ),
    Fault::of(
        "malformed-basic-credentials-crash-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
             header-does-not-authenticate-that-holds/what-is-no-base64",
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
             header-does-not-authenticate-that-holds/a-text-without-colon",
        ],
        Change::Answer(TOKEN, crash_on_malformed),
    ),
    Fault::of(
        "any-word-taken-for-the-basic-scheme-at-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
             header-does-not-authenticate-that-holds/a-word-that-is-no-scheme",
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
             header-does-not-authenticate-that-holds/the-bearer-scheme",
        ],
        Change::Request(TOKEN, take_any_scheme),
    ),
    Fault::of(
        "a-null-character-in-the-user-name-crashes-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
           header-does-not-authenticate-that-holds/a-null-character-in-the-user-name",
        ],
        Change::Answer(TOKEN, crash_on_null),
    ),
    Fault::of(
        "a-user-name-that-is-not-utf-8-crashes-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
           header-does-not-authenticate-that-holds/a-user-name-that-is-not-utf-8",
        ],
        Change::Answer(TOKEN, crash_on_other_bytes),
    ),
    Fault::of(
        "secrets-cut-short-before-they-are-compared",
        "CIBA-10.1-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-a-secret-that-is-\
           nearly-right-is-refused/the-secret-with-more-behind",
        ],
        Change::Request(TOKEN, |request, target| {
            take_secret(request, target, |own, came| {
                !own.is_empty() && came.starts_with(own)
            });
        }),
    )
    .may(&[
        "ciba-core/10_1_token_request/wrong-credentials-*",
        "ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "any-clients-secret-will-do-at-the-token-endpoint",
        "CIBA-10.1-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-the-secret-of-another-client-does-not-authenticate"],
        Change::Request(TOKEN, take_any_secret),
    )
    .may(&["oauth-oidc/rfc6749_3_2_token_endpoint/\
            a-repeated-client_id-is-refused-at-the-token-endpoint"]),
    Fault::of(
        "secrets-in-any-letter-case-at-the-token-endpoint",
        "CIBA-10.1-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-a-secret-that-is-nearly-right-is-refused/\
           the-secret-in-other-letters"],
        Change::Request(TOKEN, |request, target| {
            take_secret(request, target, str::eq_ignore_ascii_case);
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_2_token_endpoint/\
            a-repeated-client_id-is-refused-at-the-token-endpoint"]),
    Fault::of(
        "the-beginning-of-a-secret-will-do-at-the-token-endpoint",
        "CIBA-10.1-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-a-secret-that-is-nearly-right-is-refused/\
           the-secret-without-its-end"],
        Change::Request(TOKEN, |request, target| {
            take_secret(request, target, |own, came| {
                came.len() >= 20 && own.starts_with(came)
            });
        }),
    )
    .may(&["oauth-oidc/rfc6749_2_3_client_authentication/another-client-s-client_id-beside-the-credentials-in-the-header-is-refused-at-the-token-endpoint"]),
    Fault::of(
        "a-broken-escape-in-the-user-name-crashes-the-token-endpoint",
        "C-7617-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-an-authorization-header-does-not-authenticate-that-holds/\
           a-broken-percent-escape-in-the-user-name"],
        Change::Answer(TOKEN, crash_on_broken_escape),
    ),
    Fault::of(
        "credentials-without-a-scheme-taken-at-the-token-endpoint",
        "C-7617-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-an-authorization-header-does-not-authenticate-that-holds/no-scheme"],
        Change::Request(TOKEN, take_no_scheme),
    ),
    Fault::of(
        "a-scheme-without-credentials-crashes-the-token-endpoint",
        "C-7617-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-an-authorization-header-does-not-authenticate-that-holds/\
           the-scheme-alone"],
        Change::Answer(TOKEN, crash_on_scheme_alone),
    ),
];
