use crate::change::Change;
use crate::fault::Fault;
use crate::wire::AUTHENTICATION;

/// Forms that a wrong server decodes otherwise (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "percent-escapes-not-decoded",
        "CIBA-7.1-38",
        &[
            "ciba-core/07_1_form_encoding/percent-escapes-in-the-are-decoded/login_hint",
            "ciba-core/07_1_form_encoding/percent-escapes-in-the-are-decoded/scope",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            if body.contains("=%6") {
                request.body = body.replace("=%6", "=%256").into_bytes();
            }
        }),
    ),
    Fault::of(
        "charset-in-the-media-type-refused",
        "CIBA-7.1-38",
        &["ciba-core/07_1_form_encoding/the-media-type-may-name-its-charset"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .header("content-type")
                .is_some_and(|value| value.contains("charset"))
            {
                request.set_header("content-type", "text/plain");
            }
        }),
    )
    .may(&[
        "oauth-oidc/http/the-media-type-of-a-form-may-be-written/with-a-charset",
        "oauth-oidc/http/the-media-type-of-a-form-may-be-written/with-quotes",
    ]),
];
