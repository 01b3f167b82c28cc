use crate::change::Change;
use crate::fault::Fault;

/// Bearer tokens that are sent otherwise than in the header (RFC 6750, section 2.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-callback-with-two-authorization-headers",
        "C-6750-01",
        &[
            "oauth-oidc/rfc6750_2_1_bearer_token/\
             the-authorization-header-of-a-callback-is-well-formed",
            "oauth-oidc/rfc6750_2_1_bearer_token/\
             the-authorization-header-of-a-callback-after-a-denial-is-well-formed",
        ],
        Change::Callback(|callback| {
            let again = callback
                .headers
                .iter()
                .find(|(name, _)| name == "authorization");
            if let Some(again) = again.cloned() {
                callback.headers.push(again);
            }
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
        "ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload",
        "ciba-core/09_client_notification_endpoint/*",
        "ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token",
        "ciba-core/10_3_1_push_callback/the-push-carries-the-client_notification_token",
    ]),
    Fault::of(
        "a-bearer-token-that-loses-its-padding",
        "C-6750-01",
        &["oauth-oidc/rfc6750_2_1_bearer_token/\
           a-bearer-token-of-every-allowed-character-arrives-as-it-was-sent"],
        Change::Callback(|callback| {
            for (name, value) in &mut callback.headers {
                if name == "authorization" {
                    *value = value.trim_end_matches('=').to_owned();
                }
            }
        }),
    ),
    Fault::of(
        "a-notification-token-in-the-url",
        "C-6750-03",
        &["oauth-oidc/rfc6750_2_1_bearer_token/\
           the-notification-token-stands-neither-in-the-url-nor-in-the-body-of-a-callback"],
        Change::Callback(|callback| {
            let token = callback
                .headers
                .iter()
                .find_map(|(name, value)| {
                    (name == "authorization").then(|| value.split_once(' '))?
                })
                .map(|(_, token)| token.to_owned());
            if let Some(token) = token {
                callback.url = format!("{}?access_token={token}", callback.url);
            }
        }),
    ),
];
