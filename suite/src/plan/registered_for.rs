use crate::config::ClientConfig;

/// What a client must be registered for, in the words of the target file.
pub(super) struct Registration {
    pub(super) keys: &'static str,
    pub(super) is_made_by: fn(&ClientConfig) -> bool,
}
