//! Which authentication request a call belongs to.

use memchr::memmem;

use crate::http::Request;

/// Whether a call is about this request. What it names among the known identifiers decides; where it names none of
/// them, its bearer token does.
pub(super) fn belongs(
    request: &Request,
    known: &[String],
    auth_req_id: &str,
    client_notification_token: &str,
) -> bool {
    let body = &request.body;
    if mentions(body, auth_req_id) {
        return true;
    }
    let in_header = request
        .header_values("authorization")
        .any(|value| mentions(value.as_bytes(), client_notification_token));
    in_header && !known.iter().any(|other| mentions(body, other))
}

/// Whether a text contains a value as a whole: `7` stands in `"7"`, and not in `17`.
fn mentions(text: &[u8], value: &str) -> bool {
    !value.is_empty()
        && memmem::find_iter(text, value).any(|at| {
            let before = text[..at].last();
            let after = text.get(at + value.len());
            !before.is_some_and(|byte| continues(*byte))
                && !after.is_some_and(|byte| continues(*byte))
        })
}

/// The characters that an identifier or a token may go on with (RFC 6750, section 2.1).
pub(super) const fn continues(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(token: &str, body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            url: "http://client/cb".to_owned(),
            headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_call_belongs_to_the_request_that_it_names() {
        let known = ["1".to_owned(), "12".to_owned()];
        let call = call("token-of-12", r#"{"auth_req_id":"12"}"#);

        assert!(belongs(&call, &known, "12", "token-of-12"));
        assert!(!belongs(&call, &known, "1", "token-of-1"));
    }

    #[test]
    fn a_call_that_names_one_request_and_carries_the_token_of_another_belongs_to_the_one_it_names()
    {
        let known = ["first".to_owned(), "second".to_owned()];
        let call = call("token-of-first", r#"{"auth_req_id":"second"}"#);

        assert!(belongs(&call, &known, "second", "token-of-second"));
        assert!(!belongs(&call, &known, "first", "token-of-first"));
    }

    #[test]
    fn a_call_that_names_no_known_request_belongs_to_its_token() {
        let known = ["first".to_owned(), "second".to_owned()];
        let call = call("token-of-first", r#"{"auth_req_id":"made-up"}"#);

        assert!(belongs(&call, &known, "first", "token-of-first"));
        assert!(!belongs(&call, &known, "second", "token-of-second"));
    }

    #[test]
    fn nothing_belongs_to_no_identifier_and_no_token() {
        assert!(!belongs(&call("t", "{}"), &[], "", ""));
    }
}
