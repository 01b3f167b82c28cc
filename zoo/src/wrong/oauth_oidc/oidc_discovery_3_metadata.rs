use serde_json::{Map, Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::metadata::page;
use crate::wire::{Answer, JWKS, METADATA, SeenRequest};

/// Faults in the metadata and the keys (OpenID Connect Discovery 1.0, section 3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-jwks-uri",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("jwks_uri");
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/\
            the-ciba-grant-stands-beside-the-members-that-every-server-has"]),
    Fault::of(
        "jwks-uri-that-is-a-path",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("jwks_uri", "/jwks");
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/endpoints-are-urls-with-https"]),
    Fault::of(
        "jwk-set-not-found",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, _| {
            *answer = page(404);
        }),
    ),
    Fault::of(
        "jwk-set-that-is-no-json",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, _| {
            *answer = page(200);
        }),
    ),
    Fault::of(
        "keys-for-encryption-alone",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, request| {
            in_every_key(answer, request, |key| {
                key.insert("use".to_owned(), json!("enc"));
            });
        }),
    ),
    Fault::of(
        "keys-without-coordinates",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, request| {
            in_every_key(answer, request, |key| {
                drop((key.remove("x"), key.remove("n")));
            });
        }),
    ),
    Fault::of(
        "key-names-that-are-numbers",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, request| {
            in_every_key(answer, request, |key| {
                key.insert("kid".to_owned(), json!(1));
            });
        }),
    ),
    Fault::of(
        "keys-of-unknown-use-beside-one-that-encrypts",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, request| {
            in_every_key(answer, request, |key| drop(key.remove("use")));
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.push(json!({"kty": "OKP", "crv": "X25519", "x": "cHVibGlj", "use": "enc"}));
            }
        }),
    ),
    Fault::of(
        "private-key-in-the-jwk-set",
        "C-8414-03",
        &["oauth-oidc/metadata/the-jwk-set-gives-no-private-key-away"],
        Change::Answer(JWKS, |answer, _| {
            if let Some(key) = answer
                .body
                .pointer_mut("/keys/0")
                .and_then(|key| key.as_object_mut())
            {
                key.insert("d".to_owned(), json!("cHJpdmF0ZQ"));
            }
        }),
    ),
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
