use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::layer::answering_at;
use super::{COMPLETE, Fault, JWKS_CALL, Kind, TOKEN_CALL};
use embedded::Wrap;
use suite::jose::{DecodedJwt, SigningKey, encode_part, mac};
use suite::protocol::{AUTH_REQ_ID_CLAIM, REFRESH_TOKEN_GRANT_TYPE, RT_HASH_CLAIM};

/// An ID Token before it is signed.
struct Draft {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    /// Written behind the header's other members.
    more_header: &'static str,
    /// Whether it comes with a refresh.
    is_refreshed: bool,
    /// The key of a MAC, where there is one in place of the signature.
    mac_key: Option<&'static str>,
}

impl Draft {
    fn set(&mut self, claim: &str, value: Value) {
        self.claims.insert(claim.to_owned(), value);
    }

    /// A claim that tells a time, so many seconds later.
    fn later(&mut self, claim: &str, seconds: i64) {
        let time = self.claims.get(claim).and_then(Value::as_i64);
        self.set(claim, json!(time.unwrap_or_default() + seconds));
    }

    fn rename(&mut self, claim: &str, name: &str) {
        if let Some(value) = self.claims.remove(claim) {
            self.set(name, value);
        }
    }
}

macro_rules! signed {
    ($name:literal, $change:expr) => {
        Fault {
            name: $name,
            path: COMPLETE,
            kind: Kind::AuthleteLayer(|_| resigning($change)),
        }
    };
}

/// Faults in ID Tokens whose signature is good (OpenID Connect Core 1.0, sections 2, 10.1 and 12.2; CIBA Core 1.0,
/// section 10.3.1).
pub(super) const FAULTS: &[Fault] = &[
    signed!("an-issuer-with-a-slash-more", |draft| {
        if let Some(issuer) = draft.claims.get("iss").and_then(Value::as_str) {
            let other = format!("{issuer}/");
            draft.set("iss", json!(other));
        }
    }),
    signed!("an-audience-that-is-a-number", |draft| {
        let audience = draft.claims.get("aud").cloned();
        draft.set("aud", json!([audience.map(first), 5]));
    }),
    signed!("an-id-token-for-somebody-else", |draft| {
        draft.set("aud", json!(["another-client"]));
    }),
    signed!("an-id-token-without-exp", |draft| {
        draft.claims.remove("exp");
    }),
    signed!("exp-in-milliseconds", |draft| {
        let exp = draft.claims.get("exp").and_then(Value::as_i64);
        draft.set("exp", exp.map(|seconds| seconds * 1000).into());
    }),
    signed!("an-id-token-of-yesterday", |draft| draft
        .later("iat", -86_400)),
    signed!("an-id-token-issued-in-an-hour", |draft| draft
        .later("iat", 3600)),
    signed!("an-id-token-of-a-nameless-key", |draft| {
        draft.header.remove("kid");
    }),
    signed!("an-id-token-under-a-mac-of-nobody", |draft| {
        draft.header = json!({"alg": "HS256"})
            .as_object()
            .cloned()
            .unwrap_or_default();
        draft.mac_key = Some("a secret that no client has");
    }),
    signed!("an-id-token-with-two-algs", |draft| {
        draft.more_header = ",\"alg\":\"ES256\"";
    }),
    signed!("a-typ-that-is-a-number", |draft| {
        draft.header.insert("typ".to_owned(), json!(5));
    }),
    signed!("at-hash-left-out", |draft| {
        draft.claims.remove("at_hash");
    }),
    signed!("auth-req-id-claim-by-a-short-name", |draft| {
        draft.rename(AUTH_REQ_ID_CLAIM, "auth_req_id");
    }),
    signed!("rt-hash-by-a-short-name", |draft| {
        draft.rename(RT_HASH_CLAIM, "rt_hash");
    }),
    signed!("a-refreshed-id-token-that-has-run-out", |draft| {
        if draft.is_refreshed {
            draft.later("exp", -86_400);
        }
    }),
];

/// Signs every ID Token for ES256 once more, with a key that is published beside the server's own.
fn resigning(change: fn(&mut Draft)) -> Wrap {
    answering_at([JWKS_CALL, TOKEN_CALL, COMPLETE], move |request, answer| {
        let answer = answer?;
        let key = key()?;
        if request.is_to(JWKS_CALL) {
            let keys = answer.body.get_mut("keys").and_then(Value::as_array_mut);
            keys?.push(key.public_jwk().clone());
        } else {
            let is_refreshed =
                String::from_utf8_lossy(&request.body).contains(REFRESH_TOKEN_GRANT_TYPE);
            answer.change_content(|members| {
                let token = members.get("id_token").and_then(Value::as_str);
                let signed = token.and_then(|token| signed_again(token, key, is_refreshed, change));
                if let Some(signed) = signed {
                    members.insert("id_token".to_owned(), json!(signed));
                }
            });
        }
        None
    })
}

fn key() -> Option<&'static SigningKey> {
    static KEY: OnceLock<Option<SigningKey>> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate("another-key-of-the-server").ok())
        .as_ref()
}

fn signed_again(
    token: &str,
    key: &SigningKey,
    is_refreshed: bool,
    change: fn(&mut Draft),
) -> Option<String> {
    let decoded = DecodedJwt::parse(token).ok()?;
    if decoded.alg() != key.alg() {
        return None;
    }
    let mut draft = Draft {
        header: decoded.header.as_object()?.clone(),
        claims: decoded.claims.as_object()?.clone(),
        more_header: "",
        is_refreshed,
        mac_key: None,
    };
    draft.header.insert("kid".to_owned(), json!(key.kid()));
    change(&mut draft);
    let header = Value::Object(draft.header).to_string();
    let header = format!("{}{}}}", header.strip_suffix('}')?, draft.more_header);
    let claims = Value::Object(draft.claims).to_string();
    let input = format!("{}.{}", encode_part(header), encode_part(claims));
    let signature = match draft.mac_key {
        Some(secret) => mac("HS256", secret.as_bytes(), &input),
        None => key.signature(&input),
    };
    Some(format!("{input}.{}", signature.ok()?))
}

fn first(audience: Value) -> Value {
    match audience {
        Value::Array(mut audiences) if !audiences.is_empty() => audiences.swap_remove(0),
        other => other,
    }
}
