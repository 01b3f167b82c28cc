//! Servers that refuse what nothing makes them accept, and those that call a refusal by its other name.

use serde_json::json;

use super::answers::is_error;
use super::requests::{asked, refuse};
use super::right_server::RightServer;
use super::spelling::escaped;
use crate::change::Change;
use crate::parts::credentials::client_of;
use crate::parts::errors::recode;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::protocol::{DeliveryMode, OracleRule};

const REFUSALS: &[&str] = &[
    "ciba-core/07_2_validation/*",
    "ciba-core/13_authentication_error_response/*",
    "oauth-oidc/rfc6749_3_1_request_parameters/*",
];
const KNOWN_SCOPES: [&str; 5] = ["openid", "profile", "email", "address", "phone"];

fn is_form(request: &SeenRequest) -> bool {
    let media_type = request.header("content-type").unwrap_or_default();
    let media_type = media_type.to_ascii_lowercase();
    media_type.starts_with("application/x-www-form-urlencoded")
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "notification-tokens-of-poll-clients-refused",
        "CIBA Core 1.0, sections 7.1 and 7.2: the parameter is recognized, and of no use in poll mode",
        Change::Request(AUTHENTICATION, |request, target| {
            let polls =
                client_of(request, target).is_some_and(|client| client.mode == DeliveryMode::Poll);
            if polls && asked(request, "client_notification_token").is_some() {
                request.form.remove("scope");
                request.form.remove("request");
            }
        }),
        &[
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/03_overview/*",
        ],
    ),
    RightServer::of(
        "unknown-scopes-refused",
        "RFC 6749, section 3.3; CIBA Core 1.0, section 13: invalid_scope",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let scope = asked(request, "scope").unwrap_or_default();
            if scope
                .split(' ')
                .any(|value| !value.is_empty() && !KNOWN_SCOPES.contains(&value))
            {
                refuse(answer, "invalid_scope");
            }
        }),
        &["ciba-core/07_1_scope/*"],
    ),
    RightServer::of(
        "other-media-types-called-invalid-requests",
        "CIBA Core 1.0, section 13: otherwise malformed",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.method == "POST" && !is_form(request) {
                answer.status = 400;
                answer.body = json!({"error": "invalid_request"});
                answer.raw = None;
                answer.set_header("content-type", "application/json");
            }
        }),
        &[
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "oauth-oidc/http/*",
        ],
    )
    .remarked(&["C-HTTP-01"]),
    // RFC 6749, section 5.2: what is beside the three members of an error is ignored.
    RightServer::of(
        "errors-that-hold-the-request-that-they-are-about",
        "CIBA Core 1.0, section 13: other members are not forbidden",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if (400..500).contains(&answer.status) && request.method != "HEAD" {
                if !answer.body.is_object() {
                    answer.raw = None;
                    answer.body = json!({"error": "invalid_request"});
                    answer.set_header("content-type", "application/json");
                }
                let seen = json!({"method": request.method, "auth_req_id": null, "expires_in": 0});
                answer.set("x_request", json!([seen, {"auth_req_id": "none"}]));
            }
        }),
        &[
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    ),
    RightServer::of(
        "token-requests-in-json-called-invalid",
        "RFC 6749, section 5.2: otherwise malformed",
        Change::Answer(TOKEN, |answer, request| {
            if request.method == "POST" && !is_form(request) {
                answer.status = 400;
                answer.body = json!({"error": "invalid_request"});
                answer.raw = None;
                answer.set_header("content-type", "application/json");
            }
        }),
        &["ciba-core/10_1_token_request/*", "oauth-oidc/http/*"],
    )
    .remarked(&["C-HTTP-01"]),
    RightServer::of(
        "other-methods-called-invalid-requests",
        "CIBA Core 1.0, section 13: otherwise malformed",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.method != "POST" && request.method != "HEAD" {
                answer.status = 400;
                answer.body = json!({"error": "invalid_request"});
                answer.raw = None;
                answer.set_header("content-type", "application/json");
            }
        }),
        &[
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "oauth-oidc/http/*",
        ],
    )
    .remarked(&["C-HTTP-01", "C-HTTP-02"]),
    RightServer::of(
        "odd-hints-called-invalid-requests",
        "CIBA Core 1.0, section 13: an invalid parameter value",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let hint = asked(request, "login_hint").unwrap_or_default();
            let is_odd = hint.len() > 255 || !hint.chars().all(|c| c.is_ascii_graphic());
            if is_odd {
                recode(answer, "unknown_user_id", "invalid_request", 400);
            }
        }),
        &["ciba-core/07_2_validation/*"],
    ),
    RightServer::of(
        "locked-users-not-known",
        "CIBA Core 1.0, sections 7.2 (4) and 13",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.status == 403 {
                recode(answer, "access_denied", "unknown_user_id", 400);
            }
        }),
        &[
            "ciba-core/13_authentication_error_response/a-denial-that-was-decided-beforehand-is-refused-with-access_denied",
        ],
    ),
    RightServer::of(
        "binding-messages-of-twenty-characters",
        "CIBA Core 1.0, section 7.1: relatively short",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let message = asked(request, "binding_message").unwrap_or_default();
            if message.chars().count() > 20 {
                refuse(answer, "invalid_binding_message");
            }
        }),
        &["ciba-core/13_authentication_error_response/*"],
    )
    .described_by(|config| config.limits.binding_message_max_length = Some(20))
    .remarked(&["CIBA-7.1-29", "CIBA-7.1-30", "CIBA-7.1-31", "CIBA-7.1-32"]),
    RightServer::of(
        "errors-in-escapes-with-other-members",
        "RFC 8259, section 7; RFC 6749, section 5.2",
        Change::Answer(TOKEN, |answer, _| {
            if is_error(answer) {
                answer.set(
                    "error_description",
                    "It's [not] (so) ~ {good}: try #1 & <more>?",
                );
                answer.set("errors", json!([{"code": 17, "at": null}]));
                answer.set("timestamp", "2026-11-30T12:00:00+01:00");
                answer.raw = Some(escaped(&answer.body));
            }
        }),
        &[
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    )
    .allowed_by(&[OracleRule::O2]),
    RightServer::of(
        "errors-that-caches-may-keep",
        "RFC 6749, section 5.1: no-store is for tokens; RFC 9111, section 3: answers to POST are hardly kept",
        Change::Answer(TOKEN, |answer, _| {
            if is_error(answer) {
                answer.remove_header("cache-control");
                answer.remove_header("pragma");
            }
        }),
        &[
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    ),
    RightServer::of(
        "refusals-that-caches-may-keep",
        "CIBA Core 1.0, section 13: no header is asked for",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if is_error(answer) {
                answer.remove_header("cache-control");
                answer.remove_header("pragma");
            }
        }),
        REFUSALS,
    ),
    RightServer::of(
        "challenges-with-every-refusal",
        "RFC 9110, section 11.6.1: also in other answers than 401",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if is_error(answer) {
                answer.set_header("www-authenticate", "Basic realm=\"op\"");
            }
        }),
        REFUSALS,
    ),
];
