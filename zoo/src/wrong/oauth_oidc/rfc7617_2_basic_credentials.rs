use crate::change::Change;
use crate::fault::Fault;
use crate::parts::basic_header::{
    crash_on_broken_escape, crash_on_malformed, crash_on_null, crash_on_other_bytes,
    crash_on_scheme_alone, skip_rubbish, take_any_scheme, take_any_secret, take_no_scheme,
    take_secret,
};
use crate::wire::AUTHENTICATION;

/// What a wrong server takes for Basic credentials, or trips over (RFC 7617, section 2; RFC 9110, section 11.6.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "rubbish-in-the-base64-skipped",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/base64-with-rubbish-behind-it",
        ],
        Change::Request(AUTHENTICATION, skip_rubbish),
    ),
    Fault::of(
        "malformed-basic-credentials-crash-the-server",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
             authenticate-that-holds/what-is-no-base64",
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
             authenticate-that-holds/a-text-without-colon",
        ],
        Change::Answer(AUTHENTICATION, crash_on_malformed),
    ),
    Fault::of(
        "a-scheme-without-credentials-crashes-the-server",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/the-scheme-alone",
        ],
        Change::Answer(AUTHENTICATION, crash_on_scheme_alone),
    ),
    Fault::of(
        "any-word-taken-for-the-basic-scheme",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
             authenticate-that-holds/a-word-that-is-no-scheme",
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
             authenticate-that-holds/the-bearer-scheme",
        ],
        Change::Request(AUTHENTICATION, take_any_scheme),
    ),
    Fault::of(
        "credentials-without-a-scheme-taken",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/no-scheme",
        ],
        Change::Request(AUTHENTICATION, take_no_scheme),
    ),
    Fault::of(
        "a-null-character-in-the-user-name-crashes-the-server",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/a-null-character-in-the-user-name",
        ],
        Change::Answer(AUTHENTICATION, crash_on_null),
    ),
    Fault::of(
        "a-broken-escape-in-the-user-name-crashes-the-server",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/a-broken-percent-escape-in-the-user-name",
        ],
        Change::Answer(AUTHENTICATION, crash_on_broken_escape),
    ),
    Fault::of(
        "secrets-in-any-letter-case",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/a-secret-that-is-nearly-right-is-refused/\
           the-secret-in-other-letters",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_secret(request, target, str::eq_ignore_ascii_case);
        }),
    ),
    Fault::of(
        "the-beginning-of-a-secret-will-do",
        "CIBA-13-18",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/a-secret-that-is-nearly-right-is-refused/\
           the-secret-without-its-end",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            take_secret(request, target, |own, came| {
                came.len() >= 20 && own.starts_with(came)
            });
        }),
    ),
    Fault::of(
        "any-clients-secret-will-do",
        "CIBA-13-18",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           the-secret-of-another-client-does-not-authenticate"],
        Change::Request(AUTHENTICATION, take_any_secret),
    ),
    Fault::of(
        "a-user-name-that-is-not-utf-8-crashes-the-server",
        "C-7617-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           an-authorization-header-does-not-authenticate-that-holds/\
           a-user-name-that-is-not-utf-8"],
        Change::Answer(AUTHENTICATION, crash_on_other_bytes),
    ),
    Fault::of(
        "secrets-cut-short-at-the-backchannel-endpoint",
        "CIBA-13-18",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           a-secret-that-is-nearly-right-is-refused/the-secret-with-more-behind"],
        Change::Request(AUTHENTICATION, |request, target| {
            take_secret(request, target, |own, came| {
                !own.is_empty() && came.starts_with(own)
            });
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
];
