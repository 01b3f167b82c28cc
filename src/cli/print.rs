use std::io::Write as _;

use super::CliError;

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
