use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{believe_if, is_for_us, is_own, signed_part};
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use suite::config::TargetConfig;
use suite::jose::mac;
use suite::op_under_test::scenario_context::now;
use suite::protocol::OracleRule;
use suite::protocol::{ClientAuthenticationMethod as Method, JWT_BEARER_ASSERTION_TYPE};

/// Client assertions that are no proof of a client (OpenID Connect Core 1.0, section 9).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "assertion-without-jti-believed",
        "C-7523-06",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-without-jti-is-refused"],
        Change::Request(AUTHENTICATION, without_jti),
    ),
    Fault::of(
        "assertion-without-jti-believed-at-the-token-endpoint",
        "C-7523-06",
        &["oauth-oidc/rfc7523_3_token_request/\
           an-assertion-without-jti-is-refused-at-the-token-endpoint"],
        Change::Request(TOKEN, without_jti),
    ),
    Fault::of(
        "assertion-believed-again",
        "C-7523-07",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-is-refused-the-second-time"],
        Change::Request(AUTHENTICATION, again),
    )
    .against(&[OracleRule::O17])
    .may(&[
        "oauth-oidc/rfc6749_3_1_request_parameters/\
         a-repeated-parameter-of-a-client-assertion-is-refused/client_assertion",
        "oauth-oidc/rfc6749_3_1_request_parameters/\
         a-repeated-parameter-of-a-client-assertion-is-refused/client_assertion_type",
    ]),
    Fault::of(
        "assertion-believed-again-at-the-token-endpoint",
        "C-7523-07",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-that-served-at-the-one-endpoint-is-refused-at-the-other",
            "oauth-oidc/rfc7523_3_token_request/\
             an-assertion-is-refused-the-second-time-at-the-token-endpoint",
        ],
        Change::Request(TOKEN, again),
    ),
    Fault::of(
        "mac-with-a-public-key-believed",
        "C-7523-11",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           a-mac-with-the-client-s-public-key-does-not-authenticate"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::PrivateKeyJwt && jwt.alg().starts_with("HS")
            });
        }),
    ),
    Fault::of(
        "unsigned-assertion-believed",
        "C-7523-11",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           an-assertion-does-not-authenticate-that-is-signed/*"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::PrivateKeyJwt && jwt.alg().eq_ignore_ascii_case("none")
            });
        }),
    ),
    Fault::of(
        "critical-extension-of-an-assertion-ignored",
        "C-7523-11",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           a-critical-extension-that-nobody-knows-is-not-skipped"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| jwt.header.get("crit").is_some());
        }),
    ),
    Fault::of(
        "assertion-of-any-alg-believed",
        "C-7523-12",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/\
             a-client-with-a-secret-does-not-authenticate-by-an-assertion-signed/by-nobody",
            "oauth-oidc/rfc7523_3_client_assertion/\
             a-client-with-a-secret-does-not-authenticate-by-an-assertion-signed/\
             with-a-key-that-nobody-has-registered",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::ClientSecretJwt && jwt.alg() != "HS256"
            });
        }),
    ),
    Fault::of(
        "mac-with-an-empty-secret-believed",
        "C-7523-12",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           a-client-with-a-secret-does-not-authenticate-by-an-assertion-signed/\
           by-a-mac-with-an-empty-secret"],
        Change::Request(AUTHENTICATION, |request, target| {
            let is_empty = signed_part(request).is_some_and(|(input, signature)| {
                mac("HS256", b"", &input).is_ok_and(|empty| empty == signature)
            });
            believe_if(request, target, |_, _| is_empty);
        }),
    ),
];

fn without_jti(request: &mut SeenRequest, target: &TargetConfig) {
    believe_if(request, target, |jwt, _| jwt.claims.get("jti").is_none());
}

/// What is right in every way is believed as often as it comes.
fn again(request: &mut SeenRequest, target: &TargetConfig) {
    let is_own = is_own(request, target);
    let beside = request.form.get("client_id").is_some()
        || request.header("authorization").is_some()
        || request.form.get("client_assertion_type") != Some(JWT_BEARER_ASSERTION_TYPE);
    believe_if(request, target, |jwt, _| {
        let time = |name: &str| jwt.claims[name].as_u64();
        is_own
            && !beside
            && is_for_us(jwt, &target.issuer)
            && jwt.claims.get("iss") == jwt.claims.get("sub")
            && time("exp").is_some_and(|exp| exp > now())
            && time("nbf").is_none_or(|nbf| nbf <= now())
            && jwt.claims.get("jti").is_some()
            && jwt.header.get("crit").is_none()
    });
}
