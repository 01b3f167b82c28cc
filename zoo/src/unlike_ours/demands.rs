//! Servers that demand what others leave to the client; the target file says so.

use super::requests::{asked, refuse};
use super::right_server::RightServer;
use crate::change::Change;
use crate::parts::signed_request::claims;
use crate::wire::AUTHENTICATION;
use suite::config::UserConfig;
use suite::protocol::HintType;

/// No user of ours has a longer one.
const LONGEST_HINT: usize = 20;

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "binding-messages-required",
        "FAPI-CIBA, section 5.2.2 (2)",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if asked(request, "binding_message")
                .unwrap_or_default()
                .is_empty()
            {
                refuse(answer, "invalid_binding_message");
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_2_validation/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    )
    .heeded_by(|request| asked(request, "binding_message").as_deref() == Some("Q8RTX"))
    .described_by(|target| {
        for client in &mut target.clients {
            let own = ("binding_message".to_owned(), "Q8RTX".to_owned());
            client.parameters.push(own);
        }
    }),
    RightServer::of(
        "login-hint-tokens-and-no-other-hints",
        "CIBA Core 1.0, section 7.2 (4)",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if asked(request, "login_hint_token")
                .unwrap_or_default()
                .is_empty()
            {
                refuse(answer, "invalid_request");
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/07_1_hint_by_client/*",
            "ciba-core/07_2_validation/*",
            "ciba-core/08_authorization_decision/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    )
    .heeded_by(|request| asked(request, "login_hint_token").is_some())
    .described_by(|target| target.hint_types = Some(vec![HintType::LoginHintToken])),
    RightServer::of(
        "hints-with-a-grammar",
        "CIBA Core 1.0, section 13: unknown_user_id is about who is named",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let hint = asked(request, "login_hint").unwrap_or_default();
            if hint.len() > LONGEST_HINT && answer.is_error("unknown_user_id") {
                answer.set("error", "invalid_request");
            }
        }),
        &["ciba-core/07_2_validation/*"],
    )
    .described_by(|target| {
        target.users.unknown = Some(UserConfig {
            login_hint: "nobody@example.com".to_owned(),
            ..UserConfig::default()
        });
    }),
    RightServer::of(
        "client-ids-with-signed-requests-required",
        "RFC 9101, section 5",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let inside = claims(request).is_none_or(|claims| claims.contains_key("client_id"));
            let beside = request.form.get("client_id").is_some();
            if request.form.get("request").is_some() && !(inside && beside) {
                refuse(answer, "invalid_request");
            }
        }),
        &[
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_1_1_signed_authentication_request/*",
        ],
    )
    .heeded_by(|request| {
        request.form.get("request").is_some() && request.form.get("client_id").is_some()
    })
    .described_by(|target| {
        for client in &mut target.clients {
            client.client_id_with_request = true;
        }
    }),
];
