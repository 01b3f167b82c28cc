//! What every page needs.

use std::sync::Arc;

use subtle::ConstantTimeEq as _;

use super::error::PageError;
use super::saved::Saved;
use crate::random::random_token;
use crate::simulator::Simulator;

/// The simulator that is shown. Clones share it.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(super) simulator: Simulator,
    /// What a form of ours has, and a form on somebody else's page has not.
    pub(super) form_token: Arc<str>,
    pub(super) saved: Saved,
}

impl Pages {
    pub(super) fn new(simulator: Simulator) -> Self {
        Self {
            simulator,
            form_token: random_token().into(),
            saved: Saved::default(),
        }
    }

    /// Whether a form has the token of our pages, which nobody else can read.
    pub(super) fn check_form(&self, token: &str) -> Result<(), PageError> {
        if bool::from(self.form_token.as_bytes().ct_eq(token.as_bytes())) {
            Ok(())
        } else {
            Err(PageError::ForeignForm)
        }
    }
}
