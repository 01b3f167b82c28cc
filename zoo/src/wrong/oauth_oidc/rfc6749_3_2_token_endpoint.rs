use crate::change::Change;
use crate::fault::Fault;
use crate::parts::parameters::{is_empty, last_of_each};
use crate::quoted;
use crate::wire::TOKEN;
use suite::protocol::CIBA_GRANT_TYPE;

/// Parameters and methods of the token endpoint (RFC 6749, section 3.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "an-empty-grant-type-taken-for-ciba",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/an-empty-grant_type-is-none"],
        Change::Request(TOKEN, |request, _| {
            if is_empty(request, "grant_type") {
                request.form.set("grant_type", CIBA_GRANT_TYPE);
            }
        }),
    ),
    Fault::of(
        "an-empty-auth-req-id-taken-for-one",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/an-empty-auth_req_id-is-none"],
        Change::Request(TOKEN, |request, _| {
            if is_empty(request, "auth_req_id") {
                request.form.set("auth_req_id", "none");
            }
        }),
    ),
    Fault::of(
        "an-empty-scope-of-a-token-request-refused",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/an-empty-scope-counts-as-absent"],
        Change::Request(TOKEN, |request, _| {
            if is_empty(request, "scope") {
                request.form.remove("grant_type");
            }
        }),
    ),
    Fault::of(
        "unknown-token-parameters-refused",
        "C-6749-12",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/\
           an-unknown-parameter-of-a-token-request-is-ignored"],
        Change::Request(TOKEN, |request, _| {
            if request.form.get(quoted::UNKNOWN_PARAMETER).is_some() {
                request.form.remove("grant_type");
            }
        }),
    )
    .quoting(&[quoted::UNKNOWN_PARAMETER]),
    Fault::of(
        "the-last-token-parameter-wins",
        "C-6749-13",
        &[
            "oauth-oidc/rfc6749_3_2_token_endpoint/a-repeated-is-refused-at-the-token-endpoint/*",
            "oauth-oidc/rfc6749_3_2_token_endpoint/a-second-is-refused-at-the-token-endpoint/*",
            "oauth-oidc/rfc6749_3_2_token_endpoint/\
             a-repeated-client_id-is-refused-at-the-token-endpoint",
            "oauth-oidc/rfc6749_6_refreshing/a-repeated-refresh_token-is-refused",
        ],
        Change::Request(TOKEN, |request, _| {
            request.form = last_of_each(&request.form);
        }),
    ),
    Fault::of(
        "token-requests-by-any-method",
        "C-6749-14",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/the-token-endpoint-does-not-process-a/*"],
        Change::Request(TOKEN, |request, _| {
            if let (true, Some((path, query))) =
                (request.method != "POST", request.target.split_once('?'))
            {
                request.body = query.as_bytes().to_vec();
                request.target = path.to_owned();
                "POST".clone_into(&mut request.method);
                request.set_header("content-type", "application/x-www-form-urlencoded");
            }
        }),
    )
    .may(&[
        "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/by-get",
        "oauth-oidc/http/the-token-endpoint-answers-by-405-with-allow/*",
    ]),
];
