use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::op_under_test::made_up::BASIC_IN_OTHER_LETTERS;

/// Faults of methods, media types, large bodies and letter case (RFC 9110).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-405-without-allow",
        "C-HTTP-01",
        &["oauth-oidc/http/the-backchannel-authentication-endpoint-answers-by-405-with-allow/*"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove_header("allow");
        }),
    )
    .may(&["oauth-oidc/http/a-get-is-answered-as-at-the-endpoint-for-pushed-requests"]),
    Fault::of(
        "a-token-405-without-allow",
        "C-HTTP-01",
        &["oauth-oidc/http/the-token-endpoint-answers-by-405-with-allow/*"],
        Change::Answer(TOKEN, |answer, _| {
            answer.remove_header("allow");
        }),
    ),
    Fault::of(
        "another-media-type-with-400",
        "C-HTTP-01",
        &["oauth-oidc/http/a-body-that-calls-itself-is-refused-by-415/*"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.status == 415 {
                answer.status = 400;
            }
        }),
    ),
    Fault::of(
        "another-media-type-of-a-token-request-with-400",
        "C-HTTP-01",
        &["oauth-oidc/http/a-token-request-in-json-is-refused-by-415"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.status == 415 {
                answer.status = 400;
            }
        }),
    ),
    Fault::of(
        "a-large-body-with-500",
        "C-HTTP-01",
        &["oauth-oidc/http/a-body-of-200-kb-is-taken-or-refused-by-413"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.status == 413 {
                answer.status = 500;
            }
        }),
    )
    .may(&["oauth-oidc/http/a-body-of-200-kb-is-answered-as-at-the-endpoint-for-pushed-requests"]),
    Fault::of(
        "media-types-in-one-letter-case",
        "C-HTTP-01",
        &["oauth-oidc/http/the-media-type-of-a-form-may-be-written/in-other-letters"],
        Change::Request(AUTHENTICATION, |request, _| {
            if has_content_type(request, is_shouted) {
                request.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "media-types-without-charset",
        "C-HTTP-01",
        &["oauth-oidc/http/the-media-type-of-a-form-may-be-written/with-a-charset"],
        Change::Request(AUTHENTICATION, |request, _| {
            if has_content_type(request, |media_type| media_type.contains("charset")) {
                request.set_header("content-type", "text/plain");
            }
        }),
    )
    .may(&["ciba-core/07_1_form_encoding/the-media-type-may-name-its-charset"]),
    Fault::of(
        "token-media-types-in-one-letter-case",
        "C-HTTP-01",
        &["oauth-oidc/http/the-media-type-of-a-token-request-may-be-written/in-other-letters"],
        Change::Request(TOKEN, |request, _| {
            if has_content_type(request, is_shouted) {
                request.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "token-media-types-without-charset",
        "C-HTTP-01",
        &["oauth-oidc/http/the-media-type-of-a-token-request-may-be-written/with-a-charset"],
        Change::Request(TOKEN, |request, _| {
            if has_content_type(request, |media_type| media_type.contains("charset")) {
                request.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "schemes-in-one-letter-case",
        "C-HTTP-01",
        &["oauth-oidc/http/the-authentication-scheme-may-be-written-in-any-letter-case"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .header("authorization")
                .is_some_and(|value| value.starts_with(BASIC_IN_OTHER_LETTERS))
            {
                request.remove_header("authorization");
            }
        }),
    ),
    Fault::of(
        "credentials-for-other-origins",
        "C-HTTP-03",
        &["oauth-oidc/http/web-pages-of-other-origins-may-not-use-the-endpoint-with-credentials"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.method == "OPTIONS" {
                answer.set_header("access-control-allow-credentials", "true");
            }
        }),
    ),
    Fault::of(
        "a-cookie",
        "C-HTTP-03",
        &["oauth-oidc/http/the-endpoint-sets-no-cookie"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set_header("set-cookie", "session=1");
        }),
    ),
];

fn has_content_type(request: &SeenRequest, is_so: impl Fn(&str) -> bool) -> bool {
    request.header("content-type").is_some_and(is_so)
}

fn is_shouted(media_type: &str) -> bool {
    media_type.contains(char::is_uppercase) && !media_type.contains("UTF-8")
}
