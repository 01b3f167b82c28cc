use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{
    audience_ends_with, believe_if, expired, for_anybody, is_for_us, refuse_if, unverified,
};
use crate::wire::TOKEN;

/// The same at the token endpoint (RFC 7523, section 3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "own-audience-refused-at-the-token-endpoint",
        "C-7523-02",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-for-the-token-endpoint-authenticates-the-client"],
        Change::Request(TOKEN, |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, TOKEN));
        }),
    ),
    Fault::of(
        "assertion-for-anybody-believed-at-the-token-endpoint",
        "C-7523-02",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-for-is-refused-at-the-token-endpoint/*"],
        Change::Request(TOKEN, for_anybody),
    ),
    Fault::of(
        "audience-compared-by-its-beginning-at-the-token-endpoint",
        "C-7523-02",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-for-is-refused-at-the-token-endpoint/a-url-that-begins-like-the-issuer"],
        Change::Request(TOKEN, |request, target| {
            let issuer = target.issuer.as_str();
            believe_if(request, target, |jwt, _| {
                let audience = jwt.claims["aud"].as_str().unwrap_or_default();
                audience.starts_with(issuer) && !is_for_us(jwt, issuer)
            });
        }),
    ),
    Fault::of(
        "an-assertion-for-an-empty-list-believed-at-the-token-endpoint",
        "C-7523-02",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-for-is-refused-at-the-token-endpoint/an-empty-list"],
        Change::Request(TOKEN, |request, target| {
            believe_if(request, target, |jwt, _| {
                jwt.claims["aud"].as_array().is_some_and(Vec::is_empty)
            });
        }),
    ),
    Fault::of(
        "expired-assertion-believed-at-the-token-endpoint",
        "C-7523-03",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-expired-assertion-is-refused-at-the-token-endpoint"],
        Change::Request(TOKEN, expired),
    ),
    Fault::of(
        "signature-of-an-assertion-not-verified-at-the-token-endpoint",
        "C-7523-08",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-that-was-changed-after-it-was-signed-is-refused-at-the-token-\
           endpoint"],
        Change::Request(TOKEN, unverified),
    )
    .may(&[
        "oauth-oidc/rfc6749_2_3_1_client_password/*",
        "ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused",
    ]),
];
