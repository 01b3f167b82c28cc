use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use crate::runner::{Progress, Snapshot};

/// How often a terminal is told.
const ON_A_TERMINAL: Duration = Duration::from_millis(200);
/// How often a log is told: a line each time.
const IN_A_LOG: Duration = Duration::from_secs(5);

/// Tells on standard error how far a run is, until it is dropped.
pub(super) struct Display {
    task: tokio::task::JoinHandle<()>,
    on_a_terminal: bool,
}

impl Display {
    /// On a terminal a line that is written over; elsewhere nothing, or lines for who wants to know more.
    pub(super) fn start(progress: &Progress, quiet: bool, verbose: bool) -> Option<Self> {
        let on_a_terminal = std::io::stderr().is_terminal();
        if quiet || !(on_a_terminal || verbose) {
            return None;
        }
        let progress = progress.clone();
        let task = tokio::spawn(async move {
            let pause = if on_a_terminal {
                ON_A_TERMINAL
            } else {
                IN_A_LOG
            };
            let mut last = None;
            loop {
                tokio::time::sleep(pause).await;
                let line = line(&progress.snapshot());
                if last.as_ref() != Some(&line) {
                    show(&line, on_a_terminal);
                    last = Some(line);
                }
            }
        });
        Some(Self {
            task,
            on_a_terminal,
        })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.task.abort();
        if self.on_a_terminal {
            show("", true);
        }
    }
}

/// A standard error that nobody reads is no reason to stop.
fn show(line: &str, on_a_terminal: bool) {
    let mut stderr = std::io::stderr().lock();
    let _ = if on_a_terminal {
        write!(stderr, "\r\x1b[K{line}")
    } else {
        writeln!(stderr, "{line}")
    };
    let _ = stderr.flush();
}

fn line(snapshot: &Snapshot) -> String {
    let mut line = format!("{} of {} scenarios done", snapshot.done, snapshot.total);
    if snapshot.failed > 0 {
        let _ = write!(line, ", {} failed", snapshot.failed);
    }
    if snapshot.waiting > 0 {
        let _ = write!(line, ", {} waiting", snapshot.waiting);
    }
    if let Some(left) = snapshot.left.filter(|left| left.as_secs() > 0) {
        let _ = write!(line, ", about {} left", minutes(left));
    }
    line
}

fn minutes(duration: Duration) -> String {
    match (duration.as_secs() / 60, duration.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_what_is_done_who_waits_and_how_long_it_takes() {
        let snapshot = Snapshot {
            total: 200,
            done: 120,
            failed: 2,
            waiting: 40,
            left: Some(Duration::from_secs(95)),
        };

        assert_eq!(
            line(&snapshot),
            "120 of 200 scenarios done, 2 failed, 40 waiting, about 1 min 35 s left"
        );
    }

    #[test]
    fn what_is_nothing_is_not_told() {
        let snapshot = Snapshot {
            total: 3,
            done: 0,
            failed: 0,
            waiting: 0,
            left: None,
        };

        assert_eq!(line(&snapshot), "0 of 3 scenarios done");
    }
}
