use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything made visible that could move a cursor, reorder a line, or break a file format: what a
/// target sends is hostile until it is shown to be harmless. Line breaks and tabs stay.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let hides = |character: char| {
        (character.is_control() && !matches!(character, '\n' | '\t')) || is_deceptive(character)
    };
    if !text.contains(hides) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if hides(character) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Characters that reorder or hide text, and those that XML forbids.
pub(super) const fn is_deceptive(character: char) -> bool {
    matches!(character,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain_text("ünïcode \t and\nlines", "ünïcode \t and\nlines")]
    #[case::a_terminal_sequence("a\u{1b}[31mb", "a\\u{1b}[31mb")]
    #[case::a_carriage_return("a\rb", "a\\u{d}b")]
    #[case::text_that_runs_backwards("a\u{202e}b", "a\\u{202e}b")]
    #[case::what_xml_forbids("a\u{0}\u{ffff}", "a\\u{0}\\u{ffff}")]
    fn what_could_deceive_is_shown(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(visible(text), expected);
    }
}
