//! The binding_message: what the user compares on both devices (section 7.1).

/// Whether a message can be shown as it is: not too long, and every character of it visible or a blank. An empty one
/// counts as none.
pub(super) fn is_acceptable(message: &str, max_length: usize) -> bool {
    message.chars().count() <= max_length && message.chars().all(is_printable)
}

/// Control characters, line breaks, and characters that only change how others look (direction, joining, tags) or
/// that no font has. The last ones would let two different messages look alike.
fn is_printable(char: char) -> bool {
    let is_hidden = matches!(
        char,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{e0000}'..='\u{10ffff}'
    );
    !char.is_control() && !is_hidden
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::none("", true)]
    #[case::short("W4SCT", true)]
    #[case::blanks("Pay 10 EUR to \"Bob\"", true)]
    #[case::at_the_limit(&"x".repeat(64), true)]
    #[case::over_the_limit(&"x".repeat(65), false)]
    #[case::characters_not_bytes(&"é".repeat(64), true)]
    #[case::other_scripts("支付 שלום 🙂", true)]
    #[case::line_break("W4SCT\nApproved", false)]
    #[case::tab("W4\tSCT", false)]
    #[case::nul("W4\0SCT", false)]
    #[case::delete("W4\u{7f}SCT", false)]
    #[case::direction_override("W4\u{202e}SCT", false)]
    #[case::zero_width("W4\u{200b}SCT", false)]
    #[case::replacement_character("W4\u{fffd}SCT", false)]
    fn a_message_is_accepted_if_it_can_be_shown(#[case] message: &str, #[case] acceptable: bool) {
        assert_eq!(is_acceptable(message, 64), acceptable);
    }

    proptest! {
        #[test]
        fn printable_ascii_within_the_limit_is_always_accepted(message in "[ -~]{0,64}") {
            prop_assert!(is_acceptable(&message, 64));
        }

        #[test]
        fn a_message_with_a_control_character_is_never_accepted(before in "[ -~]{0,9}", control in "\\p{Cc}") {
            let message = format!("{before}{control}");

            prop_assert!(!is_acceptable(&message, 64));
        }
    }
}
