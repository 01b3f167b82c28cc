use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::parts::parameters::is_empty;
use crate::parts::signed_request::{text, trust_if};
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::protocol::DeliveryMode;

/// Values that are nearly right, and that a wrong server mends (CIBA Core 1.0, sections 7.1 and 7.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "an-audience-that-begins-like-the-issuer-will-do",
        "CIBA-7.1.1-09",
        &["ciba-core/07_1_1_signed_authentication_request/a-signed-request-for-an-address-that-is-nearly-the-issuer-s-is-refused/begins-like-the-issuer"],
        Change::Request(AUTHENTICATION, |request, target| {
            trust_if(request, |claims| text(claims, "aud").starts_with(&format!("{}.", target.issuer)));
        }),
    ),
    Fault::of(
        "an-audience-that-holds-the-issuer-will-do",
        "CIBA-7.1.1-09",
        &["ciba-core/07_1_1_signed_authentication_request/a-signed-request-for-an-address-that-is-nearly-the-issuer-s-is-refused/ends-like-the-issuer"],
        Change::Request(AUTHENTICATION, |request, target| {
            trust_if(request, |claims| {
                let audience = text(claims, "aud");
                audience != target.issuer && audience.ends_with(&target.issuer)
            });
        }),
    ),
    Fault::of(
        "an-audience-that-the-issuer-begins-with-will-do",
        "CIBA-7.1.1-09",
        &["ciba-core/07_1_1_signed_authentication_request/a-signed-request-for-an-address-that-is-nearly-the-issuer-s-is-refused/is-the-issuer-cut-short"],
        Change::Request(AUTHENTICATION, |request, target| {
            trust_if(request, |claims| {
                let audience = text(claims, "aud");
                audience.len() > 10 && audience != target.issuer && target.issuer.starts_with(audience)
            });
        }),
    ),
    Fault::of(
        "commas-in-the-notification-token-taken",
        "CIBA-7.1-15",
        &["ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/a-comma"],
        Change::Request(AUTHENTICATION, |request, _| mend_token(request, |token| token.contains(','))),
    ),
    Fault::of(
        "a-notification-token-decoded-twice",
        "CIBA-7.1-15",
        &["ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/a-percent-sign"],
        Change::Request(AUTHENTICATION, |request, _| mend_token(request, |token| token.contains("%20"))),
    ),
    Fault::of(
        "a-notification-token-of-padding-taken",
        "CIBA-7.1-15",
        &["ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/a-padding-alone"],
        Change::Request(AUTHENTICATION, |request, _| mend_token(request, |token| token.starts_with('='))),
    ),
    Fault::of(
        "a-requested-expiry-read-as-a-number-of-another-kind",
        "CIBA-7.1-32",
        &[
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/1e2",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/0x78",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if matches!(request.form.get("requested_expiry"), Some("1e2" | "0x78")) {
                request.form.set("requested_expiry", "100");
            }
        }),
    ),
    Fault::of(
        "a-scope-of-a-blank-taken-for-openid",
        "CIBA-7.1-08",
        &["oauth-oidc/rfc6749_3_1_request_parameters/a-scope-that-is-a-blank-is-no-scope"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("scope").is_some_and(|scope| scope.trim().is_empty() && !scope.is_empty()) {
                request.form.set("scope", "openid");
            }
        }),
    ),
    Fault::of(
        "a-missing-scope-accepted-of-push-clients",
        "CIBA-7.1-08",
        &["ciba-core/07_1_authentication_request/a-request-without-scope-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let pushes = client_of(request, target).is_some_and(|client| client.mode == DeliveryMode::Push);
            let is_signed = request.form.get("request").is_some();
            if pushes && !is_signed && !request.body.is_empty() && request.form.get("scope").is_none() {
                request.form.set("scope", "openid");
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-push-client-without-notification-token-served",
        "CIBA-7.1-13",
        &["ciba-core/07_1_authentication_request/a-request-without-client_notification_token-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let pushes = client_of(request, target).is_some_and(|client| client.mode == DeliveryMode::Push);
            let lacks = request.form.get("client_notification_token").is_none() || is_empty(request, "client_notification_token");
            if pushes && lacks && request.form.get("request").is_none() {
                request.form.set("client_notification_token", "a-token-of-the-server-1234567890");
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
];

fn mend_token(request: &mut SeenRequest, is_concerned: fn(&str) -> bool) {
    let token = request.form.get("client_notification_token");
    if token.is_some_and(is_concerned) {
        let mended = "a-token-that-was-mended-1234567890";
        request.form.set("client_notification_token", mended);
    }
}
