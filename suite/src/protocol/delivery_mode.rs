use std::fmt;

use serde::{Deserialize, Serialize};

/// How a client gets its tokens, chosen when it registers (CIBA Core 1.0, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryMode {
    /// The client asks the token endpoint until the user has decided.
    Poll,
    /// The OP tells the client when to ask the token endpoint.
    Ping,
    /// The OP sends the tokens to the client.
    Push,
}

impl DeliveryMode {
    /// Every mode, in the order of the specification.
    pub const ALL: [Self; 3] = [Self::Poll, Self::Ping, Self::Push];

    /// The registered value: `poll`, `ping` or `push`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
            Self::Push => "push",
        }
    }

    /// Whether the OP calls the client notification endpoint in this mode.
    pub const fn has_callback(self) -> bool {
        matches!(self, Self::Ping | Self::Push)
    }

    /// Whether the client may use the token endpoint in this mode.
    pub const fn has_token_request(self) -> bool {
        matches!(self, Self::Poll | Self::Ping)
    }
}

impl fmt::Display for DeliveryMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
