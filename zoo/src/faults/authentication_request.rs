use super::changes::authenticate;
use super::{AUTHENTICATION, Fault, SeenRequest};

/// Keeps the first value of each parameter.
fn deduplicate(request: &mut SeenRequest) {
    let mut kept = suite::op_under_test::consumption_device::Parameters::new();
    for (name, value) in request.form.iter() {
        if kept.get(name).is_none() {
            kept.append(name, value);
        }
    }
    request.form = kept;
}

/// Takes the parameters of the query for those of a form.
fn read_query(request: &mut SeenRequest) {
    let query = request
        .target
        .split_once('?')
        .map(|(_, query)| query.to_owned());
    if let Some(query) = query {
        "POST".clone_into(&mut request.method);
        request.set_header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            request.form.append(&name, value);
        }
    }
}

/// Requests that a wrong server accepts, or refuses (CIBA Core 1.0, sections 7, 7.1 and 7.2).
pub(super) const FAULTS: &[Fault] = &[
    Fault::request("two-hints-accepted", AUTHENTICATION, |request, _| {
        if request
            .form
            .get("login_hint")
            .is_some_and(|hint| !hint.is_empty())
        {
            request.form.remove("login_hint_token");
            request.form.remove("id_token_hint");
        }
    }),
    Fault::request(
        "two-hints-that-are-tokens-accepted",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("login_hint_token").is_some()
            {
                request.form.remove("id_token_hint");
            }
        },
    ),
    Fault::request("no-hint-accepted", AUTHENTICATION, |request, _| {
        let hints = ["login_hint", "login_hint_token", "id_token_hint"];
        let has_hint = hints.iter().any(|name| request.form.get(name).is_some());
        if !has_hint && request.form.get("request").is_none() {
            request.form.set("login_hint", "max@example.com");
        }
    }),
    Fault::request(
        "an-empty-hint-counts-as-a-hint",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("id_token_hint") == Some("") {
                request.form.set("id_token_hint", "none");
            }
        },
    ),
    Fault::request("missing-scope-accepted", AUTHENTICATION, |request, _| {
        if request.form.get("scope").is_none() && request.form.get("request").is_none() {
            request.form.set("scope", "openid");
        }
    }),
    Fault::request(
        "missing-notification-token-accepted",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("client_notification_token").is_none()
                && request.form.get("request").is_none()
            {
                request.form.set(
                    "client_notification_token",
                    "a-token-of-the-server-1234567890",
                );
            }
        },
    ),
    Fault::request(
        "overlong-notification-token-accepted",
        AUTHENTICATION,
        |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && token.len() > 1024
            {
                let cut = token[..1024].to_owned();
                request.form.set("client_notification_token", cut);
            }
        },
    ),
    Fault::request(
        "notification-token-of-1024-characters-refused",
        AUTHENTICATION,
        |request, _| {
            if request
                .form
                .get("client_notification_token")
                .is_some_and(|token| token.len() == 1024)
            {
                request.form.set("client_notification_token", "not a token");
            }
        },
    ),
    Fault::request(
        "malformed-notification-token-accepted",
        AUTHENTICATION,
        |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && (!token.is_ascii() || token.contains([' ', '=']))
            {
                let kept: String = token.chars().filter(char::is_ascii_alphanumeric).collect();
                request.form.set("client_notification_token", kept);
            }
        },
    ),
    Fault::request(
        "poll-client-with-notification-token-refused",
        AUTHENTICATION,
        |request, target| {
            let polls = super::changes::client_of(request, target)
                .is_some_and(|client| !client.mode.has_callback());
            if polls && request.form.get("client_notification_token").is_some() {
                request.form.remove("login_hint");
            }
        },
    ),
    Fault::request(
        "unknown-acr-values-refused",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("acr_values").is_some() {
                request.form.remove("login_hint");
            }
        },
    ),
    Fault::request(
        "bad-requested-expiry-accepted",
        AUTHENTICATION,
        |request, _| {
            let bad = request
                .form
                .get("requested_expiry")
                .is_some_and(|value| value.parse::<u32>().map_or(true, |seconds| seconds == 0));
            if bad {
                request.form.remove("requested_expiry");
            }
        },
    ),
    Fault::request(
        "any-requested-expiry-refused",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("requested_expiry").is_some() {
                request.form.remove("scope");
            }
        },
    ),
    Fault::request(
        "unknown-parameters-refused",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("x_nobody_knows").is_some() {
                request.form.remove("scope");
            }
        },
    ),
    Fault::request(
        "repeated-parameters-accepted",
        AUTHENTICATION,
        |request, _| {
            deduplicate(request);
        },
    ),
    Fault::request("malformed-scope-accepted", AUTHENTICATION, |request, _| {
        if request
            .form
            .get("scope")
            .is_some_and(|scope| scope.contains(['\\', '"']))
        {
            request.form.set("scope", "openid");
        }
    }),
    Fault::request(
        "unknown-login-hint-accepted",
        AUTHENTICATION,
        |request, _| {
            if request
                .form
                .get("login_hint")
                .is_some_and(|hint| hint.starts_with("nobody"))
            {
                request.form.set("login_hint", "max@example.com");
            }
        },
    ),
    Fault::request(
        "any-login-hint-token-accepted",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("login_hint_token").is_some()
                && request.form.get("login_hint").is_none()
            {
                request.form.remove("login_hint_token");
                request.form.set("login_hint", "john@example.com");
            }
        },
    ),
    Fault::request(
        "any-id-token-hint-accepted",
        AUTHENTICATION,
        |request, _| {
            if request
                .form
                .get("id_token_hint")
                .is_some_and(|hint| hint.starts_with("no."))
            {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", "max@example.com");
            }
        },
    ),
    Fault::request(
        "login-hint-names-somebody-else",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("login_hint") == Some("john@example.com") {
                request.form.set("login_hint", "1004");
            }
        },
    ),
    Fault::request(
        "login-hint-token-names-somebody-else",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("login_hint_token").is_some()
            {
                request.form.remove("login_hint_token");
                request.form.set("login_hint", "1004");
            }
        },
    ),
    Fault::request(
        "id-token-hint-names-somebody-else",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("id_token_hint").is_some()
            {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", "1004");
            }
        },
    ),
    Fault::request(
        "overlong-binding-message-accepted",
        AUTHENTICATION,
        |request, _| {
            if request
                .form
                .get("binding_message")
                .is_some_and(|message| message.len() > 64)
            {
                request.form.remove("binding_message");
            }
        },
    ),
    Fault::request(
        "binding-message-at-the-limit-refused",
        AUTHENTICATION,
        |request, _| {
            if let Some(message) = request.form.get("binding_message")
                && message.len() == 64
            {
                let longer = format!("{message}!");
                request.form.set("binding_message", longer);
            }
        },
    ),
    Fault::request(
        "any-client-credentials-accepted",
        AUTHENTICATION,
        |request, target| {
            authenticate(request, target);
        },
    ),
    Fault::request(
        "request-judged-before-the-client",
        AUTHENTICATION,
        |request, target| {
            if request.form.get("scope").is_none() && request.form.get("request").is_none() {
                authenticate(request, target);
            }
        },
    ),
    Fault::request(
        "authentication-request-by-get-taken",
        AUTHENTICATION,
        |request, _| {
            if request.method == "GET" {
                read_query(request);
            }
        },
    ),
    Fault::request(
        "parameters-of-the-query-read",
        AUTHENTICATION,
        |request, _| {
            if request.body.is_empty() {
                read_query(request);
            }
        },
    ),
    Fault::request("json-read-like-a-form", AUTHENTICATION, |request, _| {
        if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&request.body) {
            request.set_header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in members {
                request
                    .form
                    .append(&name, value.as_str().unwrap_or_default());
            }
        }
    }),
];
