//! Client assertions that a wrong server believes, or does not (RFC 7523, section 3; CIBA Core 1.0, section 7.1).

use serde_json::Value;

use super::changes::{authenticate, authenticate_as, client_of};
use super::{AUTHENTICATION, Fault, SeenRequest, TOKEN};
use suite::config::TargetConfig;
use suite::jose::{DecodedJwt, mac};
use suite::op_under_test::scenario_context::now;
use suite::protocol::{ClientAuthenticationMethod as Method, JWT_BEARER_ASSERTION_TYPE};

/// Farther away than any clock is wrong.
const LONG: u64 = 86_400;

pub(super) const AUDIENCES: &[Fault] = &[
    Fault::request(
        "assertion-for-the-issuer-refused",
        AUTHENTICATION,
        |request, target| {
            refuse_if(request, |jwt| jwt.claims["aud"] == target.issuer.as_str());
        },
    ),
    Fault::request(
        "assertion-for-a-list-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |jwt| jwt.claims["aud"].is_array());
        },
    ),
    Fault::request(
        "assertion-for-the-token-endpoint-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, TOKEN));
        },
    ),
    Fault::request(
        "assertion-for-the-backchannel-endpoint-refused",
        AUTHENTICATION,
        |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, AUTHENTICATION));
        },
    ),
    Fault::request(
        "assertion-for-anybody-believed",
        AUTHENTICATION,
        for_anybody,
    ),
    Fault::request(
        "audience-compared-by-its-beginning",
        AUTHENTICATION,
        |request, target| {
            let issuer = target.issuer.as_str();
            believe_if(request, target, |jwt, _| {
                let audience = jwt.claims["aud"].as_str().unwrap_or_default();
                audience.starts_with(issuer) && !is_for_us(jwt, issuer)
            });
        },
    ),
    Fault::request(
        "own-audience-refused-at-the-token-endpoint",
        TOKEN,
        |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, TOKEN));
        },
    ),
    Fault::request(
        "assertion-for-anybody-believed-at-the-token-endpoint",
        TOKEN,
        for_anybody,
    ),
];

pub(super) const CLAIMS: &[Fault] = &[
    Fault::request(
        "issuer-of-an-assertion-not-compared",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| {
                jwt.claims.get("iss") != jwt.claims.get("sub")
            });
        },
    ),
    Fault::request(
        "subject-of-an-assertion-not-compared",
        AUTHENTICATION,
        believe_the_issuer,
    ),
    Fault::request(
        "assertion-without-exp-believed",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| jwt.claims.get("exp").is_none());
        },
    ),
    Fault::request("expired-assertion-believed", AUTHENTICATION, expired),
    Fault::request(
        "expired-assertion-believed-at-the-token-endpoint",
        TOKEN,
        expired,
    ),
    Fault::request(
        "exp-of-any-type-believed",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| jwt.claims["exp"].is_string());
        },
    ),
    Fault::request(
        "assertion-believed-too-early",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| {
                jwt.claims["nbf"]
                    .as_u64()
                    .is_some_and(|nbf| nbf > now() + 60)
            });
        },
    ),
    Fault::answer(
        "unreasonable-assertion-as-invalid-request",
        AUTHENTICATION,
        |answer, request| {
            let is_unreasonable = assertion(request).is_some_and(|jwt| {
                let time = |name: &str| jwt.claims[name].as_u64();
                time("exp").is_some_and(|exp| exp > now() + LONG)
                    || time("iat").is_some_and(|iat| iat + LONG < now())
            });
            if is_unreasonable {
                answer.status = 400;
                answer.body = serde_json::json!({"error": "invalid_request"});
            }
        },
    ),
    Fault::request(
        "assertion-without-jti-believed",
        AUTHENTICATION,
        without_jti,
    ),
    Fault::request(
        "assertion-without-jti-believed-at-the-token-endpoint",
        TOKEN,
        without_jti,
    ),
    Fault::request("assertion-believed-again", AUTHENTICATION, again),
    Fault::request(
        "assertion-believed-again-at-the-token-endpoint",
        TOKEN,
        again,
    ),
];

