use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::error::DecryptionError;

/// A JWE taken apart.
pub(super) struct Jwe {
    pub(super) header: Value,
    /// The header as it stands there: what the tag is over.
    pub(super) protected: String,
    pub(super) encrypted_key: Vec<u8>,
    pub(super) nonce: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

impl Jwe {
    pub(super) fn parse(token: &str) -> Result<Self, DecryptionError> {
        let malformed = |reason: &str| DecryptionError::Malformed(reason.to_owned());
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, rest @ ..] = parts.as_slice() else {
            return Err(malformed("it is empty"));
        };
        let decode = |part: &&str| URL_SAFE_NO_PAD.decode(part);
        let rest: Vec<Vec<u8>> = rest
            .iter()
            .map(decode)
            .collect::<Result<_, _>>()
            .map_err(|_| malformed("a part is not base64url"))?;
        let Ok([encrypted_key, nonce, ciphertext, tag]) = <[Vec<u8>; 4]>::try_from(rest) else {
            return Err(malformed("it has not five parts"));
        };
        let header = decode(protected)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .filter(Value::is_object)
            .ok_or_else(|| malformed("the header is not a JSON object"))?;
        Ok(Self {
            header,
            protected: (*protected).to_owned(),
            encrypted_key,
            nonce,
            ciphertext,
            tag,
        })
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }
}
