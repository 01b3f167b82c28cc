//! What an OP has encrypted to the client (RFC 7516; OpenID Connect Core 1.0, section 10.2).

mod content;
mod error;
mod jwe;
mod key;
mod seal;

use content::Content;
pub use error::DecryptionError;
use jwe::Jwe;
pub use key::DecryptionKey;
pub use seal::encrypt;

/// Whether a token has the five parts of a JWE.
pub fn is_encrypted(token: &str) -> bool {
    token.split('.').count() == 5
}

/// What the content is encrypted by, and why nothing here reads it.
fn content(jwe: &Jwe) -> Result<Content, DecryptionError> {
    let unsupported = |what: String| DecryptionError::Unsupported(what);
    if let Some(zip) = jwe.text("zip") {
        return Err(unsupported(format!("compressed by {zip}")));
    }
    if jwe.header.get("crit").is_some() {
        return Err(unsupported(
            "with an extension that must be understood".to_owned(),
        ));
    }
    let enc = jwe.text("enc").unwrap_or_default();
    Content::named(enc).ok_or_else(|| unsupported(format!("encrypted by enc {enc:?}")))
}

/// The content of a JWE, where one of the client's keys opens it.
pub fn decrypt(token: &str, keys: &[DecryptionKey]) -> Result<String, DecryptionError> {
    let jwe = Jwe::parse(token)?;
    let content = content(&jwe)?;
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
