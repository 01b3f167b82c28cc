use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{
    audience_ends_with, expired, for_anybody, refuse_if, unverified,
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
    .may(&["ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused"]),
];
