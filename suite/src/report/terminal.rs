use super::visible::visible;

/// A text for a terminal or the log of a CI job: nothing in it moves a cursor, and nothing is taken for a command.
///
/// GitHub's runner obeys `::` at the beginning of a line and `##[` anywhere in one; none of our own words has either.
pub fn for_terminal(text: &str) -> String {
    without_commands(&visible(text))
}

/// The same for a text that may hold escapes of ours.
pub(super) fn without_commands(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.replace("##[", "##\\u{5b}").split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let (blank, said) = line.split_at(indent);
        shown.push_str(blank);
        match said.strip_prefix("::") {
            Some(rest) => {
                shown.push_str("\\u{3a}:");
                shown.push_str(rest);
            }
            None => shown.push_str(said),
        }
    }
    shown
}

/// What a target said stays in its line: whatever begins a line is ours.
pub fn in_one_line(text: &str) -> String {
    for_terminal(&text.replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{for_terminal, in_one_line};

    #[rstest]
    #[case::plain("a: b\n", "a: b\n")]
    #[case::an_escape("a\u{1b}[2Jb", "a\\u{1b}[2Jb")]
    #[case::a_command_at_the_margin("a\n::error::b", "a\n\\u{3a}:error::b")]
    #[case::a_command_after_blanks("  ::add-mask::b", "  \\u{3a}:add-mask::b")]
    #[case::a_command_in_a_line("a ##[error]b", "a ##\\u{5b}error]b")]
    #[case::a_path("suite::report", "suite::report")]
    fn nothing_is_a_command(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(for_terminal(text), expected);
    }

    #[test]
    fn a_line_stays_one() {
        assert_eq!(in_one_line("a\n::error::b\r"), "a\\n::error::b\\u{d}");
    }
}
