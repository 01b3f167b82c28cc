use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::wire::{COMPLETE, JWKS_CALL, TOKEN_CALL, after};
use embedded::Wrap;
use suite::jose::{DecodedJwt, SigningKey, encode_part, mac};
use suite::protocol::REFRESH_TOKEN_GRANT_TYPE;

/// An ID Token before it is signed.
pub(crate) struct Draft {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    /// Written behind the header's other members.
    pub(crate) more_header: &'static str,
    /// Whether it comes with a refresh.
    pub(crate) is_refreshed: bool,
    /// The key of a MAC, where there is one in place of the signature.
    pub(crate) mac_key: Option<&'static str>,
}

impl Draft {
    pub(crate) fn set(&mut self, claim: &str, value: Value) {
        self.claims.insert(claim.to_owned(), value);
    }

    /// A claim that tells a time, so many seconds later.
    pub(crate) fn later(&mut self, claim: &str, seconds: i64) {
        let time = self.claims.get(claim).and_then(Value::as_i64);
        self.set(claim, json!(time.unwrap_or_default() + seconds));
    }

    pub(crate) fn rename(&mut self, claim: &str, name: &str) {
        if let Some(value) = self.claims.remove(claim) {
            self.set(name, value);
        }
    }
}

/// Signs every ID Token for ES256 once more, with a key that is published beside the server's own.
pub(crate) fn resigning(change: fn(&mut Draft)) -> Wrap {
    after([JWKS_CALL, TOKEN_CALL, COMPLETE], move |request, answer| {
        let Some(key) = key() else {
            return;
        };
        if request.is_to(JWKS_CALL) {
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.push(key.public_jwk().clone());
            }
            return;
        }
        let is_refreshed =
            String::from_utf8_lossy(&request.body).contains(REFRESH_TOKEN_GRANT_TYPE);
        answer.change_content(|members| {
            let token = members.get("id_token").and_then(Value::as_str);
            let signed = token.and_then(|token| signed_again(token, key, is_refreshed, change));
            if let Some(signed) = signed {
                members.insert("id_token".to_owned(), json!(signed));
            }
        });
    })
}

pub(crate) fn key() -> Option<&'static SigningKey> {
    static KEY: OnceLock<Option<SigningKey>> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate("another-key-of-the-server").ok())
        .as_ref()
}

pub(crate) fn signed_again(
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

pub(crate) fn first(audience: Value) -> Value {
    match audience {
        Value::Array(mut audiences) if !audiences.is_empty() => audiences.swap_remove(0),
        other => other,
    }
}
