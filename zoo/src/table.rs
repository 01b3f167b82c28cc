use std::fmt::Write as _;

use super::{Baseline, Catch, Extent, Judged};

/// The zoo for people: a line for each fault, what slipped through, and the sum as the last line.
pub fn fault_table(baseline: &Baseline, caught: &[Catch], extent: Extent, verbose: bool) -> String {
    let mut text = String::new();
    let alarms = baseline.false_alarms();
    for alarm in &alarms {
        let _ = writeln!(text, "false alarm without a fault: {alarm}");
    }
    for catch in caught {
        let mark = if catch.is_caught() {
            "caught"
        } else {
            "MISSED"
        };
        let _ = writeln!(
            text,
            "{mark}  {:<18} {}",
            catch.fault.requirement, catch.fault.name
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
        "\nWithout a fault: all {} scenarios. With one: those that must catch it, and those in which it changes a \
         message,\n{}; {} in all. The others would see the same bytes again.",
        baseline.runs(),
        match extent {
            Extent::Sample => "by one client each, a sample where they are many",
            Extent::Everything => "by every client",
        },
        caught.iter().map(|catch| catch.ran).sum::<usize>()
    );
    let _ = writeln!(
        text,
        "caught {} of {} faults, {} false alarms",
        caught.iter().filter(|catch| catch.is_caught()).count(),
        caught.len(),
        caught
            .iter()
            .map(|catch| catch.false_alarms.len())
            .sum::<usize>()
            + alarms.len()
    );
    text
}

/// The right servers for people: a line for each that somebody blames, and the sum as the last line.
pub fn right_table(judged: &[Judged], verbose: bool) -> String {
    let mut text = String::new();
    for server in judged {
        let blamed = !server.complaints.is_empty();
        if blamed || verbose {
            let mark = if blamed { "BLAMED" } else { "right " };
            let _ = writeln!(
                text,
                "{mark}  {}: unlike ours in {} of {} scenarios",
                server.name, server.unlike, server.ran
            );
        }
        for complaint in &server.complaints {
            let _ = writeln!(text, "        false alarm: {complaint}");
        }
    }
    let _ = writeln!(
        text,
        "{} right servers unlike ours in {} scenarios, {} false alarms",
        judged.len(),
        judged.iter().map(|server| server.ran).sum::<usize>(),
        judged
            .iter()
            .map(|server| server.complaints.len())
            .sum::<usize>()
    );
    text
}
