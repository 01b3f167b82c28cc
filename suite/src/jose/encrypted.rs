//! What an OP has encrypted to the client (RFC 7516; OpenID Connect Core 1.0, section 10.2).

mod content;
mod key;
mod seal;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use thiserror::Error;

use content::Content;
pub use key::DecryptionKey;
pub use seal::encrypt;

/// Why the content of a JWE cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DecryptionError {
    /// It is no JWE in compact form.
    #[error("no JWE in compact form: {0}")]
    Malformed(String),
    /// The client has no key of the kind that its algorithms are for.
    #[error("no private key of the client fits alg {alg} and kid {kid}")]
    NoKey {
        /// The header's `alg`.
        alg: String,
        /// The header's `kid`, or a dash.
        kid: String,
    },
    /// Nothing here decrypts it.
    #[error("{0}, which this suite does not decrypt")]
    Unsupported(String),
    /// The key that it names does not open it.
    #[error("the client's key {0} does not decrypt it")]
    Undecryptable(String),
}

/// Whether a token has the five parts of a JWE.
pub fn is_encrypted(token: &str) -> bool {
    token.split('.').count() == 5
}

/// A JWE taken apart.
struct Jwe {
    header: Value,
    /// The header as it stands there: what the tag is over.
    protected: String,
    encrypted_key: Vec<u8>,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

impl Jwe {
    fn parse(token: &str) -> Result<Self, DecryptionError> {
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

    fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// What the content is encrypted by, and why nothing here reads it.
    fn content(&self) -> Result<Content, DecryptionError> {
        let unsupported = |what: String| DecryptionError::Unsupported(what);
        if let Some(zip) = self.text("zip") {
            return Err(unsupported(format!("compressed by {zip}")));
        }
        if self.header.get("crit").is_some() {
            return Err(unsupported(
                "with an extension that must be understood".to_owned(),
            ));
        }
        let enc = self.text("enc").unwrap_or_default();
        Content::named(enc).ok_or_else(|| unsupported(format!("encrypted by enc {enc:?}")))
    }
}

/// The content of a JWE, where one of the client's keys opens it.
pub fn decrypt(token: &str, keys: &[DecryptionKey]) -> Result<String, DecryptionError> {
    let jwe = Jwe::parse(token)?;
    let content = jwe.content()?;
    let alg = jwe.text("alg").unwrap_or_default();
    if !key::is_supported(alg) {
        return Err(DecryptionError::Unsupported(format!(
            "with a key by alg {alg:?}"
        )));
    }
    let kid = jwe.text("kid");
    let fitting: Vec<&DecryptionKey> = keys
        .iter()
        .filter(|key| key.is_for(alg) && (kid.is_none() || key.kid() == kid))
        .collect();
    let plaintext = fitting.iter().find_map(|key| {
        let secret = key.content_key(&jwe, content)?;
        content.decrypt(&secret, &jwe)
    });
    match plaintext.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => Ok(text),
        None if kid.is_some() && !fitting.is_empty() => Err(DecryptionError::Undecryptable(
            kid.unwrap_or_default().to_owned(),
        )),
        None => Err(DecryptionError::NoKey {
            alg: alg.to_owned(),
            kid: kid.unwrap_or("-").to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests;
