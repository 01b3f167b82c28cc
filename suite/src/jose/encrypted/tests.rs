#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::*;

/// Made by jwcrypto 1.6, with keys that serve nothing else: JWEs of `header.payload.signature`.
const VECTORS: &str = include_str!("vectors.json");

fn vectors() -> (Vec<DecryptionKey>, Vec<[String; 3]>) {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let keys = ["rsa", "ec"].map(|name| DecryptionKey::from_jwk(&vectors[name]).unwrap());
    let tokens = serde_json::from_value(vectors["tokens"].clone()).unwrap();
    (keys.to_vec(), tokens)
}

/// The token with another character at this place of one of its parts.
fn damaged(token: &str, part: usize) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let first = parts[part].remove(0);
    parts[part].insert(0, if first == 'A' { 'B' } else { 'A' });
    parts.join(".")
}

#[test]
fn what_another_implementation_encrypts_is_read() {
    let (keys, tokens) = vectors();

    assert_eq!(tokens.len(), 11);
    for [alg, enc, token] in tokens {
        let read = decrypt(&token, &keys);
        assert_eq!(
            read.as_deref(),
            Ok("header.payload.signature"),
            "{alg} {enc}"
        );
    }
}

#[rstest]
#[case::nonce(2)]
#[case::ciphertext(3)]
#[case::tag(4)]
fn what_was_changed_on_its_way_is_not_read(#[case] part: usize) {
    let (keys, tokens) = vectors();

    for [alg, enc, token] in tokens {
        let read = decrypt(&damaged(&token, part), &keys);
        let kid = if alg.starts_with("RSA") { "r1" } else { "e1" };
        let refused = Err(DecryptionError::Undecryptable(kid.to_owned()));
        assert_eq!(read, refused, "{alg} {enc}");
    }
}

#[test]
fn without_a_key_of_the_kind_the_reason_names_it() {
    let (keys, tokens) = vectors();
    let [_, _, token] = &tokens[0];

    let error = decrypt(token, &keys[1..]).unwrap_err();

    assert_eq!(
        error.to_string(),
        "no private key of the client fits alg RSA-OAEP-256 and kid r1"
    );
}

#[test]
fn what_is_encrypted_otherwise_is_told_from_what_is_broken() {
    let (keys, _) = vectors();
    let token = |header: Value| {
        format!(
            "{}.AA.AA.AA.AA",
            crate::jose::encode_part(header.to_string())
        )
    };

    for header in [
        json!({"alg": "dir", "enc": "A256GCM"}),
        json!({"alg": "RSA-OAEP-256", "enc": "A192GCM"}),
        json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "zip": "DEF"}),
    ] {
        let read = decrypt(&token(header), &keys);
        assert!(matches!(read, Err(DecryptionError::Unsupported(_))));
    }
    let broken = decrypt("AA.AA.AA.AA.AA", &keys);
    assert!(matches!(broken, Err(DecryptionError::Malformed(_))));
}

#[test]
fn what_is_sealed_for_a_key_is_opened_by_it_alone() {
    let (keys, _) = vectors();
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();

    let token = encrypt(&vectors["ec"], "header.payload.signature").unwrap();

    assert_eq!(
        decrypt(&token, &keys).as_deref(),
        Ok("header.payload.signature")
    );
    let (_, other) = DecryptionKey::generate("e1").unwrap();
    let foreign = encrypt(&other, "header.payload.signature").unwrap();
    assert_eq!(
        decrypt(&foreign, &keys),
        Err(DecryptionError::Undecryptable("e1".to_owned()))
    );
}
