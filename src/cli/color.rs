const RED: &str = "\x1b[1;31m";
const GREEN: &str = "\x1b[1;32m";
const YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// What a line of the report for people begins with, and its colour.
const OUTCOMES: &[(&str, &str)] = &[
    ("FAILED: ", RED),
    ("SUITE_ERROR: ", RED),
    ("UNEXPECTED_PASS: ", RED),
    ("WARNING: ", YELLOW),
    ("INFO: ", CYAN),
];

/// What the line with the verdict contains, and its colour.
const VERDICTS: &[(&str, &str)] = &[
    (" is not conformant: ", RED),
    (" is inconclusive: ", YELLOW),
    (" is conformant: ", GREEN),
];

/// Only at the margin: what a server has sent stands further in.
fn colour_of(line: &str) -> Option<&'static str> {
    let outcome = OUTCOMES.iter().find(|(mark, _)| line.starts_with(mark));
    let verdict = VERDICTS
        .iter()
        .find(|(mark, _)| !line.starts_with(' ') && line.contains(mark));
    outcome.or(verdict).map(|(_, colour)| *colour)
}

/// The report for people with its outcomes and its verdict in colour.
pub(super) fn colored(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let bare = line.trim_end_matches('\n');
            let end = &line[bare.len()..];
            match colour_of(bare) {
                Some(colour) => format!("{colour}{bare}{RESET}{end}"),
                None => line.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_and_the_verdict_are_coloured_and_nothing_else() {
        let text =
            "FAILED: a@b\n    response< FAILED: nothing\nop (x) is not conformant: 1 failed\n";

        assert_eq!(
            colored(text),
            format!(
                "{RED}FAILED: a@b{RESET}\n    response< FAILED: nothing\n{RED}op (x) is not conformant: 1 failed{RESET}\n"
            )
        );
    }
}
