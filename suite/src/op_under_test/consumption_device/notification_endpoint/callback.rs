use std::time::SystemTime;

use crate::http::Exchange;

/// A call of the OP.
#[derive(Debug, Clone)]
pub struct Callback {
    /// The call with our answer.
    pub exchange: Exchange,
    /// Whether it came to the address that a redirect led to.
    pub redirected: bool,
    /// When it came.
    pub received_at: SystemTime,
}
