//! Cucumber ends a scenario by a panic, which is no news: the report tells it.

use std::cell::Cell;
use std::panic;
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of scenarios off standard error, once for the process; all others are printed as before.
///
/// Cucumber swaps the hook for the time of a run, which goes wrong where several runs share a process.
pub(super) fn silence_stops() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !RUNNING.get() {
                previous(info);
            }
        }));
    });
}

/// Undoes what a run that was cut off has left behind: cucumber puts the hook back at its end only.
pub(super) fn speak_again() {
    drop(panic::take_hook());
}

/// Runs a future, marked as a run on whatever thread polls it.
pub(super) async fn while_running<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    std::future::poll_fn(move |context| {
        let before = RUNNING.replace(true);
        let polled: Poll<F::Output> = future.as_mut().poll(context);
        RUNNING.set(before);
        polled
    })
    .await
}
