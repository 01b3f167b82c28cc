use super::changes::{authenticate_as, client_of, recode};
use super::{AUTHENTICATION, Answer, Fault, SeenRequest, TOKEN};
use suite::op_under_test::consumption_device::Parameters;
use suite::protocol::CIBA_GRANT_TYPE;

/// Keeps the last value of each parameter.
fn last_of_each(form: &Parameters) -> Parameters {
    let mut kept = Parameters::new();
    for (name, value) in form.iter() {
        kept.set(name, value);
    }
    kept
}

fn is_empty(request: &SeenRequest, name: &str) -> bool {
    request.form.get(name) == Some("")
}

/// What the features call text that no error may repeat.
fn repeat_input(answer: &mut Answer, request: &SeenRequest) {
    let repeated = request
        .form
        .iter()
        .map(|(_, value)| value)
        .find(|value| value.contains('\u{202e}'));
    if let (Some(text), true) = (repeated, answer.status >= 400) {
        answer.set("error_description", format!("What is {text}?"));
    }
}

fn describe(answer: &mut Answer, code: &str, description: &str) {
    if answer.is_error(code) {
        answer.set("error_description", description);
    }
}

const OPTIONAL: [&str; 7] = [
    "binding_message",
    "acr_values",
    "requested_expiry",
    "login_hint_token",
    "id_token_hint",
    "request",
    "request_uri",
];

/// Faults in parameters and errors of the backchannel authentication endpoint (RFC 6749, sections 3 and 5.2).
pub(super) const AT_AUTHENTICATION: &[Fault] = &[
    Fault::request("empty-parameters-refused", AUTHENTICATION, |request, _| {
        if OPTIONAL.iter().any(|name| is_empty(request, name)) {
            request.form.remove("scope");
        }
    }),
    Fault::request(
        "an-empty-login-hint-taken-for-one",
        AUTHENTICATION,
        |request, _| {
            if is_empty(request, "login_hint") {
                request.form.set("login_hint", "max@example.com");
            }
        },
    ),
    Fault::request(
        "an-empty-scope-taken-for-openid",
        AUTHENTICATION,
        |request, _| {
            if is_empty(request, "scope") {
                request.form.set("scope", "openid");
            }
        },
    ),
    Fault::request(
        "an-empty-notification-token-taken-for-one",
        AUTHENTICATION,
        |request, _| {
            if is_empty(request, "client_notification_token") {
                let token = "a-token-of-the-server-1234567890";
                request.form.set("client_notification_token", token);
            }
        },
    ),
    Fault::request(
        "an-empty-notification-token-of-a-poll-client-refused",
        AUTHENTICATION,
        |request, target| {
            let polls =
                client_of(request, target).is_some_and(|client| !client.mode.has_callback());
            if polls && is_empty(request, "client_notification_token") {
                request.form.remove("scope");
            }
        },
    ),
    Fault::request(
        "parameters-of-another-grant-refused",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("redirect_uri").is_some() {
                request.form.remove("scope");
            }
        },
    ),
    Fault::request("the-last-value-wins", AUTHENTICATION, |request, _| {
        request.form = last_of_each(&request.form);
    }),
    Fault::request(
        "the-first-of-two-login-hints-wins",
        AUTHENTICATION,
        |request, _| {
            if let Some(first) = request.form.get("login_hint").map(str::to_owned) {
                request.form.remove("login_hint");
                request.form.append("login_hint", first);
            }
        },
    ),
    Fault::request("scope-values-in-one-order", AUTHENTICATION, |request, _| {
        let scope = request.form.get("scope").unwrap_or_default();
        if scope.ends_with(" openid") {
            request.form.remove("scope");
        }
    }),
    Fault::answer(
        "an-error-that-repeats-the-input",
        AUTHENTICATION,
        repeat_input,
    ),
    Fault::answer(
        "an-error-description-that-is-an-array",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_error("invalid_request") {
                answer.set("error_description", vec!["scope", "missing"]);
            }
        },
    ),
    Fault::answer(
        "wrong-credentials-described-in-two-lines",
        AUTHENTICATION,
        |answer, _| describe(answer, "invalid_client", "wrong\nsecret"),
    ),
    Fault::request(
        "every-client-may-use-ciba",
        AUTHENTICATION,
        |request, target| {
            if let (true, Some(client)) =
                (names_client_without_ciba(request), target.clients.first())
            {
                authenticate_as(request, client, target);
            }
        },
    ),
];

