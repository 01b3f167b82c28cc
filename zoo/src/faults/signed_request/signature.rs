use axum::Router;

use super::super::changes::{client_of, recode, unpack_signed_request};
use super::super::layer::{on_answers, on_requests_alone};
use super::super::{AUTHENTICATION, Fault, Kind, METADATA};
use super::{
    claims, is_signed_by_some_client, take_for_valid, text, time, trust_if, trust_if_header,
};
use embedded::Wrap;
use suite::jose::DecodedJwt;

/// Who signed, and under which algorithm (CIBA Core 1.0, sections 4 and 7.1.1).
pub(super) const FAULTS: &[Fault] = &[
    Fault::request("alg-none-accepted", AUTHENTICATION, |request, _| {
        trust_if_header(request, |header| header["alg"] == "none");
    }),
    Fault::request(
        "alg-none-in-other-letters-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if_header(request, |header| {
                header["alg"].as_str().is_none_or(|alg| {
                    alg.is_empty() || (alg.eq_ignore_ascii_case("none") && alg != "none")
                })
            });
        },
    ),
    Fault::request("mac-on-a-request-accepted", AUTHENTICATION, |request, _| {
        trust_if_header(request, |header| {
            header["alg"]
                .as_str()
                .is_some_and(|alg| alg.starts_with("HS"))
        });
    }),
    Fault::request(
        "signature-of-a-request-not-verified",
        AUTHENTICATION,
        |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            let signs_nothing = !is_signed_by_some_client(request, target);
            trust_if_header(request, |header| {
                signs_nothing
                    && header["alg"] == "ES256"
                    && header["kid"].as_str() == own.as_deref()
                    && header.get("crit").is_none()
            });
        },
    ),
    Fault::request(
        "any-clients-key-signs-a-request",
        AUTHENTICATION,
        |request, target| {
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
        },
    ),
    Fault::request("any-key-signs-a-request", AUTHENTICATION, |request, _| {
        trust_if_header(request, |header| header["kid"] == "never-registered");
    }),
    Fault::request(
        "any-key-in-disguise-signs-a-request",
        AUTHENTICATION,
        |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            let signs_nothing = !is_signed_by_some_client(request, target);
            let denier = target.users.denier.as_ref();
            let untouched = claims(request).is_some_and(|claims| {
                let soon = suite::op_under_test::scenario_context::now() + 600;
                denier.is_none_or(|user| text(&claims, "login_hint") != user.login_hint)
                    && time(&claims, "exp").is_some_and(|exp| exp < soon)
            });
            trust_if_header(request, |header| {
                signs_nothing
                    && untouched
                    && header["alg"] == "ES256"
                    && header["kid"].as_str() == own.as_deref()
            });
        },
    ),
    Fault::request(
        "key-of-the-header-signs-a-request",
        AUTHENTICATION,
        |request, _| {
            trust_if_header(request, |header| header.get("jwk").is_some());
        },
    ),
    Fault::request(
        "encrypted-request-accepted",
        AUTHENTICATION,
        |request, target| {
            let parts = request
                .form
                .get("request")
                .map(|jwt| jwt.split('.').count());
            if parts == Some(5) {
                take_for_valid(request, target);
            }
        },
    ),
    Fault::request(
        "unreadable-request-accepted",
        AUTHENTICATION,
        |request, target| {
            let unreadable = request
                .form
                .get("request")
                .is_some_and(|jwt| jwt.split('.').count() != 5 && DecodedJwt::parse(jwt).is_err());
            if unreadable {
                take_for_valid(request, target);
            }
        },
    ),
    Fault::request(
        "times-of-any-type-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| {
                ["exp", "iat", "nbf"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| !value.is_number())
            });
        },
    ),
    Fault::request(
        "critical-extension-ignored",
        AUTHENTICATION,
        |request, _| {
            trust_if_header(request, |header| header.get("crit").is_some());
        },
    ),
    Fault::request(
        "any-registered-alg-signs-a-request",
        AUTHENTICATION,
        |request, _| {
            trust_if_header(request, |header| header["alg"] == "EdDSA");
        },
    ),
    Fault {
        name: "signed-request-accepted-but-not-offered",
        path: AUTHENTICATION,
        kind: Kind::Layer(|| {
            let metadata = on_answers(METADATA, |answer, _| {
                answer.remove("backchannel_authentication_request_signing_alg_values_supported");
            });
            let requests = on_requests_alone(AUTHENTICATION, unpack_signed_request);
            Wrap::everywhere(move |router: Router| metadata.around(requests.around(router)))
        }),
    },
    Fault {
        name: "signed-requests-not-supported-by-that-name",
        path: AUTHENTICATION,
        kind: Kind::Layer(not_supported),
    },
    Fault::answer(
        "signed-requests-refused-by-the-code-of-jar",
        AUTHENTICATION,
        |answer, request| {
            if request.form.get("request").is_some() {
                recode(answer, "invalid_request", "invalid_request_object", 400);
            }
        },
    ),
];

/// Offers no signed requests, and refuses those that come by the code that OpenID Connect has for it.
fn not_supported() -> Wrap {
    let metadata = on_answers(METADATA, |answer, _| {
        answer.remove("backchannel_authentication_request_signing_alg_values_supported");
    });
    let answers = on_answers(AUTHENTICATION, |answer, request| {
        if request.form.get("request").is_some() {
            recode(answer, "invalid_request", "request_not_supported", 400);
        }
    });
    Wrap::everywhere(move |router: Router| metadata.around(answers.around(router)))
}
