//! Authlete's code for what came of a call.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A result code, such as `A179001`. Anything else in its place counts as none, so that a log can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultCode(String);

impl ResultCode {
    /// Reads a code: `A` and six or seven digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('A')?;
        let is_code = matches!(digits.len(), 6 | 7) && digits.bytes().all(|b| b.is_ascii_digit());
        is_code.then(|| Self(text.to_owned()))
    }

    /// The code of an answer that is an error, whatever it looks like.
    pub(super) fn of_body(body: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Envelope {
            result_code: String,
        }
        let envelope: Envelope = serde_json::from_slice(body).ok()?;
        Self::parse(&envelope.result_code)
    }

    /// The text of the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the call itself was wrong, so that the same call will fare no better. The third digit from the right
    /// says whose fault it was: 1 Authlete's, 2 that of the service that called, 3 the client's.
    pub fn blames_the_call(&self) -> bool {
        self.0.as_bytes().iter().rev().nth(2) == Some(&b'2')
    }

    /// For the log: `, resultCode A179001`, or nothing.
    pub(crate) fn in_words(code: Option<&Self>) -> String {
        code.map(|code| format!(", resultCode {}", code.as_str()))
            .unwrap_or_default()
    }

    /// Reads the member of an answer; what is no code is none.
    pub(super) fn lenient<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(value.as_str().and_then(Self::parse))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::good("A186202", true)]
    #[case::longer("A1862021", true)]
    #[case::no_letter("186202", false)]
    #[case::words("A token", false)]
    #[case::too_short("A18620", false)]
    #[case::more_behind("A186202 s3cret", false)]
    #[case::empty("", false)]
    fn a_code_is_a_letter_and_digits(#[case] text: &str, #[case] is_code: bool) {
        assert_eq!(ResultCode::parse(text).is_some(), is_code);
    }

    #[rstest]
    #[case::success("A198001", false)]
    #[case::authletes_fault("A186101", false)]
    #[case::the_callers_fault("A186202", true)]
    #[case::the_clients_fault("A200304", false)]
    fn the_third_digit_from_the_right_says_whose_fault_it_is(
        #[case] text: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(ResultCode::parse(text).unwrap().blames_the_call(), expected);
    }
}