pub(super) const SIGNATURES: &[Fault] = &[
    Fault::request(
        "signature-of-an-assertion-not-verified",
        AUTHENTICATION,
        unverified,
    ),
    Fault::request(
        "signature-of-an-assertion-not-verified-at-the-token-endpoint",
        TOKEN,
        unverified,
    ),
    Fault::request(
        "unreadable-assertion-believed",
        AUTHENTICATION,
        |request, target| {
            let is_unreadable = request
                .form
                .get("client_assertion")
                .is_some_and(|text| !text.is_empty() && DecodedJwt::parse(text).is_err());
            let mut clients = target.clients.iter();
            let client = clients.find(|client| client.authentication_method.is_by_assertion());
            if let (true, Some(client)) = (is_unreadable, client) {
                authenticate_as(request, client, target);
            }
        },
    ),
    Fault::request(
        "key-of-the-header-signs-an-assertion",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| jwt.header.get("jwk").is_some());
        },
    ),
    Fault::request(
        "assertion-of-any-type-believed",
        AUTHENTICATION,
        |request, target| {
            let kind = request.form.get("client_assertion_type");
            if kind != Some(JWT_BEARER_ASSERTION_TYPE) {
                believe_if(request, target, |_, _| true);
            }
        },
    ),
    Fault::request(
        "client-id-beside-an-assertion-refused",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("client_id").is_some() {
                refuse_if(request, |_| true);
            }
        },
    ),
    Fault::request(
        "client-id-beside-an-assertion-ignored",
        AUTHENTICATION,
        |request, _| {
            let stranger = assertion(request).is_some_and(|jwt| {
                let beside = request.form.get("client_id");
                beside.is_some_and(|beside| jwt.claims["sub"] != beside)
            });
            if stranger {
                request.form.remove("client_id");
            }
        },
    ),
    Fault::request(
        "mac-with-a-public-key-believed",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::PrivateKeyJwt && jwt.alg().starts_with("HS")
            });
        },
    ),
    Fault::request(
        "unsigned-assertion-believed",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::PrivateKeyJwt && jwt.alg().eq_ignore_ascii_case("none")
            });
        },
    ),
    Fault::request(
        "critical-extension-of-an-assertion-ignored",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, _| jwt.header.get("crit").is_some());
        },
    ),
    Fault::request(
        "assertion-of-any-alg-believed",
        AUTHENTICATION,
        |request, target| {
            believe_if(request, target, |jwt, method| {
                method == Method::ClientSecretJwt && jwt.alg() != "HS256"
            });
        },
    ),
    Fault::request(
        "mac-with-an-empty-secret-believed",
        AUTHENTICATION,
        |request, target| {
            let is_empty = signed_part(request).is_some_and(|(input, signature)| {
                mac("HS256", b"", &input).is_ok_and(|empty| empty == signature)
            });
            believe_if(request, target, |_, _| is_empty);
        },
    ),
];

/// The assertion of a request, where it can be read.
pub(super) fn assertion(request: &SeenRequest) -> Option<DecodedJwt> {
    DecodedJwt::parse(request.form.get("client_assertion")?).ok()
}

/// The server believes the assertion unseen where it and the client's method are like this.
fn believe_if(
    request: &mut SeenRequest,
    target: &TargetConfig,
    condition: impl Fn(&DecodedJwt, Method) -> bool,
) {
    let method = client_of(request, target).map(|client| client.authentication_method);
    let believed = assertion(request)
        .zip(method)
        .is_some_and(|(jwt, method)| method.is_by_assertion() && condition(&jwt, method));
    if believed {
        authenticate(request, target);
    }
}

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

/// The server refuses the assertion where it is like this.
fn refuse_if(request: &mut SeenRequest, condition: impl Fn(&DecodedJwt) -> bool) {
    if assertion(request).is_some_and(|jwt| condition(&jwt)) {
        request.form.set("client_assertion", "unreadable");
    }
}

fn audiences(jwt: &DecodedJwt) -> Vec<&str> {
    match &jwt.claims["aud"] {
        Value::String(audience) => vec![audience],
        Value::Array(audiences) => audiences.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn audience_ends_with(jwt: &DecodedJwt, path: &str) -> bool {
    let audiences = audiences(jwt);
    !audiences.is_empty() && audiences.iter().all(|audience| audience.ends_with(path))
}

fn is_for_us(jwt: &DecodedJwt, issuer: &str) -> bool {
    audiences(jwt).iter().any(|audience| {
        *audience == issuer || audience.ends_with(AUTHENTICATION) || audience.ends_with(TOKEN)
    })
}

fn for_anybody(request: &mut SeenRequest, target: &TargetConfig) {
    believe_if(request, target, |jwt, _| !is_for_us(jwt, &target.issuer));
}

fn expired(request: &mut SeenRequest, target: &TargetConfig) {
    believe_if(request, target, |jwt, _| {
        jwt.claims["exp"]
            .as_u64()
            .is_some_and(|exp| exp + 60 < now())
    });
}

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

/// The right algorithm is enough.
fn unverified(request: &mut SeenRequest, target: &TargetConfig) {
    let is_own = is_own(request, target);
    believe_if(request, target, |jwt, method| {
        let alg = if method == Method::PrivateKeyJwt {
            "ES256"
        } else {
            "HS256"
        };
        !is_own && jwt.alg() == alg
    });
}

fn signed_part(request: &SeenRequest) -> Option<(String, String)> {
    let (input, signature) = request.form.get("client_assertion")?.rsplit_once('.')?;
    Some((input.to_owned(), signature.to_owned()))
}

/// Whether the assertion was signed by the client that it names, by its own method.
fn is_own(request: &SeenRequest, target: &TargetConfig) -> bool {
    let Some((input, signature)) = signed_part(request) else {
        return false;
    };
    let Some(client) = client_of(request, target) else {
        return false;
    };
    match client.authentication_method {
        Method::PrivateKeyJwt => client
            .key
            .as_ref()
            .is_some_and(|key| key.is_signer_of(&input, &signature)),
        _ => client.secret.as_ref().is_some_and(|secret| {
            let expected = mac("HS256", secret.expose().as_bytes(), &input);
            expected.is_ok_and(|expected| expected == signature)
        }),
    }
}
