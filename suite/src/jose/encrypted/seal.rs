use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead;
use serde_json::{Value, json};

use super::key::derived;
use crate::jose::signing_key::ec_members;
use crate::jose::{SigningError, encode_part};

const ENC: &str = "A256GCM";

/// Encrypts for the holder of an EC key on P-256, as an OP does (ECDH-ES, A256GCM).
pub fn encrypt(public_jwk: &Value, text: &str) -> Result<String, SigningError> {
    let failed = |reason: &str| SigningError::Key(reason.to_owned());
    let public = p256::PublicKey::from_jwk_str(&ec_members(public_jwk).to_string())
        .map_err(|_| failed("not an EC JWK on P-256"))?;
    let ephemeral = p256::SecretKey::random(&mut rand::thread_rng());
    let shared = p256::ecdh::diffie_hellman(ephemeral.to_nonzero_scalar(), public.as_affine());
    let epk: Value = serde_json::from_str(&ephemeral.public_key().to_jwk_string())
        .map_err(|error| failed(&error.to_string()))?;
    let mut header = json!({"alg": "ECDH-ES", "enc": ENC, "cty": "JWT", "epk": epk});
    if let (Some(kid), Some(members)) = (public_jwk.get("kid"), header.as_object_mut()) {
        members.insert("kid".to_owned(), kid.clone());
    }
    let protected = encode_part(header.to_string());
    let key = derived(shared.raw_secret_bytes(), ENC, &[], &[], 32);
    let key = aead::UnboundKey::new(&aead::AES_256_GCM, &key)
        .map(aead::LessSafeKey::new)
        .map_err(|_| failed("the agreed key cannot be used"))?;
    let nonce: [u8; 12] = rand::random();
    let mut ciphertext = text.as_bytes().to_vec();
    let tag = key
        .seal_in_place_separate_tag(
            aead::Nonce::assume_unique_for_key(nonce),
            aead::Aad::from(protected.as_bytes()),
            &mut ciphertext,
        )
        .map_err(|_| failed("the content cannot be encrypted"))?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let [nonce, ciphertext, tag] = [&nonce[..], &ciphertext, tag.as_ref()].map(encode);
    Ok(format!("{protected}..{nonce}.{ciphertext}.{tag}"))
}
