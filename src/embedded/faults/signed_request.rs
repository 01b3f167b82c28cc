use axum::Router;
use serde_json::{Map, Value};

use super::changes::{authenticate_as, client_of, unpack_signed_request};
use super::layer::{on_answers, on_requests_alone};
use super::{AUTHENTICATION, Fault, Kind, METADATA, SeenRequest};
use crate::config::TargetConfig;
use crate::consumption_device::Parameters;
use crate::jose::{DecodedJwt, random_identifier};

type Members = Map<String, Value>;

/// The hint of the user who approves.
const APPROVER: &str = "john@example.com";

/// The JWT of a request, where it can be read.
fn jwt(request: &SeenRequest) -> Option<DecodedJwt> {
    DecodedJwt::parse(request.form.get("request")?).ok()
}

fn claims(request: &SeenRequest) -> Option<Members> {
    jwt(request)?.claims.as_object().cloned()
}

/// The server believes the JWT unseen where its claims are like this.
fn trust_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        unpack_signed_request(request);
    }
}

/// The server refuses the JWT where its claims are like this.
fn refuse_if(request: &mut SeenRequest, condition: impl Fn(&Members) -> bool) {
    if claims(request).is_some_and(|claims| condition(&claims)) {
        request.form.set("request", "unreadable");
    }
}

/// The server believes the JWT unseen where its header is like this.
fn trust_if_header(request: &mut SeenRequest, condition: impl Fn(&Value) -> bool) {
    if jwt(request).is_some_and(|jwt| condition(&jwt.header)) {
        unpack_signed_request(request);
    }
}

/// The server acts as if a valid request had come.
fn take_for_valid(request: &mut SeenRequest, target: &TargetConfig) {
    let calls_back = client_of(request, target).is_some_and(|client| client.mode.has_callback());
    request.form.remove("request");
    request.form.set("scope", "openid");
    request.form.set("login_hint", APPROVER);
    if calls_back {
        let token = random_identifier();
        request.form.set("client_notification_token", token);
    }
}

/// The server mends the claims and then believes them.
fn mend_if(
    request: &mut SeenRequest,
    condition: impl Fn(&Members) -> bool,
    name: &str,
    value: Option<&str>,
) {
    let concerned = claims(request).is_some_and(|claims| condition(&claims));
    if concerned {
        unpack_signed_request(request);
        match value {
            Some(value) => request.form.set(name, value),
            None => request.form.remove(name),
        }
    }
}

fn text<'a>(claims: &'a Members, name: &str) -> &'a str {
    claims.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn time(claims: &Members, name: &str) -> Option<u64> {
    claims.get(name)?.as_u64()
}

fn audiences(claims: &Members) -> Option<Vec<&str>> {
    match claims.get("aud")? {
        Value::String(audience) => Some(vec![audience]),
        Value::Array(audiences) => Some(audiences.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

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

const HINTS: [&str; 3] = ["login_hint", "login_hint_token", "id_token_hint"];

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
            let now = crate::world::now();
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
            let soon = crate::world::now() + 60;
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

/// What stands beside the JWT, and the parameters inside it (CIBA Core 1.0, section 7.1.1).
pub(super) const PARAMETERS: &[Fault] = &[
    Fault::request(
        "parameters-beside-the-jwt-win",
        AUTHENTICATION,
        |request, _| {
            let beside = beside(request);
            if beside.iter().next().is_some() {
                unpack_signed_request(request);
                for (name, value) in beside.iter() {
                    request.form.set(name, value);
                }
            }
        },
    ),
    Fault::request(
        "parameters-beside-the-jwt-ignored",
        AUTHENTICATION,
        |request, _| {
            for (name, _) in beside(request).iter() {
                request.form.remove(name);
            }
        },
    ),
    Fault::request(
        "hintless-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let none = |claims: &Members| !HINTS.iter().any(|name| claims.contains_key(*name));
            if request.form.get("login_hint").is_none() {
                mend_if(request, none, "login_hint", Some(APPROVER));
            }
        },
    ),
    Fault::request(
        "scopeless-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let none = |claims: &Members| !claims.contains_key("scope");
            if request.form.get("scope").is_none() {
                mend_if(request, none, "scope", Some("openid"));
            }
        },
    ),
    Fault::request(
        "two-hints-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let two = |claims: &Members| {
                HINTS
                    .iter()
                    .filter(|name| claims.contains_key(**name))
                    .count()
                    > 1
            };
            mend_if(request, two, "login_hint_token", None);
        },
    ),
    Fault::request(
        "unknown-user-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let nobody = |claims: &Members| text(claims, "login_hint").starts_with("nobody");
            mend_if(request, nobody, "login_hint", Some(APPROVER));
        },
    ),
    Fault::request(
        "bad-notification-token-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, target| {
            let calls_back =
                client_of(request, target).is_some_and(|client| client.mode.has_callback());
            let bad = |claims: &Members| {
                let token = text(claims, "client_notification_token");
                token.len() > 1024 || token.contains([' ', '\n', 'é']) || token.is_empty()
            };
            if calls_back && request.form.get("client_notification_token").is_none() {
                let token = Some("a-token-of-the-server-1234567890");
                mend_if(request, bad, "client_notification_token", token);
            }
        },
    ),
    Fault::request(
        "bad-requested-expiry-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let bad = |claims: &Members| {
                claims.get("requested_expiry").is_some_and(|value| {
                    (value.is_number() || value.is_string())
                        && value
                            .to_string()
                            .trim_matches('"')
                            .parse::<u32>()
                            .map_or(true, |seconds| seconds == 0)
                })
            };
            mend_if(request, bad, "requested_expiry", None);
        },
    ),
    Fault::request(
        "claims-of-any-type-accepted",
        AUTHENTICATION,
        |request, target| {
            let strange = claims(request).is_some_and(|claims| {
                ["scope", "login_hint", "binding_message", "requested_expiry"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| !value.is_string() && !value.is_number())
            });
            if strange {
                take_for_valid(request, target);
            }
        },
    ),
    Fault::request(
        "encrypted-id-token-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, target| {
            let encrypted = claims(request)
                .is_some_and(|claims| text(&claims, "id_token_hint").split('.').count() == 5);
            if encrypted {
                take_for_valid(request, target);
            }
        },
    ),
];

/// The parameters that stand beside the JWT and should not.
fn beside(request: &SeenRequest) -> Parameters {
    let mut found = Parameters::new();
    if request.form.get("request").is_some() {
        for (name, value) in request.form.iter() {
            if !matches!(
                name,
                "request"
                    | "client_id"
                    | "client_secret"
                    | "client_assertion"
                    | "client_assertion_type"
            ) {
                found.append(name, value);
            }
        }
    }
    found
}

/// Who signed, and under which algorithm (CIBA Core 1.0, sections 4 and 7.1.1).
pub(super) const SIGNATURES: &[Fault] = &[
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
                let soon = crate::world::now() + 600;
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
            Box::new(move |router: Router| metadata(requests(router)))
        }),
    },
];
