use super::changes::{recode, restatus};
use super::{AUTHENTICATION, Fault};

/// Faults in the Authentication Error Response (CIBA Core 1.0, section 13).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("error-with-200", AUTHENTICATION, |answer, _| {
        restatus(answer, "invalid_request", 200);
    }),
    Fault::answer("error-as-html", AUTHENTICATION, |answer, _| {
        if answer.is_error("invalid_request") {
            answer.set_header("content-type", "text/html");
            answer.raw = Some(b"<h1>invalid_request</h1>".to_vec());
        }
    }),
    Fault::answer(
        "error-with-the-content-type-of-text",
        AUTHENTICATION,
        |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set_header("content-type", "text/plain");
            }
        },
    ),
    Fault::answer("error-with-two-codes", AUTHENTICATION, |answer, _| {
        if answer.is_error("invalid_request") {
            answer.repeat("error");
        }
    }),
    Fault::answer(
        "access-token-beside-an-error",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_error("invalid_request") {
                answer.set("access_token", "for-nobody-1234567890");
            }
        },
    ),
    Fault::answer("error-that-no-clause-knows", AUTHENTICATION, |answer, _| {
        recode(answer, "invalid_request", "bad_request", 400);
    }),
    Fault::answer(
        "error-description-with-a-quote",
        AUTHENTICATION,
        |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("error_description", "the \"hint\" is missing");
            }
        },
    ),
    Fault::answer("error-uri-with-a-space", AUTHENTICATION, |answer, _| {
        if answer.body.get("error").is_some() {
            answer.set("error_uri", "https://example.com/an error");
        }
    }),
    Fault::answer("error-uri-that-is-no-uri", AUTHENTICATION, |answer, _| {
        if answer.body.get("error").is_some() {
            answer.set("error_uri", "https://example.com/%error");
        }
    }),
    Fault::answer("user-code-error-as-text", AUTHENTICATION, |answer, _| {
        if answer.is_error("missing_user_code") || answer.is_error("invalid_user_code") {
            answer.set_header("content-type", "text/plain");
        }
    }),
    Fault::answer(
        "invalid-binding-message-quoted",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_error("invalid_binding_message") {
                answer.set("error_description", "\"binding_message\" is too long");
            }
        },
    ),
    Fault::answer(
        "unknown-user-acknowledged-too",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_error("unknown_user_id") {
                answer.set("expires_in", 600);
            }
        },
    ),
    Fault::answer(
        "challenge-of-another-scheme",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_error("invalid_client") {
                answer.set_header("www-authenticate", "Bearer realm=\"no basic here\"");
            }
        },
    ),
    Fault::answer(
        "auth-req-id-beside-an-error",
        AUTHENTICATION,
        |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("auth_req_id", "for-a-request-that-was-refused-1234567890");
            }
        },
    ),
    Fault::answer(
        "unknown-user-as-invalid-request",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "unknown_user_id", "invalid_request", 400);
        },
    ),
    Fault::answer("unknown-user-with-404", AUTHENTICATION, |answer, _| {
        restatus(answer, "unknown_user_id", 404);
    }),
    Fault::answer(
        "expired-login-hint-token-as-invalid-request",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "expired_login_hint_token", "invalid_request", 400);
        },
    ),
    Fault::answer(
        "missing-user-code-as-invalid-request",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "missing_user_code", "invalid_request", 400);
        },
    ),
    Fault::answer("invalid-user-code-with-401", AUTHENTICATION, |answer, _| {
        restatus(answer, "invalid_user_code", 401);
    }),
    Fault::answer(
        "invalid-binding-message-as-invalid-request",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "invalid_binding_message", "invalid_request", 400);
        },
    ),
    Fault::answer(
        "malformed-scope-as-invalid-request",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "invalid_scope", "invalid_request", 400);
        },
    ),
    Fault::answer("invalid-client-with-403", AUTHENTICATION, |answer, _| {
        restatus(answer, "invalid_client", 403);
    }),
    Fault::answer(
        "strangers-refused-with-400",
        AUTHENTICATION,
        |answer, request| {
            // Who used the Authorization header is owed 401 by another rule.
            if request.header("authorization").is_none() {
                restatus(answer, "invalid_client", 400);
            }
        },
    ),
    Fault::answer(
        "invalid-client-as-unauthorized-client",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "invalid_client", "unauthorized_client", 400);
        },
    ),
    Fault::answer("no-challenge-after-basic", AUTHENTICATION, |answer, _| {
        answer.remove_header("www-authenticate");
    }),
];
