use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use super::output::Output;
use suite::runner::{Progress, Snapshot};

/// How often a terminal is told.
const ON_A_TERMINAL: Duration = Duration::from_millis(200);
/// How often a log is told.
const IN_A_LOG: Duration = Duration::from_secs(5);

/// Tells on standard error how far a run is, until it is dropped.
pub(super) struct Display {
    task: tokio::task::JoinHandle<()>,
    on_a_terminal: bool,
}

impl Display {
    /// A line on a terminal that is written over, or events in the log; nothing where neither is wanted.
    pub(super) fn start(progress: &Progress, output: Output) -> Option<Self> {
        let on_a_terminal = !output.is_logged() && std::io::stderr().is_terminal();
        if output.is_quiet() || !(on_a_terminal || output.is_logged()) {
            return None;
        }
        let progress = progress.clone();
        let task = tokio::spawn(async move {
            let pause = if on_a_terminal {
                ON_A_TERMINAL
            } else {
                IN_A_LOG
            };
            loop {
                tokio::time::sleep(pause).await;
                let snapshot = progress.snapshot();
                if on_a_terminal {
                    show(&line(&snapshot));
                } else {
                    log(&snapshot);
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
            show("");
        }
    }
}

/// A standard error that nobody reads is no reason to stop.
fn show(line: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "\r\x1b[K{line}");
    let _ = stderr.flush();
}

fn log(snapshot: &Snapshot) {
    tracing::info!(
        done = snapshot.done,
        total = snapshot.total,
        failed = snapshot.failed,
        waiting = snapshot.waiting,
        seconds_left = snapshot.left.map(|left| left.as_secs()),
        "progress"
    );
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
