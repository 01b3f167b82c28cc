use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::wire::{Answer, SeenRequest};
use suite::jose::DecodedJwt;
use suite::protocol::REFRESH_TOKEN_GRANT_TYPE;

pub(crate) fn refreshes(request: &SeenRequest) -> bool {
    request.form.get("grant_type") == Some(REFRESH_TOKEN_GRANT_TYPE)
}

/// Writes a claim over; the signature is then that of another text.
pub(crate) fn with_claim(token: &str, name: &str, value: Value) -> Option<String> {
    let mut claims = DecodedJwt::parse(token).ok()?.claims;
    claims.as_object_mut()?.insert(name.to_owned(), value);
    let parts: Vec<&str> = token.split('.').collect();
    let [header, _, signature] = parts.as_slice() else {
        return None;
    };
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    Some(format!("{header}.{claims}.{signature}"))
}

pub(crate) fn set_claim(answer: &mut Answer, name: &str, value: Value) {
    let changed = answer
        .text("id_token")
        .and_then(|token| with_claim(token, name, value));
    if let Some(changed) = changed {
        answer.set("id_token", changed);
    }
}

pub(crate) fn is_refreshed(answer: &Answer, request: &SeenRequest) -> bool {
    refreshes(request) && answer.is_success()
}

/// Changes one character in the middle of a JWT's signature.
pub(crate) fn break_signature(token: &str) -> String {
    let Some(at) = token.rfind('.').map(|dot| dot + 10) else {
        return token.to_owned();
    };
    token
        .char_indices()
        .map(|(position, c)| match (position == at, c) {
            (false, c) => c,
            (true, 'A') => 'B',
            (true, _) => 'A',
        })
        .collect()
}
