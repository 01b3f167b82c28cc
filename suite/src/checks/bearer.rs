//! Bearer tokens in callbacks (RFC 6750, sections 2 and 5.3).

use super::callback::decorated;
use super::message::describe_header;
use super::{Judge, Violations};
use crate::http::Request;

/// One Authorization header: `Bearer`, spaces, and the token that the client chose, a `b64token`.
pub fn header(request: &Request, token: &str) -> Result<(), Violations> {
    let values: Vec<&str> = request.header_values("authorization").collect();
    let right = match values.as_slice() {
        [value] => value.split_once(' ').is_some_and(|(scheme, credentials)| {
            let credentials = credentials.trim_start_matches(' ');
            // The scheme is named without regard to letter case (RFC 9110, section 11.1).
            scheme.eq_ignore_ascii_case("Bearer")
                && is_b64token(credentials)
                && credentials == token
        }),
        _ => false,
    };
    if let Some(found) = decorated(&values, token) {
        return Err(found.into());
    }
    let mut judge = Judge::new();
    judge.must(
        right,
        "C-6750-01",
        &format!("one header \"Authorization: Bearer {token}\""),
        &match values.as_slice() {
            [_, _, ..] => format!("{} Authorization headers", values.len()),
            values => describe_header("Authorization", values.first().copied()),
        },
    );
    judge.verdict(())
}

/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

/// The token stands in no place that is logged or stored.
pub fn header_alone(request: &Request, token: &str) -> Result<(), Violations> {
    let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    let holds = |text: &str| text.contains(token) || text.contains(&encoded);
    let mut judge = Judge::new();
    judge.should(
        !holds(&request.url),
        "C-6750-03",
        "a URL without the client_notification_token",
        "a URL that holds it",
    );
    judge.should(
        !holds(&String::from_utf8_lossy(&request.body)),
        "C-6750-03",
        "a body without the client_notification_token",
        "a body that holds it",
    );
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::{header, header_alone};
    use crate::http::Request;

    fn request(headers: &[&str], body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            url: "https://client.example/cb".to_owned(),
            headers: headers
                .iter()
                .map(|value| ("authorization".to_owned(), (*value).to_owned()))
                .collect(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn one_well_formed_header_with_the_token_is_right() {
        assert!(header(&request(&["Bearer a-b.c=="], ""), "a-b.c==").is_ok());
    }

    #[test]
    fn everything_else_is_wrong() {
        for headers in [
            &[][..],
            &["a-b.c=="],
            &["Basic a-b.c=="],
            &["Bearer a-b.c"],
            &["Bearer \"a-b.c==\""],
            &["Bearer a-b.c==", "Bearer a-b.c=="],
        ] {
            assert!(
                header(&request(headers, ""), "a-b.c==").is_err(),
                "{headers:?}"
            );
        }
    }

    #[test]
    fn a_token_in_the_body_is_found() {
        assert!(header_alone(&request(&[], "{\"token\":\"a-b\"}"), "a-b").is_err());
        assert!(header_alone(&request(&[], "{}"), "a-b").is_ok());
    }
}
