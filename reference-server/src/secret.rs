//! Values that no log and no debug output may show.

use std::fmt;
use std::marker::PhantomData;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A secret: credentials, tokens, tickets, and request bodies that carry them. `Kind` says which, so that none can stand
/// where another belongs.
///
/// `Debug` prints a placeholder and there is no `Display`. Serializing writes the value itself: it happens only where
/// the secret goes to the party that it is meant for.
#[derive(Clone)]
pub struct Secret<Kind = kind::Configured> {
    value: SecretString,
    kind: PhantomData<Kind>,
}

/// Each kind of secret: a type that tells it from the others, and a name for such a secret.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        /// What a secret is. There are no values of these types.
        pub mod kind {
            /// A value of the configuration that has not found its place yet.
            #[derive(Clone, Copy, Debug)]
            pub enum Configured {}

            $($(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $kind {})*
        }

        $($(#[$doc])*
        pub type $kind = Secret<kind::$kind>;)*
    };
}

kinds! {
    /// The API secret of a service (Authlete 2.x).
    ApiSecret,
    /// The access token of a service (Authlete 3.0).
    ServiceAccessToken,
    /// The value of the `Authorization` header of a call of Authlete.
    Authorization,
    /// A client_secret.
    ClientSecret,
    /// The body of a client's request: it may hold any of the others.
    Parameters,
    /// Names an authentication request at Authlete.
    Ticket,
    /// Names an authentication request towards the client and the device.
    AuthReqId,
    /// The user_code of a user.
    UserCode,
    /// The token that a client is notified with.
    ClientNotificationToken,
    /// A body for a client that holds tokens or an auth_req_id.
    Content,
    /// What an authentication device keeps for this server.
    SealedState,
}

impl<Kind> Secret<Kind> {
    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        self.value.expose_secret()
    }

    /// Whether the value is the empty string, which Authlete treats as an absent one.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl Secret {
    /// The place that a value of the configuration has found.
    pub(crate) fn known_as<Kind>(&self) -> Secret<Kind> {
        Secret::from(self.expose())
    }
}

impl<Kind, T: Into<String>> From<T> for Secret<Kind> {
    fn from(value: T) -> Self {
        Self {
            value: SecretString::from(value.into()),
            kind: PhantomData,
        }
    }
}

impl<Kind> fmt::Debug for Secret<Kind> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl<Kind> Serialize for Secret<Kind> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de, Kind> Deserialize<'de> for Secret<Kind> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_value() {
        let secret = ClientSecret::from("hunter2");

        assert_eq!(format!("{secret:?}"), "[redacted]");
    }
}
