use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{assertion, believe_if, expired, unverified};
use crate::parts::credentials::authenticate_as;
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::config::TargetConfig;
use suite::jose::DecodedJwt;
use suite::op_under_test::scenario_context::now;

/// Farther away than any clock is wrong.
const LONG: u64 = 86_400;

/// Client assertions that a wrong server believes, or does not (RFC 7523, section 3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "issuer-of-an-assertion-not-compared",
        "C-7523-01",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-without-is-refused/*",
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-whose-is-another-client-is-refused/iss",
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-whose-is-nobody-is-refused/*",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| {
                jwt.claims.get("iss") != jwt.claims.get("sub")
            });
        }),
    )
    .may(&["ciba-core/07_1_1_signed_authentication_request/\
            a-signed-request-is-no-client-assertion"]),
    Fault::of(
        "subject-of-an-assertion-not-compared",
        "C-7523-01",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-without-is-refused/sub",
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-whose-is-another-client-is-refused/sub",
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-whose-is-nobody-is-refused/sub",
        ],
        Change::Request(AUTHENTICATION, believe_the_issuer),
    )
    .may(&["ciba-core/07_1_1_signed_authentication_request/\
            a-signed-request-is-no-client-assertion"]),
    Fault::of(
        "assertion-without-exp-believed",
        "C-7523-03",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-that-never-expires-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| jwt.claims.get("exp").is_none());
        }),
    ),
    Fault::of(
        "expired-assertion-believed",
        "C-7523-03",
        &["oauth-oidc/rfc7523_3_client_assertion/an-expired-assertion-is-refused"],
        Change::Request(AUTHENTICATION, expired),
    ),
    Fault::of(
        "exp-of-any-type-believed",
        "C-7523-03",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-whose-exp-is-no-time-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| jwt.claims["exp"].is_string());
        }),
    ),
    Fault::of(
        "assertion-believed-too-early",
        "C-7523-04",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-that-is-not-valid-yet-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| {
                jwt.claims["nbf"]
                    .as_u64()
                    .is_some_and(|nbf| nbf > now() + 60)
            });
        }),
    ),
    Fault::of(
        "unreasonable-assertion-as-invalid-request",
        "C-7523-05",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-that-lives-a-year-is-taken-or-the-client-is-refused",
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-that-was-made-a-year-ago-is-taken-or-the-client-is-refused",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            let is_unreasonable = assertion(request).is_some_and(|jwt| {
                let time = |name: &str| jwt.claims[name].as_u64();
                time("exp").is_some_and(|exp| exp > now() + LONG)
                    || time("iat").is_some_and(|iat| iat + LONG < now())
            });
            if is_unreasonable {
                answer.status = 400;
                answer.body = serde_json::json!({"error": "invalid_request"});
            }
        }),
    ),
    Fault::of(
        "signature-of-an-assertion-not-verified",
        "C-7523-08",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/\
             an-assertion-is-refused-when-after-it-was-signed-somebody/*",
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-is-refused-that-is-signed/*",
            "oauth-oidc/rfc7523_3_client_assertion/\
             another-client-s-key-does-not-authenticate-the-client",
        ],
        Change::Request(AUTHENTICATION, unverified),
    )
    .may(&[
        "oauth-oidc/rfc6749_2_3_1_client_password/*",
        "ciba-core/13_authentication_error_response/\
         a-request-with-wrong-credentials-is-refused",
        "oauth-oidc/rfc7523_3_client_assertion/\
         a-client-with-a-secret-does-not-authenticate-by-an-assertion-signed/\
         by-a-mac-with-an-empty-secret",
    ]),
    Fault::of(
        "unreadable-assertion-believed",
        "C-7523-08",
        &["oauth-oidc/rfc7523_3_client_assertion/an-assertion-that-is-no-jwt-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let is_unreadable = request
                .form
                .get("client_assertion")
                .is_some_and(|text| !text.is_empty() && DecodedJwt::parse(text).is_err());
            let mut clients = target.clients.iter();
            let client = clients.find(|client| client.authentication_method.is_by_assertion());
            if let (true, Some(client)) = (is_unreadable, client) {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "key-of-the-header-signs-an-assertion",
        "C-7523-08",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-is-refused-that-is-signed/\
             with-a-key-that-only-its-header-presents",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            believe_if(request, target, |jwt, _| jwt.header.get("jwk").is_some());
        }),
    ),
];

/// The server takes the issuer of an assertion for the client, whatever its subject is.
fn believe_the_issuer(request: &mut SeenRequest, target: &TargetConfig) {
    let jwt = assertion(request).filter(|jwt| jwt.claims.get("iss") != jwt.claims.get("sub"));
    let client = jwt.and_then(|jwt| {
        let issuer = jwt.claims.get("iss")?.as_str()?.to_owned();
        let mut clients = target.clients.iter();
        clients.find(|client| client.client_id == issuer)
    });
    if let Some(client) = client.filter(|client| client.authentication_method.is_by_assertion()) {
        authenticate_as(request, client, target);
    }
}
