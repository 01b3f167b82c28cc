use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::assertion;
use crate::parts::credentials::{authenticate, basic, client_of};
use crate::parts::errors::recode;
use crate::quoted;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::config::ClientConfig;
use suite::protocol::{CIBA_GRANT_TYPE, ClientAuthenticationMethod as Method};

/// Authentication methods that are not those of the client, or of the metadata (CIBA Core 1.0, section 4).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "unknown-grant-as-unauthorized-client",
        "CIBA-4-01",
        &["ciba-core/10_1_token_request/the-grant-type-of-the-drafts-is-not-supported"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "unsupported_grant_type", "unauthorized_client", 400);
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_2_error_response/*"]),
    Fault::of(
        "draft-grant-type-accepted",
        "CIBA-4-01",
        &["ciba-core/10_1_token_request/the-grant-type-of-the-drafts-is-not-supported"],
        Change::Request(TOKEN, |request, _| {
            if request.form.get("grant_type") == Some(quoted::DRAFT_GRANT_TYPE) {
                request.form.set("grant_type", CIBA_GRANT_TYPE);
            }
        }),
    )
    .quoting(&[quoted::DRAFT_GRANT_TYPE]),
    Fault::of(
        "mac-refused-at-the-backchannel-endpoint",
        "CIBA-4-08",
        &[
            "ciba-core/04_client_authentication/\
             one-method-authenticates-the-client-at-both-endpoints",
            "ciba-core/04_client_authentication/the-registered-method-authenticates-a-push-client",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if assertion(request).is_some_and(|jwt| jwt.alg() == "HS256") {
                request.form.set("client_assertion", "unreadable");
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_client_assertion/*",
        "ciba-core/07_1_hint_by_client/*",
    ]),
    Fault::of(
        "post-refused-for-push-clients",
        "CIBA-4-08",
        &["ciba-core/04_client_authentication/the-registered-method-authenticates-a-push-client"],
        Change::Request(AUTHENTICATION, |request, target| {
            let refused = client_of(request, target).is_some_and(|client| {
                client.authentication_method == Method::ClientSecretPost
                    && !client.mode.has_token_request()
            });
            if refused {
                request.form.set("client_secret", "unreadable");
            }
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/*"]),
    Fault::of(
        "secret-accepted-for-an-assertion",
        "CIBA-4-18",
        &[
            "ciba-core/04_client_authentication/\
             a-client-registered-for-assertions-does-not-authenticate-by-its-secret-in-the-\
             header",
            "ciba-core/04_client_authentication/\
             a-client-registered-for-assertions-does-not-authenticate-by-its-secret-in-the-\
             body",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let accepted = client_of(request, target).is_some_and(|client| {
                client.authentication_method.is_by_assertion()
                    && assertion(request).is_none()
                    && presents_secret(request, client)
            });
            if accepted {
                authenticate(request, target);
            }
        }),
    ),
    Fault::of(
        "mac-accepted-for-a-secret",
        "CIBA-4-18",
        &["ciba-core/04_client_authentication/\
           a-client-registered-for-its-secret-does-not-authenticate-by-an-assertion-\
           under-it"],
        Change::Request(AUTHENTICATION, |request, target| {
            let accepted = assertion(request).is_some_and(|jwt| jwt.alg() == "HS256")
                && client_of(request, target).is_some_and(|client| {
                    client.authentication_method == Method::ClientSecretBasic
                });
            if accepted {
                authenticate(request, target);
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc7523_3_client_assertion/\
         an-assertion-whose-is-another-client-is-refused/sub",
        "oauth-oidc/rfc7523_3_client_assertion/\
         another-client-s-client_id-beside-an-assertion-is-refused",
    ]),
];

fn presents_secret(request: &SeenRequest, client: &ClientConfig) -> bool {
    let in_header = basic(request).and_then(|text| Some(text.split_once(':')?.1.to_owned()));
    let presented = in_header.or_else(|| request.form.get("client_secret").map(str::to_owned));
    client
        .secret
        .as_ref()
        .zip(presented)
        .is_some_and(|(secret, presented)| secret.expose() == presented)
}
