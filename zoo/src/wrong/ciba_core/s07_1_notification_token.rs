use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::wire::AUTHENTICATION;

/// Notification tokens that a wrong server accepts, or refuses (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "missing-notification-token-accepted",
        "CIBA-7.1-13",
        &["ciba-core/07_1_authentication_request/\
           a-request-without-client_notification_token-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("client_notification_token").is_none()
                && request.form.get("request").is_none()
            {
                request.form.set(
                    "client_notification_token",
                    "a-token-of-the-server-1234567890",
                );
            }
        }),
    ),
    Fault::of(
        "overlong-notification-token-accepted",
        "CIBA-7.1-14",
        &["ciba-core/07_1_authentication_request/\
           a-client_notification_token-of-1025-characters-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && token.len() > 1024
            {
                let cut = token[..1024].to_owned();
                request.form.set("client_notification_token", cut);
            }
        }),
    ),
    Fault::of(
        "notification-token-of-1024-characters-refused",
        "CIBA-7.1-14",
        &["ciba-core/07_1_authentication_request/\
           a-client_notification_token-of-1024-characters-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("client_notification_token")
                .is_some_and(|token| token.len() == 1024)
            {
                request.form.set("client_notification_token", "not a token");
            }
        }),
    ),
    Fault::of(
        "malformed-notification-token-accepted",
        "CIBA-7.1-15",
        &[
            "ciba-core/07_1_authentication_request/\
             a-client_notification_token-with-is-refused/a-space",
            "ciba-core/07_1_authentication_request/\
             a-client_notification_token-with-is-refused/a-non-ascii-letter",
            "ciba-core/07_1_authentication_request/\
             a-client_notification_token-with-is-refused/a-padding-inside",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && (!token.is_ascii() || token.contains([' ', '=']))
            {
                let kept: String = token.chars().filter(char::is_ascii_alphanumeric).collect();
                request.form.set("client_notification_token", kept);
            }
        }),
    )
    .may(&["oauth-oidc/rfc6750_2_1_bearer_token/\
            a-bearer-token-of-every-allowed-character-arrives-as-it-was-sent"]),
    Fault::of(
        "poll-client-with-notification-token-refused",
        "CIBA-7.1-18",
        &["ciba-core/07_1_authentication_request/\
           a-poll-client-may-send-a-client_notification_token"],
        Change::Request(AUTHENTICATION, |request, target| {
            let polls =
                client_of(request, target).is_some_and(|client| !client.mode.has_callback());
            if polls && request.form.get("client_notification_token").is_some() {
                request.form.remove("login_hint");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/\
            an-empty-client_notification_token-of-a-poll-client-counts-as-absent"]),
];
