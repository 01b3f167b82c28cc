//! Plays the runs of a plan, each on one of several threads.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::thread::available_parallelism;

use futures::future::{AbortHandle, Abortable, join_all};
use futures::{FutureExt as _, StreamExt as _, stream};
use tokio::runtime::Handle;

use super::quiet;
use super::shared::{Shared, lock};
use crate::plan::PlannedRun;

/// Ends what the players do when it is dropped: their threads would go on.
struct Curtain(Vec<AbortHandle>);

impl Drop for Curtain {
    fn drop(&mut self) {
        for player in &self.0 {
            player.abort();
        }
    }
}

/// Plays all, so many at the same time and in this order; with no limit all begin at once.
///
/// The future of a step is not `Send`: a run stays on the thread where it began, and the runs are dealt out.
pub(super) async fn play(runs: Vec<PlannedRun>, limit: Option<usize>, shared: &Arc<Shared>) {
    let runs = Arc::new(Mutex::new(runs.into_iter()));
    let mut curtain = Curtain(Vec::new());
    let mut players = Vec::new();
    for share in shares(limit) {
        let (runs, shared) = (Arc::clone(&runs), Arc::clone(shared));
        let (abort, registration) = AbortHandle::new_pair();
        curtain.0.push(abort);
        let runtime = Handle::current();
        players.push(tokio::task::spawn_blocking(move || {
            let dealt = stream::iter(std::iter::from_fn(|| lock(&runs).next()));
            let playing = dealt.for_each_concurrent(share, |run| one(run, &shared));
            let playing = Abortable::new(quiet::while_running(playing), registration);
            runtime.block_on(playing)
        }));
    }
    // What ended has its report; a thread that was lost leaves runs behind, and their reports say so.
    join_all(players).await;
}

/// How many runs each thread plays at the same time. Where nothing limits them they wait most of the time, for each
/// other or for the clock, and one thread is enough.
fn shares(limit: Option<usize>) -> Vec<Option<usize>> {
    let Some(limit) = limit else {
        return vec![None];
    };
    let threads = available_parallelism().map_or(1, usize::from).min(limit);
    (0..threads)
        .map(|at| Some((limit + at) / threads))
        .collect()
}

/// Plays one run; a panic outside of its steps is a fault of ours, and ends this run alone.
async fn one(run: PlannedRun, shared: &Shared) {
    let playing = AssertUnwindSafe(shared.play(&run));
    if let Err(payload) = playing.catch_unwind().await {
        shared.broke(&run, payload.as_ref());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_add_up_to_the_limit() {
        for limit in 1..200 {
            let shares = shares(Some(limit));

            assert_eq!(shares.iter().flatten().sum::<usize>(), limit);
            assert!(!shares.contains(&Some(0)));
        }
    }
}
