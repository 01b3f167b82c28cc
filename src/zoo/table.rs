use std::fmt::Write as _;

use super::Catch;

/// The zoo for people: a line for each fault, what slipped through, and the sum as the last line.
pub fn fault_table(caught: &[Catch], verbose: bool) -> String {
    let mut text = String::new();
    for catch in caught {
        let mark = if catch.is_caught() {
            "caught"
        } else {
            "MISSED"
        };
        let _ = writeln!(
            text,
            "{mark}  {:<18} {}",
            catch.expectation.requirement, catch.expectation.name
        );
        for pattern in &catch.missed {
            let _ = writeln!(text, "        not caught by {pattern}");
        }
        for alarm in &catch.false_alarms {
            let _ = writeln!(text, "        false alarm: {alarm}");
        }
        if verbose {
            for failed in &catch.failed {
                let _ = writeln!(text, "        {failed}");
            }
        }
    }
    let _ = writeln!(
        text,
        "caught {} of {} faults, {} false alarms",
        caught.iter().filter(|catch| catch.is_caught()).count(),
        caught.len(),
        caught
            .iter()
            .map(|catch| catch.false_alarms.len())
            .sum::<usize>()
    );
    text
}
