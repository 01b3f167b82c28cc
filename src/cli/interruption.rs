use std::process::exit;

use tokio::signal::ctrl_c;

use suite::report::EarlyEnd;

/// Ctrl-C: the first one asks for the report of what was measured so far, the second one ends the program at once.
///
/// This waits for the first one; for ever where the system knows none.
pub(super) async fn interruption() {
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    tokio::spawn(async {
        if ctrl_c().await.is_ok() {
            exit(EarlyEnd::Interrupted.exit_code().into());
        }
    });
}
