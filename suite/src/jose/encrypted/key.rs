use aes_kw::{KekAes128, KekAes192, KekAes256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::{Oaep, Pkcs1v15Encrypt, RsaPrivateKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::content::Content;
use super::jwe::Jwe;
use crate::jose::SigningError;
use crate::jose::rsa_key::private_rsa_key;
use crate::jose::signing_key::ec_members;

/// A private key of a client, to read what the OP has encrypted to it (RSA, or EC on P-256).
#[derive(Clone)]
pub struct DecryptionKey {
    kid: Option<String>,
    private: Private,
}

#[derive(Clone)]
enum Private {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::SecretKey),
}

impl std::fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecryptionKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// What an RSA key decrypts a content key by (RFC 7518, sections 4.2 and 4.3).
const RSA: [&str; 3] = ["RSA-OAEP-256", "RSA-OAEP", "RSA1_5"];
/// What an EC key agrees on a content key by, or on a key that wraps it (RFC 7518, section 4.6).
const EC: [&str; 4] = [
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A192KW",
    "ECDH-ES+A256KW",
];

pub(super) fn is_supported(alg: &str) -> bool {
    RSA.contains(&alg) || EC.contains(&alg)
}

impl DecryptionKey {
    /// Takes a private JWK (kty RSA; or kty EC, crv P-256).
    pub fn from_jwk(jwk: &Value) -> Result<Self, SigningError> {
        let failed = |reason: &str| SigningError::Key(reason.to_owned());
        let member = |name: &str| jwk.get(name).and_then(Value::as_str);
        let private = if member("kty") == Some("RSA") {
            Private::Rsa(Box::new(private_rsa_key(jwk)?))
        } else {
            let secret = p256::SecretKey::from_jwk_str(&ec_members(jwk).to_string())
                .map_err(|_| failed("not a private RSA JWK, nor one of EC on P-256"))?;
            Private::P256(secret)
        };
        Ok(Self {
            kid: member("kid").map(str::to_owned),
            private,
        })
    }

    /// Makes a new EC key; nothing of it is ever stored. Gives its public half as well.
    pub fn generate(kid: &str) -> Result<(Self, Value), SigningError> {
        let secret = p256::SecretKey::random(&mut rand::thread_rng());
        let mut public: Value = serde_json::from_str(&secret.public_key().to_jwk_string())
            .map_err(|error| SigningError::Key(error.to_string()))?;
        if let Some(members) = public.as_object_mut() {
            members.insert("kid".to_owned(), kid.into());
            members.insert("use".to_owned(), "enc".into());
        }
        let key = Self {
            kid: Some(kid.to_owned()),
            private: Private::P256(secret),
        };
        Ok((key, public))
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the key is of the kind that an algorithm is for.
    pub(super) fn is_for(&self, alg: &str) -> bool {
        match &self.private {
            Private::Rsa(_) => RSA.contains(&alg),
            Private::P256(_) => EC.contains(&alg),
        }
    }

    /// The key that encrypts the content, if this one gives it away.
    pub(super) fn content_key(&self, jwe: &Jwe, content: Content) -> Option<Vec<u8>> {
        let alg = jwe.text("alg")?;
        match &self.private {
            Private::Rsa(key) => match alg {
                "RSA-OAEP-256" => key.decrypt(Oaep::new::<Sha256>(), &jwe.encrypted_key),
                "RSA-OAEP" => key.decrypt(Oaep::new::<sha1::Sha1>(), &jwe.encrypted_key),
                _ => key.decrypt(Pkcs1v15Encrypt, &jwe.encrypted_key),
            }
            .ok(),
            Private::P256(secret) => {
                let agreed = agreement(secret, jwe)?;
                match alg {
                    "ECDH-ES+A128KW" => unwrapped(&agreed(alg, 16), &jwe.encrypted_key),
                    "ECDH-ES+A192KW" => unwrapped(&agreed(alg, 24), &jwe.encrypted_key),
                    "ECDH-ES+A256KW" => unwrapped(&agreed(alg, 32), &jwe.encrypted_key),
                    // Agreed on directly: the derivation names what the key is for.
                    _ => Some(agreed(jwe.text("enc")?, content.key_length())),
                }
            }
        }
    }
}

/// What both sides come to by the ephemeral key in the header: a key for a purpose, of some length.
fn agreement(secret: &p256::SecretKey, jwe: &Jwe) -> Option<impl Fn(&str, usize) -> Vec<u8>> {
    let ephemeral = jwe.header.get("epk")?;
    let ephemeral = p256::PublicKey::from_jwk_str(&ec_members(ephemeral).to_string()).ok()?;
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), ephemeral.as_affine());
    let info = |name: &str| match jwe.text(name) {
        Some(text) => URL_SAFE_NO_PAD.decode(text).ok(),
        None => Some(Vec::new()),
    };
    let (apu, apv) = (info("apu")?, info("apv")?);
    Some(move |purpose: &str, length: usize| {
        derived(shared.raw_secret_bytes(), purpose, &apu, &apv, length)
    })
}

/// The Concat KDF (RFC 7518, section 4.6.2): rounds of SHA-256 until there are as many bytes as are needed.
pub(super) fn derived(
    shared: &[u8],
    purpose: &str,
    apu: &[u8],
    apv: &[u8],
    length: usize,
) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes();
    let mut key = Vec::new();
    for round in 1.. {
        let mut hash = Sha256::new();
        hash.update(number(round));
        hash.update(shared);
        for field in [purpose.as_bytes(), apu, apv] {
            hash.update(number(field.len()));
            hash.update(field);
        }
        hash.update(number(length * 8));
        key.extend_from_slice(&hash.finalize());
        if key.len() >= length {
            break;
        }
    }
    key.truncate(length);
    key
}

fn unwrapped(wrapping_key: &[u8], wrapped: &[u8]) -> Option<Vec<u8>> {
    let mut key = vec![0; wrapped.len().checked_sub(8)?];
    match wrapping_key.len() {
        16 => KekAes128::try_from(wrapping_key)
            .ok()?
            .unwrap(wrapped, &mut key),
        24 => KekAes192::try_from(wrapping_key)
            .ok()?
            .unwrap(wrapped, &mut key),
        _ => KekAes256::try_from(wrapping_key)
            .ok()?
            .unwrap(wrapped, &mut key),
    }
    .ok()?;
    Some(key)
}
