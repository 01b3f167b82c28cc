use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::{crash, recode, restatus};
use crate::parts::polling::{is_denial, once, refuse};
use crate::wire::TOKEN;

/// Refusals at the token endpoint, each clause broken from another side (CIBA Core 1.0, sections 10.1 and 11).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "pending-told-with-428",
        "CIBA-11-02",
        &["ciba-core/11_token_error_response/a-pending-request-is-refused-with-authorization_pending"],
        Change::Answer(TOKEN, |answer, _| restatus(answer, "authorization_pending", 428)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "pending-told-with-a-capital-letter",
        "C-6749-04",
        &["ciba-core/11_token_error_response/a-pending-request-is-refused-with-authorization_pending"],
        Change::Answer(TOKEN, |answer, _| recode(answer, "authorization_pending", "Authorization_Pending", 400)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "slow-down-told-with-403",
        "CIBA-11-03",
        &["ciba-core/11_token_error_response/a-client-that-polls-too-fast-is-told-to-slow-down"],
        Change::Answer(TOKEN, |answer, _| restatus(answer, "slow_down", 403)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "expiry-told-with-410",
        "CIBA-11-07",
        &["ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token"],
        Change::Answer(TOKEN, |answer, _| restatus(answer, "expired_token", 410)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "expiry-told-as-a-denial",
        "CIBA-11-07",
        &["ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token"],
        Change::Answer(TOKEN, |answer, _| recode(answer, "expired_token", "access_denied", 400)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "denial-told-with-401",
        "CIBA-11-08",
        &["ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied"],
        Change::Answer(TOKEN, |answer, _| restatus(answer, "access_denied", 401)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "push-client-told-to-wait",
        "CIBA-11-10",
        &["ciba-core/11_token_error_response/a-push-client-may-not-poll"],
        Change::Answer(TOKEN, |answer, _| recode(answer, "unauthorized_client", "authorization_pending", 400)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "push-client-told-of-a-bad-request",
        "CIBA-11-10",
        &["ciba-core/11_token_error_response/a-push-client-may-not-poll-after-the-approval-either"],
        Change::Answer(TOKEN, |answer, _| recode(answer, "unauthorized_client", "invalid_request", 400)),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-denial-that-becomes-an-end",
        "CIBA-11-15",
        &["ciba-core/11_token_error_response/a-denial-is-final"],
        Change::Layer(|| once(is_denial, |answer| refuse(answer, "expired_token"))),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-denial-that-becomes-slow",
        "CIBA-11-15",
        &["ciba-core/11_token_error_response/a-denial-is-final"],
        Change::Layer(|| once(is_denial, |answer| refuse(answer, "slow_down"))),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "missing-grant-type-as-invalid-grant",
        "CIBA-10.1-14",
        &["ciba-core/10_1_token_request/a-token-request-without-grant_type-is-refused"],
        Change::Answer(TOKEN, |answer, request| { if request.form.get("grant_type").is_none() { refuse(answer, "invalid_grant"); } }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "missing-grant-type-crashes-the-server",
        "CIBA-10.1-14",
        &["ciba-core/10_1_token_request/a-token-request-without-grant_type-is-refused"],
        Change::Answer(TOKEN, |answer, request| { if request.form.get("grant_type").is_none() { crash(answer); } }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "missing-auth-req-id-as-pending",
        "CIBA-10.1-15",
        &["ciba-core/10_1_token_request/a-token-request-without-auth_req_id-is-refused"],
        Change::Answer(TOKEN, |answer, request| { if request.form.get("auth_req_id").is_none() { refuse(answer, "authorization_pending"); } }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "missing-auth-req-id-crashes-the-server",
        "CIBA-10.1-15",
        &["ciba-core/10_1_token_request/a-token-request-without-auth_req_id-is-refused"],
        Change::Answer(TOKEN, |answer, request| { if request.form.get("auth_req_id").is_none() { crash(answer); } }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
];
