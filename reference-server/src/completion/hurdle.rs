use std::sync::Mutex;

use tokio::sync::oneshot;

/// Tells somebody who waits that it will take longer: something has failed and will be repeated.
#[derive(Debug, Default)]
pub(crate) struct Hurdle(Mutex<Option<oneshot::Sender<()>>>);

impl Hurdle {
    /// A hurdle, and what resolves to `Ok` when it is met.
    pub(crate) fn new() -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        (Self(Mutex::new(Some(sender))), receiver)
    }

    pub(super) fn is_met(&self) {
        let mut waiting = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(sender) = waiting.take() {
            // Whoever waited may have gone.
            let _ = sender.send(());
        }
    }
}
