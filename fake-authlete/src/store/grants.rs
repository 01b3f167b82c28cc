//! What tokens stand for.

use std::sync::Arc;

use super::{AuthenticationRequest, Authorization};

/// What a refresh token stands for.
pub(crate) struct RefreshGrant {
    pub(crate) request: Arc<AuthenticationRequest>,
    pub(crate) authorization: Arc<Authorization>,
    pub(crate) expires_at_millis: u64,
}

/// What an access token stands for.
pub(crate) struct AccessGrant {
    pub(crate) request: Arc<AuthenticationRequest>,
    pub(crate) authorization: Arc<Authorization>,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_at_millis: u64,
    /// Whether a refresh token came with it.
    pub(crate) refreshable: bool,
}
