use crate::change::Change;
use crate::fault::Fault;
use crate::wire::AUTHENTICATION;

/// Wishes for a lifetime that a wrong server accepts, or refuses (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "bad-requested-expiry-accepted",
        "CIBA-7.1-32",
        &[
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/0",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/5",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/abc",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/1-5",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/1e400",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let bad = request
                .form
                .get("requested_expiry")
                .is_some_and(|value| value.parse::<u32>().map_or(true, |seconds| seconds == 0));
            if bad {
                request.form.remove("requested_expiry");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_2_error_response/\
            the-error-for-a-bad-keeps-to-the-form-of-oauth-errors/requested_expiry"]),
    Fault::of(
        "any-requested-expiry-refused",
        "CIBA-7.1-33",
        &["ciba-core/07_1_authentication_request/a-requested_expiry-of-120-seconds-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("requested_expiry").is_some() {
                request.form.remove("scope");
            }
        }),
    )
    .may(&[
        "ciba-core/03_overview/the-acknowledgement-does-not-wait-for-the-user",
        "oauth-oidc/rfc6749_3_1_request_parameters/an-empty-counts-as-absent/requested_expiry",
    ]),
];
