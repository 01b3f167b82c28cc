use std::fmt::Write as _;

use super::{Finding, State};
use crate::report::in_one_line;

/// The findings for people: a line each, and what to do below.
pub fn text(findings: &[Finding]) -> String {
    let width = findings
        .iter()
        .map(|finding| finding.subject.chars().count())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for finding in findings {
        let state = match finding.state {
            State::Well => "ok",
            State::Note => "note",
            State::Problem => "problem",
        };
        let _ = writeln!(
            text,
            "{state:<7}  {:<width$}  {}",
            finding.subject,
            in_one_line(&finding.seen)
        );
        if let Some(remedy) = &finding.remedy {
            let _ = writeln!(
                text,
                "{:<7}  {:<width$}  -> {}",
                "",
                "",
                in_one_line(remedy)
            );
        }
    }
    let problems = findings
        .iter()
        .filter(|finding| finding.state == State::Problem)
        .count();
    let _ = match problems {
        0 => writeln!(text, "no problem found"),
        1 => writeln!(text, "1 problem found"),
        problems => writeln!(text, "{problems} problems found"),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_aligned_and_the_remedy_stands_below() {
        let findings = [
            Finding::well("name", "localhost is 127.0.0.1"),
            Finding::note("connection", "plain HTTP"),
            Finding::problem("clock", "70 s apart", "set both by NTP"),
        ];

        assert_eq!(
            text(&findings),
            "ok       name        localhost is 127.0.0.1\n\
             note     connection  plain HTTP\n\
             problem  clock       70 s apart\n\
             \u{20}                    -> set both by NTP\n\
             1 problem found\n"
        );
    }
}
