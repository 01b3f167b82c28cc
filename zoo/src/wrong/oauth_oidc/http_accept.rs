use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, Answer, SeenRequest, TOKEN};

/// Answers that depend on what the client says it reads (RFC 9110, section 12.5.1; CIBA Core 1.0, sections 7.3, 11, 13).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-page-for-whoever-asks-as-a-browser",
        "CIBA-13-01",
        &[
            "oauth-oidc/http/an-authentication-error-is-json-for-a-client-that-asks-for/what-browsers-ask-for",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if answer.status >= 400 {
                page(answer, request, "text/html");
            }
        }),
    ),
    Fault::of(
        "a-page-for-whoever-asks-as-a-browser-at-the-token-endpoint",
        "CIBA-11-01",
        &["oauth-oidc/http/a-token-error-is-json-for-a-client-that-asks-for/what-browsers-ask-for"],
        Change::Answer(TOKEN, |answer, request| page(answer, request, "text/html")),
    ),
    Fault::of(
        "a-page-unless-json-is-asked-for-at-the-token-endpoint",
        "CIBA-11-01",
        &["oauth-oidc/http/a-token-error-is-json-for-a-client-that-asks-for/anything-at-all"],
        Change::Answer(TOKEN, |answer, request| {
            if request.header("accept") == Some("*/*") {
                page(answer, request, "*/*");
            }
        }),
    ),
    Fault::of(
        "a-page-unless-json-is-asked-for",
        "CIBA-13-01",
        &[
            "oauth-oidc/http/an-authentication-error-is-json-for-a-client-that-asks-for/anything-at-all",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if answer.status >= 400 && request.header("accept") == Some("*/*") {
                page(answer, request, "*/*");
            }
        }),
    ),
    Fault::of(
        "an-acknowledgement-as-a-page-for-whoever-asks-as-a-browser",
        "CIBA-7.3-02",
        &[
            "oauth-oidc/http/an-acknowledgement-is-json-for-a-client-that-asks-for-what-browsers-ask-for",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if answer.is_success() {
                page(answer, request, "text/html");
            }
        }),
    ),
];

fn page(answer: &mut Answer, request: &SeenRequest, wanted: &str) {
    if request
        .header("accept")
        .is_some_and(|accept| accept.starts_with(wanted))
    {
        answer.set_header("content-type", "text/html");
        answer.raw =
            Some(format!("<html><body><pre>{}</pre></body></html>", answer.body).into_bytes());
    }
}
