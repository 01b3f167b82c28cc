use suite::error::SuiteError;

/// A fault of ours.
pub(super) fn broken(error: &dyn std::fmt::Display) -> SuiteError {
    SuiteError::Embedded(error.to_string())
}
