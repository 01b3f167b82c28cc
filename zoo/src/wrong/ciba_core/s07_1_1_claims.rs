use serde_json::Value;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::{authenticate_as, client_of};
use crate::parts::signed_request::{Members, claims, jwt, text, time, trust_if};
use crate::quoted;
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::jose::{DecodedJwt, random_identifier};
use suite::op_under_test::scenario_context::now;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Signed requests that a wrong server accepts, or refuses: their claims (CIBA Core 1.0, section 7.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "signed-request-refused",
        "CIBA-7.1.1-01",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-starts-an-authentication"],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |_| true);
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_1_signature/*",
        "ciba-core/07_1_1_signed_authentication_request/*",
        "ciba-core/07_1_hint_by_client/*",
    ]),
    Fault::of(
        "requested-expiry-as-a-number-refused",
        "CIBA-7.1.1-03",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-requested_expiry-that-is-a-json-is-accepted/number"],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |claims| {
                claims.get("requested_expiry").is_some_and(Value::is_number)
            });
        }),
    ),
    Fault::of(
        "signed-request-without-aud-accepted",
        "CIBA-7.1.1-09",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-aud-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("aud"));
        }),
    ),
    Fault::of(
        "signed-request-for-another-server-accepted",
        "CIBA-7.1.1-09",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-is-refused/another-server",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-is-refused/a-list-of-others",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-is-refused/nobody",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            trust_if(request, |claims| {
                audiences(claims).is_some_and(|all| {
                    !all.iter()
                        .any(|audience| audience.starts_with(&target.issuer))
                })
            });
        }),
    ),
    Fault::of(
        "signed-request-for-several-audiences-refused",
        "CIBA-7.1.1-10",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-the-issuer-among-others-is-accepted",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-a-list-of-the-issuer-alone-is-accepted",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |claims| {
                claims.get("aud").is_some_and(Value::is_array)
            });
        }),
    ),
    Fault::of(
        "signed-request-for-an-endpoint-accepted",
        "CIBA-7.1.1-12",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-the-alone-is-refused/token-endpoint",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-is-made-out-to-the-alone-is-refused/\
             backchannel-authentication-endpoint",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let endpoint = format!("{}/", target.issuer);
            trust_if(request, |claims| text(claims, "aud").starts_with(&endpoint));
        }),
    )
    .against(&[OracleRule::O16])
    .ends_in(Outcome::Warning),
    Fault::of(
        "signed-request-without-iss-accepted",
        "CIBA-7.1.1-13",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-iss-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("iss"));
        }),
    ),
    Fault::of(
        "signed-request-of-any-issuer-accepted",
        "CIBA-7.1.1-13",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-another-client-issued-is-refused",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-that-a-client-issued-that-is-not-registered-is-refused",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            trust_if(request, |claims| {
                claims.get("iss").and_then(Value::as_str) != own.as_deref()
                    && claims.contains_key("iss")
            });
        }),
    ),
    Fault::of(
        "signed-request-without-exp-accepted",
        "CIBA-7.1.1-14",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-that-never-expires-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("exp"));
        }),
    ),
    Fault::of(
        "expired-signed-request-accepted",
        "CIBA-7.1.1-14",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-that-has-expired-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let now = now();
            trust_if(request, |claims| {
                time(claims, "exp").is_some_and(|exp| exp < now)
            });
        }),
    ),
    Fault::of(
        "signed-request-without-iat-accepted",
        "CIBA-7.1.1-15",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-iat-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("iat"));
        }),
    ),
    Fault::of(
        "signed-request-without-nbf-accepted",
        "CIBA-7.1.1-16",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-nbf-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("nbf"));
        }),
    ),
    Fault::of(
        "signed-request-before-its-time-accepted",
        "CIBA-7.1.1-16",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-whose-nbf-lies-ahead-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let soon = now() + 60;
            trust_if(request, |claims| {
                time(claims, "nbf").is_some_and(|nbf| nbf > soon)
            });
        }),
    ),
    Fault::of(
        "signed-request-without-jti-accepted",
        "CIBA-7.1.1-17",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-jti-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| !claims.contains_key("jti"));
        }),
    ),
    Fault::of(
        "replayed-signed-request-accepted",
        "CIBA-7.1.1-18",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-that-comes-a-second-time-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let key = client_of(request, target).and_then(|client| client.key.clone());
            let critical = jwt(request).is_some_and(|jwt| jwt.header.get("crit").is_some());
            let jwt = request.form.get("request").map(str::to_owned);
            if let (Some(key), Some(jwt), Some(mut claims)) = (key, jwt, claims(request))
                && !critical
                && let Some((input, signature)) = jwt.rsplit_once('.')
                && key.is_signer_of(input, signature)
                && claims.contains_key("jti")
            {
                claims.insert("jti".to_owned(), random_identifier().into());
                if let Ok(fresh) = key.sign(&Value::Object(claims)) {
                    request.form.set("request", fresh);
                }
            }
        }),
    )
    .against(&[OracleRule::O17])
    .ends_in(Outcome::Warning),
    Fault::of(
        "client-assertion-inside-the-jwt-accepted",
        "CIBA-7.1.1-22",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-client-assertion-inside-the-jwt-does-not-authenticate-the-client"],
        Change::Request(AUTHENTICATION, |request, target| {
            let inside = claims(request).is_some_and(|all| all.contains_key("client_assertion"));
            if let (true, Some(client)) = (inside, client_of(request, target)) {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "unknown-claims-of-a-signed-request-refused",
        "CIBA-7.1.1-26",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-that-the-op-does-not-know-is-ignored/a-string",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-that-the-op-does-not-know-is-ignored/a-number",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-that-the-op-does-not-know-is-ignored/a-list",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-that-the-op-does-not-know-is-ignored/an-object",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-that-the-op-does-not-know-is-ignored/null",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |claims| {
                claims.contains_key(quoted::UNKNOWN_PARAMETER)
            });
        }),
    )
    .quoting(&[quoted::UNKNOWN_PARAMETER]),
    Fault::of(
        "signed-request-as-client-assertion-accepted",
        "CIBA-7.1.1-29",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-is-no-client-assertion"],
        Change::Request(AUTHENTICATION, |request, target| {
            let has_no_sub = request
                .form
                .get("client_assertion")
                .and_then(|assertion| DecodedJwt::parse(assertion).ok())
                .is_some_and(|jwt| jwt.claims.get("sub").is_none());
            if let (true, Some(client)) = (has_no_sub, client_of(request, target)) {
                authenticate_as(request, client, target);
            }
        }),
    )
    .may(&["oauth-oidc/rfc7523_3_client_assertion/an-assertion-without-is-refused/sub"]),
];

/// The server refuses the JWT where its claims are like this.
fn refuse_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        request.form.set("request", "unreadable");
    }
}

fn audiences(claims: &Members) -> Option<Vec<&str>> {
    match claims.get("aud")? {
        Value::String(audience) => Some(vec![audience]),
        Value::Array(audiences) => Some(audiences.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}
