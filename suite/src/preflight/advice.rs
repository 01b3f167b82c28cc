//! What to do about a refusal: it names the key of the target file that the OP's answer points at.

use super::asking::Asked;
use crate::checks::key_proof::named;
use crate::config::ClientConfig;
use crate::protocol::{ClientAuthenticationMethod as Method, KeyProof};

/// A key of the target file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Where it stands: a key of a client or of a user.
    pub key: String,
    /// What to do.
    pub remedy: String,
}

/// What to do about a client that the OP does not know.
const REGISTRATION: &str = "compare client_id, its secret or key, and token_endpoint_auth_method with the registration at \
                            the OP";

/// What to do about a client that the OP wants to show a certificate.
const BY_CERTIFICATE: &str = "the suite shows no client certificates (RFC 8705, section 2): judge the OP by clients that \
                              authenticate otherwise";

/// What the answer to a valid request points at, by its error code.
pub(super) fn advice(asked: &Asked, client: &ClientConfig, user: &str) -> Advice {
    let answer = &asked.answer;
    let of = |key: String, remedy: String| Advice { key, remedy };
    let of_client = |key: &str, remedy: &str| of(format!("clients.{key}"), remedy.to_owned());
    let named = answer
        .exchange()
        .and_then(|exchange| named(&exchange.response));
    if answer.is_about_credentials() && named == Some(KeyProof::ClientCertificate) {
        return of_client("token_endpoint_auth_method", BY_CERTIFICATE);
    }
    if answer.is_about_credentials() {
        return of_client(credentials(client), REGISTRATION);
    }
    match answer.error().as_deref() {
        Some("unknown_user_id" | "access_denied") => of_user(asked, user),
        Some("missing_user_code" | "invalid_user_code") => of(
            format!("users.{user}.user_code"),
            format!(
                "correct users.{user}.user_code, and user_code of the client, which says whether it sends one"
            ),
        ),
        Some("invalid_scope") => of_client("scope", "correct the client's scope"),
        Some("invalid_binding_message") => of_client(
            "parameters.binding_message",
            "add or correct binding_message in the client's parameters",
        ),
        Some("unauthorized_client") => of_client(
            "token_delivery_mode",
            "register the client for the CIBA grant, and compare token_delivery_mode with the registration",
        ),
        Some("invalid_request_object" | "request_not_supported") => of_client(
            "request_signing_alg",
            "compare request_signing_alg and jwks of the client with the registration at the OP",
        ),
        _ if client.request_signing_alg.is_some() => of_client(
            "request_signing_alg",
            "compare request_signing_alg and jwks of the client with the registration; what else the OP misses can be \
             added by the client's scope and parameters",
        ),
        _ => of_client(
            "parameters",
            "what the OP misses can be added by the client's scope and parameters",
        ),
    }
}

/// What to do where the OP does not have a user asked.
pub(super) fn of_user(asked: &Asked, user: &str) -> Advice {
    let hint = asked.hint_type;
    Advice {
        key: format!("users.{user}.{hint}"),
        remedy: format!("correct users.{user}.{hint}, or add the user at the OP"),
    }
}

/// The keys that hold what a client authenticates by.
const fn credentials(client: &ClientConfig) -> &'static str {
    match client.authentication_method {
        Method::ClientSecretBasic | Method::ClientSecretPost | Method::ClientSecretJwt => {
            "client_id, client_secret"
        }
        Method::PrivateKeyJwt => "client_id, jwks",
    }
}
