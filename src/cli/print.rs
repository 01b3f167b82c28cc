use std::io::Write as _;

use super::CliError;
use suite::report::for_terminal;

/// What is told beside the result. A target may have said some of it: lines after the first stand further in, so that none
/// is taken for one of ours.
pub(crate) fn told(text: &str) -> String {
    for_terminal(&text.replace('\n', "\n  "))
}

/// Writes to standard output; a reader who went away early is no error.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Report {
            file: "-".to_owned(),
            reason: error.to_string(),
        }),
        _ => Ok(()),
    }
}