fn names_client_without_ciba(request: &SeenRequest) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    request
        .header("authorization")
        .and_then(|value| STANDARD.decode(value.strip_prefix("Basic ")?).ok())
        .is_some_and(|pair| pair.starts_with(b"without-ciba:"))
}

/// Faults in parameters and errors of the token endpoint (RFC 6749, sections 3.2 and 5.2).
pub(super) const AT_TOKEN: &[Fault] = &[
    Fault::request("token-requests-by-any-method", TOKEN, |request, _| {
        if let (true, Some((path, query))) =
            (request.method != "POST", request.target.split_once('?'))
        {
            request.body = query.as_bytes().to_vec();
            request.target = path.to_owned();
            "POST".clone_into(&mut request.method);
            request.set_header("content-type", "application/x-www-form-urlencoded");
        }
    }),
    Fault::request("an-empty-grant-type-taken-for-ciba", TOKEN, |request, _| {
        if is_empty(request, "grant_type") {
            request.form.set("grant_type", CIBA_GRANT_TYPE);
        }
    }),
    Fault::request("an-empty-auth-req-id-taken-for-one", TOKEN, |request, _| {
        if is_empty(request, "auth_req_id") {
            request.form.set("auth_req_id", "none");
        }
    }),
    Fault::request(
        "an-empty-scope-of-a-token-request-refused",
        TOKEN,
        |request, _| {
            if is_empty(request, "scope") {
                request.form.remove("grant_type");
            }
        },
    ),
    Fault::request("unknown-token-parameters-refused", TOKEN, |request, _| {
        if request.form.get("x_nobody_knows").is_some() {
            request.form.remove("grant_type");
        }
    }),
    Fault::request("the-last-token-parameter-wins", TOKEN, |request, _| {
        request.form = last_of_each(&request.form);
    }),
    Fault::request("grant-types-in-any-letter-case", TOKEN, |request, _| {
        let grant = request.form.get("grant_type").unwrap_or_default();
        if grant.eq_ignore_ascii_case(CIBA_GRANT_TYPE) {
            request.form.set("grant_type", CIBA_GRANT_TYPE);
        }
    }),
    Fault::answer("an-unknown-grant-as-invalid-request", TOKEN, |answer, _| {
        recode(answer, "unsupported_grant_type", "invalid_request", 400);
    }),
    Fault::answer(
        "an-unregistered-grant-as-access-denied",
        TOKEN,
        |answer, _| {
            recode(answer, "unauthorized_client", "access_denied", 400);
        },
    ),
    Fault::answer("a-token-error-that-repeats-the-input", TOKEN, repeat_input),
    Fault::answer(
        "a-pending-error-with-blanks-in-its-uri",
        TOKEN,
        |answer, _| {
            if answer.is_error("authorization_pending") {
                answer.set("error_uri", "see the manual");
            }
        },
    ),
    Fault::answer(
        "wrong-token-credentials-described-in-quotes",
        TOKEN,
        |answer, _| {
            describe(answer, "invalid_client", "wrong \"secret\"");
        },
    ),
    Fault::answer("a-scope-that-is-an-array", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("scope", vec!["openid"]);
        }
    }),
    Fault::answer("tokens-for-a-private-cache", TOKEN, |answer, _| {
        answer.set_header("cache-control", "private, max-age=60");
    }),
];
