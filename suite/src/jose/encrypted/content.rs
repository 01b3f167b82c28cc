use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, KeyIvInit as _};
use ring::{aead, hmac};

use super::jwe::Jwe;

/// How the content of a JWE is encrypted (RFC 7518, section 5).
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    A128Gcm,
    A256Gcm,
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
}

impl Content {
    /// By its `enc`.
    pub(super) fn named(enc: &str) -> Option<Self> {
        Some(match enc {
            "A128GCM" => Self::A128Gcm,
            "A256GCM" => Self::A256Gcm,
            "A128CBC-HS256" => Self::A128CbcHs256,
            "A192CBC-HS384" => Self::A192CbcHs384,
            "A256CBC-HS512" => Self::A256CbcHs512,
            _ => return None,
        })
    }

    /// How long its key is, in bytes.
    pub(super) const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    /// The plaintext; nothing where the key is another one, or the JWE was changed.
    pub(super) fn decrypt(self, key: &[u8], jwe: &Jwe) -> Option<Vec<u8>> {
        if key.len() != self.key_length() {
            return None;
        }
        match self {
            Self::A128Gcm => gcm(&aead::AES_128_GCM, key, jwe),
            Self::A256Gcm => gcm(&aead::AES_256_GCM, key, jwe),
            Self::A128CbcHs256 => {
                let key = authenticated(hmac::HMAC_SHA256, key, jwe)?;
                cbc(cbc::Decryptor::<aes::Aes128>::new_from_slices, key, jwe)
            }
            Self::A192CbcHs384 => {
                let key = authenticated(hmac::HMAC_SHA384, key, jwe)?;
                cbc(cbc::Decryptor::<aes::Aes192>::new_from_slices, key, jwe)
            }
            Self::A256CbcHs512 => {
                let key = authenticated(hmac::HMAC_SHA512, key, jwe)?;
                cbc(cbc::Decryptor::<aes::Aes256>::new_from_slices, key, jwe)
            }
        }
    }
}

fn gcm(algorithm: &'static aead::Algorithm, key: &[u8], jwe: &Jwe) -> Option<Vec<u8>> {
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, key).ok()?);
    let nonce = aead::Nonce::try_assume_unique_for_key(&jwe.nonce).ok()?;
    let mut sealed = [jwe.ciphertext.as_slice(), jwe.tag.as_slice()].concat();
    // A shorter tag would shift the border between the two.
    if jwe.tag.len() != algorithm.tag_len() {
        return None;
    }
    let plaintext = key
        .open_in_place(
            nonce,
            aead::Aad::from(jwe.protected.as_bytes()),
            &mut sealed,
        )
        .ok()?;
    Some(plaintext.to_vec())
}

/// The half of the key that encrypts, once the other half has verified the tag (RFC 7518, section 5.2.2.2).
fn authenticated<'a>(algorithm: hmac::Algorithm, key: &'a [u8], jwe: &Jwe) -> Option<&'a [u8]> {
    let (mac_key, encryption_key) = key.split_at(key.len() / 2);
    let associated = jwe.protected.as_bytes();
    let bits = u64::try_from(associated.len()).ok()?.checked_mul(8)?;
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, mac_key));
    for part in [associated, &jwe.nonce, &jwe.ciphertext, &bits.to_be_bytes()] {
        context.update(part);
    }
    let tag = context.sign();
    let kept = tag.as_ref().get(..mac_key.len())?;
    (kept == jwe.tag).then_some(encryption_key)
}

fn cbc<D: BlockDecryptMut, E>(
    cipher: impl FnOnce(&[u8], &[u8]) -> Result<D, E>,
    key: &[u8],
    jwe: &Jwe,
) -> Option<Vec<u8>> {
    let cipher = cipher(key, &jwe.nonce).ok()?;
    let mut buffer = jwe.ciphertext.clone();
    let plaintext = cipher.decrypt_padded_mut::<Pkcs7>(&mut buffer).ok()?;
    Some(plaintext.to_vec())
}
