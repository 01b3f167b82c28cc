//! What answers tell about the user (CIBA Core 1.0, section 15): recorded, never failed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::message::describe_body;
use super::{Violation, Violations};
use crate::protocol::Level;

/// Shorter words occur by chance.
const SHORTEST: usize = 4;

/// No auth_req_id tells who the user is, neither as it stands nor decoded.
pub fn identifier_tells_nothing(auth_req_id: &str, words: &[String]) -> Result<(), Violations> {
    let decoded: String = auth_req_id
        .split('.')
        .filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    tells_nothing(&format!("{auth_req_id} {decoded}"), words, || {
        format!("the auth_req_id {auth_req_id}")
    })
}

/// No body tells who the user is.
pub fn body_tells_nothing(body: &[u8], words: &[String]) -> Result<(), Violations> {
    tells_nothing(&String::from_utf8_lossy(body), words, || {
        describe_body(body)
    })
}

fn tells_nothing(
    text: &str,
    words: &[String],
    what: impl FnOnce() -> String,
) -> Result<(), Violations> {
    let told = words
        .iter()
        .find(|word| word.len() >= SHORTEST && text.contains(word.as_str()));
    match told {
        None => Ok(()),
        Some(word) => Err(Violation::of(
            Level::Info,
            "CIBA-15-02",
            format!("nothing that tells the user, such as {word}"),
            what(),
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_in_an_identifier_though_it_is_encoded() {
        let words = ["alice@example.com".to_owned()];
        let telling = format!(
            "x.{}",
            URL_SAFE_NO_PAD.encode(r#"{"u":"alice@example.com"}"#)
        );

        assert!(identifier_tells_nothing("1c266114-a1be-4252-8ad1-04986c5b9ac1", &words).is_ok());
        assert!(identifier_tells_nothing(&telling, &words).is_err());
        assert!(body_tells_nothing(b"no user alice@example.com", &words).is_err());
    }
}
