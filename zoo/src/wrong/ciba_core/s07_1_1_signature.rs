use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::parts::errors::recode;
use crate::parts::signed_request::{claims, jwt, take_for_valid, text, time, trust_if_header};
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::config::TargetConfig;
use suite::op_under_test::made_up::UNREGISTERED_KEY;
use suite::op_under_test::scenario_context::now;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Signed requests that a wrong server accepts, or refuses: who signed, and under which algorithm (CIBA Core 1.0,
/// section 7.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "alg-none-accepted",
        "CIBA-7.1.1-04",
        &["ciba-core/07_1_1_signature/a-jwt-that-nobody-signed-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| header["alg"] == "none");
        }),
    ),
    Fault::of(
        "alg-none-in-other-letters-accepted",
        "CIBA-7.1.1-04",
        &[
            "ciba-core/07_1_1_signature/\
             a-jwt-that-nobody-signed-is-refused-however-it-says-so/upper-case",
            "ciba-core/07_1_1_signature/\
             a-jwt-that-nobody-signed-is-refused-however-it-says-so/mixed-case",
            "ciba-core/07_1_1_signature/\
             a-jwt-that-nobody-signed-is-refused-however-it-says-so/no-alg",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| {
                header["alg"].as_str().is_none_or(|alg| {
                    alg.is_empty() || (alg.eq_ignore_ascii_case("none") && alg != "none")
                })
            });
        }),
    ),
    Fault::of(
        "mac-on-a-request-accepted",
        "CIBA-7.1.1-05",
        &[
            "ciba-core/07_1_1_signature/a-mac-with-the-client-s-secret-is-no-signature/hs256",
            "ciba-core/07_1_1_signature/a-mac-with-the-client-s-secret-is-no-signature/hs384",
            "ciba-core/07_1_1_signature/a-mac-with-the-client-s-secret-is-no-signature/hs512",
            "ciba-core/07_1_1_signature/a-mac-with-the-client-s-public-key-is-no-signature",
            "ciba-core/07_1_1_signature/\
             a-mac-is-no-signature-of-a-client-that-registered-no-algorithm-either",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| {
                header["alg"]
                    .as_str()
                    .is_some_and(|alg| alg.starts_with("HS"))
            });
        }),
    ),
    Fault::of(
        "signature-of-a-request-not-verified",
        "CIBA-7.1.1-06",
        &[
            "ciba-core/07_1_1_signature/a-jwt-that-names-another-user-than-was-signed-is-refused",
            "ciba-core/07_1_1_signature/a-jwt-that-expires-later-than-was-signed-is-refused",
            "ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/\
             a-header-member-is-added",
            "ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/\
             one-character-of-the-signature-changes",
            "ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/\
             half-of-the-signature-is-lost",
            "ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/\
             the-signature-is-removed",
            "ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/\
             the-signature-is-replaced-by-zeros",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            let signs_nothing = !is_signed_by_some_client(request, target);
            trust_if_header(request, |header| {
                signs_nothing
                    && header["alg"] == "ES256"
                    && header["kid"].as_str() == own.as_deref()
                    && header.get("crit").is_none()
            });
        }),
    )
    .against(&[OracleRule::O1])
    .may(&["ciba-core/07_1_1_signature/\
            a-key-that-nobody-registered-does-not-sign-under-the-name-of-the-client-s-key"]),
    Fault::of(
        "any-clients-key-signs-a-request",
        "CIBA-7.1.1-07",
        &[
            "ciba-core/07_1_1_signature/another-client-s-key-does-not-sign-for-the-client",
            "ciba-core/07_1_1_signature/\
             another-client-s-key-does-not-sign-for-the-client-under-the-name-of-its-key",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            if is_signed_by_some_client(request, target) {
                let key = target
                    .clients
                    .iter()
                    .find(|client| Some(&client.client_id) == own.as_ref())
                    .and_then(|client| client.key.clone());
                let jwt = request.form.get("request").map(str::to_owned);
                let is_own = key.zip(jwt).is_some_and(|(key, jwt)| {
                    jwt.rsplit_once('.')
                        .is_some_and(|(input, signature)| key.is_signer_of(input, signature))
                });
                trust_if_header(request, |_| !is_own);
            }
        }),
    ),
    Fault::of(
        "any-key-signs-a-request",
        "CIBA-7.1.1-07",
        &["ciba-core/07_1_1_signature/a-key-that-nobody-registered-does-not-sign"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| header["kid"] == UNREGISTERED_KEY);
        }),
    ),
    Fault::of(
        "any-key-in-disguise-signs-a-request",
        "CIBA-7.1.1-07",
        &["ciba-core/07_1_1_signature/\
           a-key-that-nobody-registered-does-not-sign-under-the-name-of-the-client-s-key"],
        Change::Request(AUTHENTICATION, |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            let signs_nothing = !is_signed_by_some_client(request, target);
            let denier = target.users.denier.as_ref();
            let untouched = claims(request).is_some_and(|claims| {
                let soon = now() + 600;
                denier.is_none_or(|user| text(&claims, "login_hint") != user.login_hint)
                    && time(&claims, "exp").is_some_and(|exp| exp < soon)
            });
            trust_if_header(request, |header| {
                signs_nothing
                    && untouched
                    && header["alg"] == "ES256"
                    && header["kid"].as_str() == own.as_deref()
            });
        }),
    )
    .may(&["ciba-core/07_1_1_signature/a-jwt-is-refused-when-after-signing/*"]),
    Fault::of(
        "key-of-the-header-signs-a-request",
        "CIBA-7.1.1-07",
        &["ciba-core/07_1_1_signature/a-key-that-only-the-header-presents-does-not-sign"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| header.get("jwk").is_some());
        }),
    ),
    Fault::of(
        "encrypted-request-accepted",
        "CIBA-7.1.1-23",
        &["ciba-core/07_1_1_signature/an-encrypted-request-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let parts = request
                .form
                .get("request")
                .map(|jwt| jwt.split('.').count());
            if parts == Some(5) {
                take_for_valid(request, target);
            }
        }),
    ),
    Fault::of(
        "signed-requests-refused-by-the-code-of-jar",
        "CIBA-7.1.1-06",
        &["ciba-core/07_1_1_signature/a-jwt-that-names-another-user-than-was-signed-is-refused", "ciba-core/07_1_1_signature/a-jwt-that-expires-later-than-was-signed-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("request").is_some() {
                recode(answer, "invalid_request", "invalid_request_object", 400);
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_2_flawed_text/*", "ciba-core/07_1_1_*", "ciba-core/07_1_hint_by_client/no-client-gets-anybody-asked-by-an-id_token_hint-that-is-no-token", "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-request-is-refused"])
    .against(&[OracleRule::O1])
    .ends_in(Outcome::Warning),
];

/// Whether the signature is that of any client's key.
fn is_signed_by_some_client(request: &SeenRequest, target: &TargetConfig) -> bool {
    let Some(jwt) = jwt(request) else {
        return false;
    };
    let Some((input, signature)) = request
        .form
        .get("request")
        .and_then(|text| text.rsplit_once('.'))
    else {
        return false;
    };
    jwt.alg() == "ES256"
        && target
            .clients
            .iter()
            .filter_map(|client| client.key.as_ref())
            .any(|key| key.is_signer_of(input, signature))
}
