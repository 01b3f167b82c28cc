use std::sync::{Mutex, MutexGuard, PoisonError};

/// A poisoned lock only means that another task panicked; what it guards is whole.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
