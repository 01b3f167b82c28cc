//! `application/x-www-form-urlencoded`, read strictly: what does not decode is an error, never a replacement character.

/// Takes a form body or a query apart. `None` when an escape is broken or the text is not UTF-8.
pub(crate) fn parse(text: &[u8]) -> Option<Vec<(String, String)>> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let split = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = match split {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &pair[pair.len()..]),
            };
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(*rest.next()?)? << 4 | hex_digit(*rest.next()?)?,
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::parse;

    #[rstest]
    #[case::plain("a=1&b=2", &[("a", "1"), ("b", "2")])]
    #[case::plus_and_percent("a=x+y%2Bz%C3%A9", &[("a", "x y+z\u{e9}")])]
    #[case::no_value("a&b=", &[("a", ""), ("b", "")])]
    #[case::equals_sign_in_a_value("a=b=c", &[("a", "b=c")])]
    #[case::stray_ampersands("&&a=1&", &[("a", "1")])]
    #[case::nothing("", &[])]
    fn a_form_is_taken_apart(#[case] text: &str, #[case] expected: &[(&str, &str)]) {
        let pairs = parse(text.as_bytes());

        let expected = expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(pairs, Some(expected));
    }

    #[rstest]
    #[case::cut_escape("a=%4")]
    #[case::no_hex_digit("a=%zz")]
    #[case::not_utf8("a=%ff")]
    #[case::in_a_name("%ff=a")]
    fn a_broken_form_is_refused(#[case] text: &str) {
        assert_eq!(parse(text.as_bytes()), None);
    }
}
