use serde_json::{Map, Value, json};

use super::{Answer, Fault, JWKS, METADATA, SeenRequest};

/// Faults that leave nothing of the metadata to read (OpenID Connect Discovery 1.0, section 4.2).
pub(super) const UNREADABLE: &[Fault] = &[
    Fault::answer("metadata-not-found", METADATA, |answer, _| {
        *answer = page(404);
    }),
    Fault::answer("metadata-elsewhere", METADATA, |answer, _| {
        *answer = page(302);
        answer.set_header("location", "/metadata");
    }),
    Fault::answer("metadata-that-is-no-json", METADATA, |answer, _| {
        *answer = page(200);
    }),
    Fault::answer("metadata-in-a-list", METADATA, |answer, _| {
        answer.body = json!([answer.body]);
    }),
];

/// What a web server says to people.
fn page(status: u16) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: Value::Null,
        raw: Some(b"<h1>Nothing to see here</h1>".to_vec()),
    }
}

/// Faults in what the server says about itself (CIBA Core 1.0, section 4).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("metadata-of-another-issuer", METADATA, |answer, _| {
        answer.set("issuer", "https://another.example.com");
    }),
    Fault::answer("metadata-of-nobody", METADATA, |answer, _| {
        answer.remove("issuer");
    }),
    Fault::answer("metadata-with-201", METADATA, |answer, _| {
        answer.status = 201;
    }),
    Fault::answer("metadata-as-text", METADATA, |answer, _| {
        answer.set_header("content-type", "text/plain");
    }),
    Fault::answer("no-delivery-modes", METADATA, |answer, _| {
        answer.remove("backchannel_token_delivery_modes_supported");
    }),
    Fault::answer("delivery-modes-as-a-string", METADATA, |answer, _| {
        answer.set("backchannel_token_delivery_modes_supported", "poll");
    }),
    Fault::answer("an-unknown-delivery-mode", METADATA, |answer, _| {
        answer.set(
            "backchannel_token_delivery_modes_supported",
            json!(["poll", "sms"]),
        );
    }),
    Fault::answer("no-authentication-endpoint", METADATA, |answer, _| {
        answer.remove("backchannel_authentication_endpoint");
    }),
    Fault::answer(
        "authentication-endpoint-that-is-a-path",
        METADATA,
        |answer, _| answer.set("backchannel_authentication_endpoint", "/backchannel"),
    ),
    Fault::answer(
        "authentication-endpoint-where-nobody-answers",
        METADATA,
        |answer, _| {
            // A port that nobody listens on.
            answer.set("backchannel_authentication_endpoint", "http://127.0.0.1:9/");
        },
    ),
    Fault::answer("no-token-endpoint", METADATA, |answer, _| {
        answer.remove("token_endpoint");
    }),
    Fault::answer(
        "token-endpoint-where-nobody-answers",
        METADATA,
        |answer, _| {
            answer.set("token_endpoint", "http://127.0.0.1:9/token");
        },
    ),
    Fault::answer("endpoint-without-tls", METADATA, |answer, request| {
        // The suite reads the metadata once to start; only a scenario's own reading carries a trace.
        if request.header("traceparent").is_some() {
            answer.set(
                "backchannel_authentication_endpoint",
                "http://op.example.com/ciba",
            );
        }
    }),
    Fault::answer(
        "encryption-alg-for-request-signatures",
        METADATA,
        |answer, _| {
            answer.set(
                "backchannel_authentication_request_signing_alg_values_supported",
                json!(["ES256", "RSA-OAEP-256"]),
            );
        },
    ),
    Fault::answer(
        "token-endpoint-with-a-fragment",
        METADATA,
        |answer, request| {
            if request.header("traceparent").is_some() {
                let endpoint = answer.text("token_endpoint").unwrap_or_default();
                let endpoint = format!("{endpoint}#token");
                answer.set("token_endpoint", endpoint);
            }
        },
    ),
    Fault::answer(
        "metadata-with-two-token-endpoints",
        METADATA,
        |answer, _| {
            answer.repeat("token_endpoint");
        },
    ),
    Fault::answer("symmetric-request-signing-alg", METADATA, |answer, _| {
        answer.set(
            "backchannel_authentication_request_signing_alg_values_supported",
            json!(["ES256", "HS256"]),
        );
    }),
    Fault::answer(
        "request-signing-alg-in-small-letters",
        METADATA,
        |answer, request| {
            if request.header("traceparent").is_some() {
                answer.set(
                    "backchannel_authentication_request_signing_alg_values_supported",
                    json!(["es256"]),
                );
            }
        },
    ),
    Fault::answer("user-code-flag-as-a-string", METADATA, |answer, request| {
        if request.header("traceparent").is_some() {
            answer.set("backchannel_user_code_parameter_supported", "true");
        }
    }),
    Fault::answer("ciba-grant-not-listed", METADATA, |answer, _| {
        answer.set("grant_types_supported", json!(["authorization_code"]));
    }),
    Fault::answer("unsigned-assertions-offered", METADATA, |answer, _| {
        answer.set(
            "token_endpoint_auth_signing_alg_values_supported",
            json!(["ES256", "none"]),
        );
    }),
    Fault::answer("claims-flag-as-a-string", METADATA, |answer, _| {
        answer.set("claims_parameter_supported", "false");
    }),
    Fault::answer("no-jwks-uri", METADATA, |answer, _| {
        answer.remove("jwks_uri");
    }),
    Fault::answer("jwks-uri-that-is-a-path", METADATA, |answer, _| {
        answer.set("jwks_uri", "/jwks");
    }),
];

/// Changes every key, but only where a scenario looks at them: else no ID Token could be verified.
fn in_every_key(answer: &mut Answer, request: &SeenRequest, change: fn(&mut Map<String, Value>)) {
    if request.header("traceparent").is_some() {
        let keys = answer.body.get_mut("keys").and_then(Value::as_array_mut);
        keys.into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
            .for_each(change);
    }
}

/// Faults in the OP's keys (OpenID Connect Discovery 1.0, section 3; RFC 7517).
pub(super) const KEYS: &[Fault] = &[
    Fault::answer("jwk-set-not-found", JWKS, |answer, _| {
        *answer = page(404);
    }),
    Fault::answer("jwk-set-that-is-no-json", JWKS, |answer, _| {
        *answer = page(200);
    }),
    Fault::answer("private-key-in-the-jwk-set", JWKS, |answer, _| {
        if let Some(key) = answer
            .body
            .pointer_mut("/keys/0")
            .and_then(|key| key.as_object_mut())
        {
            key.insert("d".to_owned(), json!("cHJpdmF0ZQ"));
        }
    }),
    Fault::answer("keys-for-encryption-alone", JWKS, |answer, request| {
        in_every_key(answer, request, |key| {
            key.insert("use".to_owned(), json!("enc"));
        });
    }),
    Fault::answer("keys-without-coordinates", JWKS, |answer, request| {
        in_every_key(answer, request, |key| {
            drop((key.remove("x"), key.remove("n")));
        });
    }),
    Fault::answer("key-names-that-are-numbers", JWKS, |answer, request| {
        in_every_key(answer, request, |key| {
            key.insert("kid".to_owned(), json!(1));
        });
    }),
    Fault::answer(
        "keys-of-unknown-use-beside-one-that-encrypts",
        JWKS,
        |answer, request| {
            in_every_key(answer, request, |key| drop(key.remove("use")));
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.push(json!({"kty": "OKP", "crv": "X25519", "x": "cHVibGlj", "use": "enc"}));
            }
        },
    ),
];
