//! Servers that do what an oracle rule lets pass or has recorded, and that ours does not do.

use axum::Router;

use super::requests::{refusal, refuse};
use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, METADATA, SeenRequest, on_answers};
use embedded::Wrap;
use suite::protocol::OracleRule;

const WITHOUT_OPENID: &str = "ciba-core/07_1_scope/a-request-without-the-scope-openid-is-refused";
const ALGS: &str = "backchannel_authentication_request_signing_alg_values_supported";

/// Whether the request asks for a scope, and openid is not in it.
fn lacks_openid(request: &SeenRequest) -> bool {
    let scope = request.form.get("scope");
    scope.is_some_and(|scope| scope.split(' ').all(|value| value != "openid"))
}

/// Offers no signed requests, and refuses those that come all the same.
fn without_signed_requests() -> Wrap {
    let metadata = on_answers(METADATA, |answer, _| answer.remove(ALGS));
    let answers = on_answers(AUTHENTICATION, |answer, request| {
        if request.form.get("request").is_some() {
            *answer = refusal("invalid_request");
        }
    });
    Wrap::everywhere(move |router: Router| metadata.around(answers.around(router)))
}

/// A server that knows no ID Tokens as hints; nobody said so in the target file.
const fn no_hints(name: &'static str, clause: &'static str, change: Change) -> RightServer {
    const SCENARIOS: &[&str] = &[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint",
    ];
    RightServer::of(name, clause, change, SCENARIOS)
        .remarked(&["CIBA-7.1-23", "CIBA-7.3-01"])
        .described_by(|config| config.hint_types = None)
        .allowed_by(&[OracleRule::O15])
}

/// One or more for each rule of which no other right server shows anything.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "another-error-without-openid",
        "CIBA Core 1.0, section 7.1: left unspecified", Change::Answer(AUTHENTICATION,
            |answer, request| {
                if lacks_openid(request) {
                    if answer.is_error("invalid_scope") {
                        answer.set("error", "invalid_request");
                    } else if answer.is_error("invalid_request") {
                        answer.set("error", "invalid_scope");
                    }
                }
            }),
        &[WITHOUT_OPENID],
    )
    .allowed_by(&[OracleRule::O5]),
    RightServer::of(
        "openid-not-missed",
        "CIBA Core 1.0, section 7.1: left unspecified", Change::Request(AUTHENTICATION, |request, _| {
            if lacks_openid(request) {
                let wider = format!("openid {}", request.form.get("scope").unwrap_or_default());
                request.form.set("scope", wider);
            }
        }),
        &[WITHOUT_OPENID],
    )
    .remarked(&["CIBA-7.1-10"])
    .allowed_by(&[OracleRule::O5]),
    RightServer::of(
        "signed-requests-not-offered",
        "CIBA Core 1.0, section 4", Change::Layer(without_signed_requests),
        &["ciba-core/07_1_1_signature/a-signed-request-is-refused-where-none-are-offered"],
    )
    .allowed_by(&[OracleRule::O7]),
    RightServer::of(
        "nothing-pushed-for-requests-that-ran-out",
        "CIBA Core 1.0, section 12", Change::Callback(|callback| {
            let mut has_expired = false;
            callback.change_body(|members| {
                let error = members.get("error").and_then(|error| error.as_str());
                has_expired = error == Some("expired_token");
            });
            if has_expired {
                callback.times = 0;
            }
        }),
        &["ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload"],
    )
    .allowed_by(&[OracleRule::O8]),
    no_hints(
        "id-tokens-that-are-no-hints",
        "CIBA Core 1.0, section 7.2 (4)", Change::Answer(AUTHENTICATION,
            |answer, request| {
                if request.form.get("id_token_hint").is_some() {
                    refuse(answer, "invalid_request");
                }
            }),
    ),
    no_hints(
        "id-tokens-that-name-nobody",
        "CIBA Core 1.0, section 7.2 (4)", Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("id_token_hint").is_some() {
                refuse(answer, "unknown_user_id");
            }
        }),
    ),
    RightServer::of(
        "strangers-told-to-wait",
        "RFC 6585, section 4", Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_client") {
                answer.status = 429;
                answer.set_header("retry-after", "30");
                answer.remove_header("www-authenticate");
            }
        }),
        &[
            "oauth-oidc/rfc6749_2_3_client_authentication/whether-guessing-a-client-s-secret-is-slowed-down-is-recorded",
        ],
    )
    .allowed_by(&[OracleRule::O19]),
];
