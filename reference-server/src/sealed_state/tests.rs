#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::transaction::{Delivery, PingCallback};

const ISSUER: &str = "https://op.example.com";
const NOW: u64 = 1_800_000_000;

fn transaction() -> Transaction {
    Transaction {
        ticket: "ticket-1".into(),
        subject: "1001".to_owned(),
        acr: Some("urn:example:acr:device".to_owned()),
        claim_names: vec!["name".to_owned()],
        expires_at: NOW + 600,
        delivery: Delivery::Ping(PingCallback {
            client_id: 4711,
            client_notification_token: "token-1".into(),
            auth_req_id: "id-1".into(),
        }),
    }
}

fn keys(keys: &[&StateKey]) -> StateKeys {
    let keys: Vec<StateKey> = keys.iter().map(|key| (*key).clone()).collect();
    StateKeys::new(&keys, ISSUER)
}

#[test]
fn what_is_sealed_is_opened_by_another_server_with_the_key() {
    let key = StateKey::generate();

    let state = keys(&[&key]).seal(&transaction()).unwrap();
    let opened = keys(&[&key]).open(&state, NOW).unwrap();

    let text = |transaction: &Transaction| serde_json::to_string(transaction).unwrap();
    assert_eq!(text(&opened), text(&transaction()));
}

#[test]
fn a_state_shows_nothing_and_is_never_the_same() {
    let keys = keys(&[&StateKey::generate()]);

    let first = keys.seal(&transaction()).unwrap();
    let second = keys.seal(&transaction()).unwrap();

    assert_ne!(first.expose(), second.expose());
    let bytes = URL_SAFE_NO_PAD.decode(first.expose()).unwrap();
    for secret in ["ticket-1", "token-1", "1001", "id-1"] {
        let is_there = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!is_there, "{secret}");
    }
}

#[test]
fn the_first_key_seals_and_each_key_opens() {
    let (old, new) = (StateKey::generate(), StateKey::generate());
    let sealed_before = keys(&[&old]).seal(&transaction()).unwrap();
    let sealed_during = keys(&[&new, &old]).seal(&transaction()).unwrap();

    assert!(keys(&[&new, &old]).open(&sealed_before, NOW).is_ok());
    assert!(keys(&[&old, &new]).open(&sealed_during, NOW).is_ok());
    assert!(keys(&[&new]).open(&sealed_during, NOW).is_ok());
    let gone = keys(&[&new]).open(&sealed_before, NOW).unwrap_err();
    assert_eq!(gone, OpenError::NotOurs);
}

#[test]
fn without_a_key_each_server_has_its_own() {
    let state = keys(&[]).seal(&transaction()).unwrap();

    assert_eq!(keys(&[]).open(&state, NOW).unwrap_err(), OpenError::NotOurs);
}

#[test]
fn a_state_of_another_issuer_is_not_believed() {
    let key = StateKey::generate();
    let elsewhere = StateKeys::new(std::slice::from_ref(&key), "https://other.example.com");

    let state = elsewhere.seal(&transaction()).unwrap();

    assert_eq!(
        keys(&[&key]).open(&state, NOW).unwrap_err(),
        OpenError::NotOurs
    );
}

#[rstest]
#[case::in_time(599, None)]
#[case::at_the_last_second(600, Some(OpenError::Expired))]
#[case::later(100_000, Some(OpenError::Expired))]
fn a_state_is_good_until_the_request_expires(
    #[case] later: u64,
    #[case] expected: Option<OpenError>,
) {
    let keys = keys(&[&StateKey::generate()]);
    let state = keys.seal(&transaction()).unwrap();

    assert_eq!(keys.open(&state, NOW + later).err(), expected);
}

#[test]
fn a_state_that_was_altered_anywhere_is_not_believed() {
    let keys = keys(&[&StateKey::generate()]);
    let state = keys.seal(&transaction()).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(state.expose()).unwrap();

    for place in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        let altered = URL_SAFE_NO_PAD.encode(altered).into();
        assert_eq!(keys.open(&altered, NOW).unwrap_err(), OpenError::NotOurs);
    }
    for length in 0..bytes.len() {
        let cut = URL_SAFE_NO_PAD.encode(&bytes[..length]).into();
        assert_eq!(keys.open(&cut, NOW).unwrap_err(), OpenError::NotOurs);
    }
}

proptest! {
    #[test]
    fn what_was_made_up_is_not_believed(text in ".{0,200}", bytes in any::<Vec<u8>>()) {
        let keys = keys(&[&StateKey::generate()]);

        prop_assert!(keys.open(&text.into(), NOW).is_err());
        prop_assert!(keys.open(&URL_SAFE_NO_PAD.encode(bytes).into(), NOW).is_err());
    }
}

#[rstest]
#[case::standard("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=", true)]
#[case::for_urls("__ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", true)]
#[case::blanks_around(" AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=\n", true)]
#[case::short("AAECAwQFBgcICQoLDA0ODw==", false)]
#[case::long("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8AAA==", false)]
#[case::words("correct horse battery staple", false)]
#[case::nothing("", false)]
fn a_key_is_32_bytes_in_base64(#[case] text: &str, #[case] is_key: bool) {
    assert_eq!(StateKey::from_base64(text).is_ok(), is_key);
}

#[test]
fn debug_output_hides_the_key() {
    let key = StateKey([7; KEY_LEN]);

    assert_eq!(format!("{key:?}"), "StateKey([redacted])");
}
