use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::authenticate_as;
use crate::parts::errors::crash;
use crate::wire::{AUTHENTICATION, Answer, SeenRequest, TOKEN};
use suite::config::{ClientConfig, TargetConfig};
use suite::protocol::ClientAuthenticationMethod;

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
        "rubbish-in-the-base64-skipped-at-the-token-endpoint",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/at-the-token-endpoint-an-authorization-\
           header-does-not-authenticate-that-holds/base64-with-rubbish-behind-it",
        ],
        Change::Request(TOKEN, skip_rubbish),
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
        "credentials-without-a-scheme-taken",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/no-scheme",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let alone = request.header("authorization").map(str::to_owned);
            if let Some(alone) = alone.filter(|value| is_pair(value)) {
                request.set_header("authorization", &format!("Basic {alone}"));
            }
        }),
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
        Change::Answer(TOKEN, |answer, request| {
            if joined(request).is_some_and(|joined| std::str::from_utf8(&joined).is_err()) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-broken-escape-in-the-user-name-crashes-the-server",
        "C-7617-01",
        &[
            "oauth-oidc/rfc7617_2_basic_credentials/an-authorization-header-does-not-\
           authenticate-that-holds/a-broken-percent-escape-in-the-user-name",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if joined(request).is_some_and(|joined| joined.windows(3).any(|three| three == b"%zz"))
            {
                crash(answer);
            }
        }),
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
        "ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "any-clients-secret-will-do",
        "CIBA-13-18",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           the-secret-of-another-client-does-not-authenticate"],
        Change::Request(AUTHENTICATION, take_any_secret),
    ),
    Fault::of(
        "any-clients-secret-will-do-at-the-token-endpoint",
        "CIBA-10.1-01",
        &["oauth-oidc/rfc7617_2_basic_credentials/\
           at-the-token-endpoint-the-secret-of-another-client-does-not-authenticate"],
        Change::Request(TOKEN, take_any_secret),
    ),
];

/// What stands behind the scheme.
fn behind_scheme(request: &SeenRequest) -> Option<String> {
    let (_, rest) = request.header("authorization")?.split_once(' ')?;
    Some(rest.to_owned())
}

fn joined(request: &SeenRequest) -> Option<Vec<u8>> {
    STANDARD.decode(behind_scheme(request)?).ok()
}

fn is_pair(encoded: &str) -> bool {
    STANDARD
        .decode(encoded)
        .is_ok_and(|joined| joined.contains(&b':'))
}

fn skip_rubbish(request: &mut SeenRequest, _: &TargetConfig) {
    if let Some(rest) = behind_scheme(request) {
        let known = |c: &char| *c == '=' || ALPHABET.as_str().contains(*c);
        let kept: String = rest.chars().filter(known).collect();
        if kept != rest {
            request.set_header("authorization", &format!("Basic {kept}"));
        }
    }
}

fn crash_on_malformed(answer: &mut Answer, request: &SeenRequest) {
    let is_basic = request
        .header("authorization")
        .is_some_and(|value| value.starts_with("Basic "));
    if is_basic && !behind_scheme(request).is_some_and(|rest| is_pair(&rest)) {
        crash(answer);
    }
}

fn crash_on_scheme_alone(answer: &mut Answer, request: &SeenRequest) {
    if request.header("authorization") == Some("Basic") {
        crash(answer);
    }
}

fn crash_on_null(answer: &mut Answer, request: &SeenRequest) {
    if joined(request).is_some_and(|joined| joined.contains(&0)) {
        crash(answer);
    }
}

fn take_any_scheme(request: &mut SeenRequest, _: &TargetConfig) {
    if let Some(rest) = behind_scheme(request).filter(|rest| is_pair(rest)) {
        request.set_header("authorization", &format!("Basic {rest}"));
    }
}

/// The client that the header names, and the secret that it presents.
fn presented<'t>(
    request: &SeenRequest,
    target: &'t TargetConfig,
) -> Option<(&'t ClientConfig, String)> {
    let joined = String::from_utf8(joined(request)?).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let decoded = |text: &str| {
        let pair = form_urlencoded::parse(text.as_bytes()).next();
        pair.map(|(name, _)| name.into_owned()).unwrap_or_default()
    };
    let (id, secret) = (decoded(id), decoded(secret));
    let client = target
        .clients
        .iter()
        .find(|client| client.client_id == id)?;
    let by_header = client.authentication_method == ClientAuthenticationMethod::ClientSecretBasic;
    let is_basic = request
        .header("authorization")
        .is_some_and(|value| value.starts_with("Basic "));
    (by_header && is_basic).then_some((client, secret))
}

fn secret_of(client: &ClientConfig) -> &str {
    client.secret.as_ref().map_or("", |secret| secret.expose())
}

fn take_secret(request: &mut SeenRequest, target: &TargetConfig, is_right: fn(&str, &str) -> bool) {
    if let Some((client, secret)) = presented(request, target)
        && is_right(secret_of(client), &secret)
    {
        authenticate_as(request, client, target);
    }
}

fn take_any_secret(request: &mut SeenRequest, target: &TargetConfig) {
    if let Some((client, secret)) = presented(request, target)
        && !secret.is_empty()
        && target
            .clients
            .iter()
            .any(|other| secret_of(other) == secret)
    {
        authenticate_as(request, client, target);
    }
}
