use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::ctrl_c;

/// What a shell gives for a program that Ctrl-C has ended.
pub(super) const EXIT_CODE: u8 = 130;

/// Ctrl-C: the first one asks for the report of what was measured so far, the second one ends the program at once.
#[derive(Clone, Default)]
pub(super) struct Interruption(Arc<AtomicBool>);

impl Interruption {
    /// Waits for the first Ctrl-C; for ever where the system knows none.
    pub(super) async fn wait(&self) {
        if ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        self.0.store(true, Ordering::Relaxed);
        tokio::spawn(async {
            if ctrl_c().await.is_ok() {
                exit(EXIT_CODE.into());
            }
        });
    }

    /// Whether it came.
    pub(super) fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
