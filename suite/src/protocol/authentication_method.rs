use std::fmt;

use serde::{Deserialize, Serialize};

/// How a client proves who it is (OpenID Connect Core 1.0, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum ClientAuthenticationMethod {
    /// The secret in the `Authorization` header (RFC 6749, section 2.3.1).
    ClientSecretBasic,
    /// The secret in the request body (RFC 6749, section 2.3.1).
    ClientSecretPost,
    /// A JWT under an HMAC keyed with the secret.
    ClientSecretJwt,
    /// A JWT signed with the client's private key.
    PrivateKeyJwt,
}

impl ClientAuthenticationMethod {
    /// Every method that the suite can play.
    pub const ALL: [Self; 4] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// The registered value of `token_endpoint_auth_method`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// The methods by which clients authenticate with a certificate (RFC 8705, section 2), which the suite cannot play.
    pub const BY_CERTIFICATE: [&'static str; 2] =
        ["tls_client_auth", "self_signed_tls_client_auth"];

    /// Whether the client authenticates by a JWT (RFC 7523).
    pub const fn is_by_assertion(self) -> bool {
        matches!(self, Self::ClientSecretJwt | Self::PrivateKeyJwt)
    }

    /// Whether the client needs a secret for it.
    pub const fn needs_secret(self) -> bool {
        !matches!(self, Self::PrivateKeyJwt)
    }
}

impl TryFrom<String> for ClientAuthenticationMethod {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| {
            if Self::BY_CERTIFICATE.contains(&name.as_str()) {
                return format!(
                    "{name} is by a client certificate (RFC 8705, section 2), and the suite shows none: judge the OP by \
                     clients that authenticate otherwise"
                );
            }
            let known = Self::ALL.map(|known| format!("`{known}`")).join(", ");
            format!("unknown variant `{name}`, expected one of {known}")
        })
    }
}

impl fmt::Display for ClientAuthenticationMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
