//! The secrets of a run, and where they must not stand.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The members of Authlete's messages that are secrets.
const SECRET_MEMBERS: [&str; 8] = [
    "accessToken",
    "authReqId",
    "clientNotificationToken",
    "clientSecret",
    "idToken",
    "refreshToken",
    "ticket",
    "userCode",
];

/// Values that are shorter, or of fewer different characters, occur by chance: scenarios send long texts of one letter.
const LONG_ENOUGH: usize = 12;
const VARIED_ENOUGH: usize = 8;

/// Secrets to look for. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Canaries(Arc<Mutex<BTreeSet<String>>>);

impl Canaries {
    /// Those of `fixtures/`; the user codes are short, so they are looked for where they have their name.
    pub(crate) fn of_fixtures() -> Self {
        let canaries = Self::default();
        for secret in values("clients.toml", "client_secret") {
            canaries.add(secret);
        }
        for code in values("users.toml", "user_code") {
            canaries.add(format!("user_code={code}"));
            canaries.add(format!("\"userCode\":\"{code}\""));
        }
        canaries
    }

    pub(crate) fn add(&self, secret: impl Into<String>) {
        self.0.lock().unwrap().insert(secret.into());
    }

    /// Collects the secrets of a message between the server and Authlete.
    pub(crate) fn collect(&self, message: &[u8]) {
        let Ok(Value::Object(members)) = serde_json::from_slice(message) else {
            return;
        };
        for name in SECRET_MEMBERS {
            if let Some(secret) = members.get(name).and_then(Value::as_str)
                && secret.len() >= LONG_ENOUGH
                && secret.chars().collect::<BTreeSet<char>>().len() >= VARIED_ENOUGH
            {
                self.add(secret);
            }
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// Finds them in all their writings.
    pub(crate) fn finder(&self) -> AhoCorasick {
        let secrets = self.0.lock().unwrap();
        let writings: BTreeSet<String> =
            secrets.iter().flat_map(|secret| writings(secret)).collect();
        AhoCorasick::new(writings).unwrap()
    }
}

/// A secret as it is, in a form, in JSON, and as a part of something in base64: credentials in an `Authorization`
/// header, for example.
pub(crate) fn writings(secret: &str) -> Vec<String> {
    let in_form = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let in_json = serde_json::to_string(secret).unwrap();
    let in_json = in_json.trim_matches('"').to_owned();
    let mut writings = vec![secret.to_owned(), in_form, in_json];
    for before in 0..3 {
        let encoded = in_base64(secret, before);
        writings.push(encoded.replace('+', "-").replace('/', "_"));
        writings.push(encoded);
    }
    writings
}

/// The characters that are the same whatever stands around the secret, when this many bytes of a group of three come
/// before it.
fn in_base64(secret: &str, before: usize) -> String {
    let text = [&[0; 3][..before], secret.as_bytes()].concat();
    let (first, end) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
    STANDARD.encode(&text)[first..end].to_owned()
}

/// The values of a key in a TOML file of `fixtures/`.
pub(crate) fn values(file: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let prefix = format!("{key} = \"");
    let value = |line: &str| Some(line.strip_prefix(&prefix)?.split('"').next()?.to_owned());
    text.lines().filter_map(value).collect()
}

/// Asserts that no secret stands in a text; the message shows where one stands, without it.
pub(crate) fn assert_clean(place: &str, text: &str, finder: &AhoCorasick) {
    let before = |found: aho_corasick::Match| {
        let from = found.start().saturating_sub(80);
        String::from_utf8_lossy(&text.as_bytes()[from..found.start()]).into_owned()
    };
    let leaks: Vec<String> = finder.find_iter(text).take(5).map(before).collect();
    assert_eq!(leaks, [""; 0], "before the secrets in {place}");
}
