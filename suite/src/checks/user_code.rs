//! The user_code (CIBA Core 1.0, section 7.1.2).

use super::{Judge, Violations};
use crate::jose::DecodedJwt;

/// A code is known to the user alone: nothing that an OP sends holds it, the claims of a JWT included.
pub fn told_nowhere(sent: &[Vec<u8>], code: &str) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for body in sent {
        let text = String::from_utf8_lossy(body);
        let in_claims = text
            .split('"')
            .filter_map(|part| DecodedJwt::parse(part).ok())
            .any(|jwt| has(&jwt.claims.to_string(), code));
        judge.should(
            !in_claims && !has(&text, code),
            "CIBA-7.1.2-10",
            "nothing that holds the user_code: it is known to the user alone",
            "the user_code of the user",
        );
    }
    judge.verdict(())
}

/// Whether a text holds a code as a word: a number of the same digits within a longer one is another.
fn has(text: &str, code: &str) -> bool {
    !code.is_empty()
        && text.match_indices(code).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + code.len()..].chars().next();
            let goes_on =
                |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
            !goes_on(before) && !goes_on(after)
        })
}

#[cfg(test)]
mod tests {
    use super::told_nowhere;

    #[test]
    fn a_code_is_found_as_a_word_alone() {
        let body = |text: &str| vec![text.as_bytes().to_vec()];

        assert!(told_nowhere(&body(r#"{"error_description":"not 675325"}"#), "675325").is_err());
        assert!(told_nowhere(&body(r#"{"auth_req_id":"a1675325"}"#), "675325").is_ok());
        assert!(told_nowhere(&body(r#"{"error":"invalid_user_code"}"#), "675325").is_ok());
    }
}
