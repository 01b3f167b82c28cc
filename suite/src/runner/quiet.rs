//! A step ends a scenario by a panic, as cucumber wants it, which is no news: the report tells it.

use std::cell::Cell;
use std::panic;
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of scenarios off standard error, once for the process; all others are printed as before.
fn silence_stops() {
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

/// Runs a future, marked as a run on whatever thread polls it: what panics in it is not printed.
pub(super) async fn while_running<F: Future>(future: F) -> F::Output {
    silence_stops();
    let mut future = pin!(future);
    std::future::poll_fn(move |context| {
        let before = RUNNING.replace(true);
        let polled: Poll<F::Output> = future.as_mut().poll(context);
        RUNNING.set(before);
        polled
    })
    .await
}
