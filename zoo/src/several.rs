//! Many servers at a time, each on a runtime of its own.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::runtime::Builder;

use crate::lock::lock;
use suite::error::SuiteError;

/// Does something with each, several at a time for each processor; blocks until all are done.
pub(crate) fn each_of<T: Copy + Sync, R: Send>(
    all: &[T],
    together: usize,
    one: impl Fn(T) -> Result<R, SuiteError> + Sync,
) -> Result<Vec<R>, SuiteError> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<R, SuiteError>>>> =
        Mutex::new(all.iter().map(|_| None).collect());
    let threads = together * std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = all.get(at) else {
                        return;
                    };
                    let result = one(*item);
                    if let Some(slot) = lock(&done).get_mut(at) {
                        *slot = Some(result);
                    }
                }
            });
        }
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter()
        .map(|slot| {
            slot.unwrap_or_else(|| Err(SuiteError::Internal("a server was not run".to_owned())))
        })
        .collect()
}

/// Runs a server, and all that is done with it, on a runtime of its own: it is gone when the future ends.
pub(crate) fn on<T>(
    runtime: &mut Builder,
    future: impl Future<Output = Result<T, SuiteError>>,
) -> Result<T, SuiteError> {
    runtime
        .enable_all()
        .build()
        .map_err(|error| SuiteError::Embedded(error.to_string()))?
        .block_on(future)
}
