use serde_json::Value;

use super::super::changes::{authenticate_as, client_of};
use super::super::{AUTHENTICATION, Fault};
use super::{audiences, claims, jwt, refuse_if, text, time, trust_if};
use suite::jose::{DecodedJwt, random_identifier};

/// Signed requests that a wrong server accepts, or refuses: their claims (CIBA Core 1.0, section 7.1.1).
pub(super) const FAULTS: &[Fault] = &[
    Fault::request("signed-request-refused", AUTHENTICATION, |request, _| {
        refuse_if(request, |_| true);
    }),
    Fault::request(
        "requested-expiry-as-a-number-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |claims| {
                claims.get("requested_expiry").is_some_and(Value::is_number)
            });
        },
    ),
    Fault::request(
        "signed-request-without-aud-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("aud"));
        },
    ),
    Fault::request(
        "signed-request-for-another-server-accepted",
        AUTHENTICATION,
        |request, target| {
            trust_if(request, |claims| {
                audiences(claims).is_some_and(|all| {
                    !all.iter()
                        .any(|audience| audience.starts_with(&target.issuer))
                })
            });
        },
    ),
    Fault::request(
        "signed-request-for-several-audiences-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |claims| {
                claims.get("aud").is_some_and(Value::is_array)
            });
        },
    ),
    Fault::request(
        "signed-request-for-an-endpoint-accepted",
        AUTHENTICATION,
        |request, target| {
            let endpoint = format!("{}/", target.issuer);
            trust_if(request, |claims| text(claims, "aud").starts_with(&endpoint));
        },
    ),
    Fault::request(
        "signed-request-without-iss-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("iss"));
        },
    ),
    Fault::request(
        "signed-request-of-any-issuer-accepted",
        AUTHENTICATION,
        |request, target| {
            let own = client_of(request, target).map(|client| client.client_id.clone());
            trust_if(request, |claims| {
                claims.get("iss").and_then(Value::as_str) != own.as_deref()
                    && claims.contains_key("iss")
            });
        },
    ),
    Fault::request(
        "signed-request-without-exp-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("exp"));
        },
    ),
    Fault::request(
        "expired-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let now = suite::op_under_test::scenario_context::now();
            trust_if(request, |claims| {
                time(claims, "exp").is_some_and(|exp| exp < now)
            });
        },
    ),
    Fault::request(
        "signed-request-without-iat-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("iat"));
        },
    ),
    Fault::request(
        "signed-request-without-nbf-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("nbf"));
        },
    ),
    Fault::request(
        "signed-request-before-its-time-accepted",
        AUTHENTICATION,
        |request, _| {
            let soon = suite::op_under_test::scenario_context::now() + 60;
            trust_if(request, |claims| {
                time(claims, "nbf").is_some_and(|nbf| nbf > soon)
            });
        },
    ),
    Fault::request(
        "signed-request-without-jti-accepted",
        AUTHENTICATION,
        |request, _| {
            trust_if(request, |claims| !claims.contains_key("jti"));
        },
    ),
    Fault::request(
        "replayed-signed-request-accepted",
        AUTHENTICATION,
        |request, target| {
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
        },
    ),
    Fault::request(
        "client-assertion-inside-the-jwt-accepted",
        AUTHENTICATION,
        |request, target| {
            let inside = claims(request).is_some_and(|all| all.contains_key("client_assertion"));
            if let (true, Some(client)) = (inside, client_of(request, target)) {
                authenticate_as(request, client, target);
            }
        },
    ),
    Fault::request(
        "signed-request-as-client-assertion-accepted",
        AUTHENTICATION,
        |request, target| {
            let has_no_sub = request
                .form
                .get("client_assertion")
                .and_then(|assertion| DecodedJwt::parse(assertion).ok())
                .is_some_and(|jwt| jwt.claims.get("sub").is_none());
            if let (true, Some(client)) = (has_no_sub, client_of(request, target)) {
                authenticate_as(request, client, target);
            }
        },
    ),
    Fault::request(
        "unknown-claims-of-a-signed-request-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |claims| claims.contains_key("x_nobody_knows"));
        },
    ),
];
