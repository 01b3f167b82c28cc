use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::crash;
use crate::quoted::UNKNOWN_PARAMETER;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};

/// Servers that text brings down (RFC 6749, section 5.2; CIBA Core 1.0, section 13).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-null-character-crashes-the-token-endpoint",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           a-null-character-in-the-of-a-token-request-crashes-nothing/*"],
        Change::Answer(TOKEN, |answer, request| {
            if any(request, |_, value| value.contains('\0')) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "an-auth-req-id-with-a-null-character-is-a-server-error",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           a-null-character-in-the-of-a-token-request-crashes-nothing/auth_req_id"],
        Change::Answer(TOKEN, |answer, request| {
            if any(request, |name, value| {
                name == "auth_req_id" && value.contains('\0')
            }) {
                answer.status = 500;
                answer.body = json!({"error": "server_error", "error_description": "invalid byte sequence for encoding UTF8: 0x00"});
            }
        }),
    ),
    Fault::of(
        "text-that-is-not-utf-8-crashes-the-token-endpoint",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           bytes-that-are-not-utf-8-in-the-of-a-token-request-crash-nothing/*"],
        Change::Answer(TOKEN, |answer, request| {
            if any(request, |_, value| value.contains('\u{fffd}')) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-broken-escape-crashes-the-token-endpoint",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           a-broken-percent-escape-in-the-of-a-token-request-crashes-nothing/*"],
        Change::Answer(TOKEN, |answer, request| {
            if request.body.windows(3).any(|three| three == b"%zz") {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-long-value-does-not-fit-into-the-store-of-the-token-endpoint",
        "C-6749-04",
        &[
            "oauth-oidc/rfc6749_5_2_flawed_text/a-of-4000-letters-in-a-token-request-crashes-nothing/*",
        ],
        Change::Answer(TOKEN, |answer, request| {
            if any(request, |_, value| value.len() >= 4000) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-null-character-crashes-the-backchannel-endpoint",
        "CIBA-7.2-10",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           a-null-character-in-the-of-an-authentication-request-crashes-nothing/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if any(request, |name, value| {
                name != "login_hint" && value.contains('\0')
            }) {
                crash(answer);
            }
        }),
    )
    .may(&["ciba-core/07_1_binding_message/*"]),
    Fault::of(
        "text-that-is-not-utf-8-crashes-the-backchannel-endpoint",
        "CIBA-7.2-10",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           bytes-that-are-not-utf-8-in-the-of-an-authentication-request-crash-nothing/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if any(request, |name, value| {
                name != "login_hint" && value.contains('\u{fffd}')
            }) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-long-value-does-not-fit-into-the-store",
        "CIBA-7.2-10",
        &["oauth-oidc/rfc6749_5_2_flawed_text/\
           a-of-4000-letters-in-an-authentication-request-crashes-nothing/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if any(request, |name, value| {
                name != UNKNOWN_PARAMETER && value.len() >= 4000
            }) {
                crash(answer);
            }
        }),
    ),
];

fn any(request: &SeenRequest, is_meant: fn(&str, &str) -> bool) -> bool {
    request
        .form
        .iter()
        .any(|(name, value)| is_meant(name, value))
}
