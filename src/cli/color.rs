const RED: &str = "\x1b[1;31m";
const GREEN: &str = "\x1b[1;32m";
const YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// What a line of the report for people begins with or contains, and its colour; the first one that fits counts.
const COLOURS: &[(fn(&str, &str) -> bool, &str, &str)] = &[
    (starts, "FAILED: ", RED),
    (starts, "SUITE_ERROR: ", RED),
    (starts, "UNEXPECTED_PASS: ", RED),
    (starts, "WARNING: ", YELLOW),
    (starts, "INFO: ", CYAN),
    (contains, " is not conformant: ", RED),
    (contains, " is inconclusive: ", YELLOW),
    (contains, " is conformant: ", GREEN),
];

fn starts(line: &str, mark: &str) -> bool {
    line.starts_with(mark)
}

/// Only at the margin: what a server has sent stands further in.
fn contains(line: &str, mark: &str) -> bool {
    !line.starts_with(' ') && line.contains(mark)
}

/// The report for people with its outcomes and its verdict in colour.
pub(super) fn colored(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let bare = line.trim_end_matches('\n');
            let colour = COLOURS.iter().find(|(fits, mark, _)| fits(bare, mark));
            match colour {
                Some((_, _, colour)) => {
                    let end = &line[bare.len()..];
                    format!("{colour}{bare}{RESET}{end}")
                }
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
