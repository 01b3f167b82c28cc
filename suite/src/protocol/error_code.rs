use std::fmt;
use std::str::FromStr;

/// The error codes of a section, each with its name on the wire.
macro_rules! error_codes {
    (
        $(#[$about:meta])*
        $name:ident of $section:literal:
        $($(#[$meaning:meta])* $code:ident = $wire:literal),+ $(,)?
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$meaning])* $code,)+
        }

        impl $name {
            /// Every code, in the order of the specification.
            pub const ALL: [Self; [$($wire),+].len()] = [$(Self::$code),+];

            /// The value of the `error` member.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $wire,)+
                }
            }

            /// The code that an `error` member names, if it is one of these.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.as_str() == code)
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::parse(code).ok_or_else(|| format!("{code:?} is no error code of section {}", $section))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

error_codes! {
    /// An error of the backchannel authentication endpoint (CIBA Core 1.0, section 13).
    AuthenticationErrorCode of 13:
    /// `invalid_request`: a parameter is missing, repeated or unusable.
    InvalidRequest = "invalid_request",
    /// `invalid_scope`: the scope is unknown or malformed.
    InvalidScope = "invalid_scope",
    /// `expired_login_hint_token`: the `login_hint_token` is too old.
    ExpiredLoginHintToken = "expired_login_hint_token",
    /// `unknown_user_id`: the hint names nobody.
    UnknownUserId = "unknown_user_id",
    /// `unauthorized_client`: the client may not use CIBA.
    UnauthorizedClient = "unauthorized_client",
    /// `missing_user_code`: a `user_code` is needed and was not sent.
    MissingUserCode = "missing_user_code",
    /// `invalid_user_code`: the `user_code` is wrong.
    InvalidUserCode = "invalid_user_code",
    /// `invalid_binding_message`: the `binding_message` cannot be shown.
    InvalidBindingMessage = "invalid_binding_message",
    /// `invalid_client`: client authentication failed.
    InvalidClient = "invalid_client",
    /// `access_denied`: the request is refused before the user is asked.
    AccessDenied = "access_denied",
}

impl AuthenticationErrorCode {
    /// The HTTP status that section 13 ties to the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::AccessDenied => 403,
            _ => 400,
        }
    }
}

error_codes! {
    /// An error of the token endpoint (CIBA Core 1.0, section 11; RFC 6749, section 5.2).
    TokenErrorCode of 11:
    /// `invalid_request`: a parameter is missing, repeated or unusable.
    InvalidRequest = "invalid_request",
    /// `invalid_client`: client authentication failed.
    InvalidClient = "invalid_client",
    /// `invalid_grant`: the `auth_req_id` is unknown, used up or another client's.
    InvalidGrant = "invalid_grant",
    /// `unauthorized_client`: the client may not use this grant.
    UnauthorizedClient = "unauthorized_client",
    /// `unsupported_grant_type`: the OP does not know the grant.
    UnsupportedGrantType = "unsupported_grant_type",
    /// `invalid_scope`: the scope is unknown or too wide.
    InvalidScope = "invalid_scope",
    /// `authorization_pending`: the user has not decided yet.
    AuthorizationPending = "authorization_pending",
    /// `slow_down`: the client polls too fast.
    SlowDown = "slow_down",
    /// `expired_token`: the `auth_req_id` has expired.
    ExpiredToken = "expired_token",
    /// `access_denied`: the user said no.
    AccessDenied = "access_denied",
}

impl TokenErrorCode {
    /// The HTTP status; `invalid_client` may be 400 too where no `Authorization` header was sent.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            _ => 400,
        }
    }
}

error_codes! {
    /// An error that is pushed to the client (CIBA Core 1.0, section 12).
    PushErrorCode of 12:
    /// `access_denied`: the user said no.
    AccessDenied = "access_denied",
    /// `expired_token`: the `auth_req_id` has expired.
    ExpiredToken = "expired_token",
    /// `transaction_failed`: the OP could not finish the transaction.
    TransactionFailed = "transaction_failed",
}
