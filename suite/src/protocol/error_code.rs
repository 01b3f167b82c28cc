use std::fmt;
use std::str::FromStr;

/// An error of the backchannel authentication endpoint (CIBA Core 1.0, section 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthenticationErrorCode {
    /// `invalid_request`: a parameter is missing, repeated or unusable.
    InvalidRequest,
    /// `invalid_scope`: the scope is unknown or malformed.
    InvalidScope,
    /// `expired_login_hint_token`: the `login_hint_token` is too old.
    ExpiredLoginHintToken,
    /// `unknown_user_id`: the hint names nobody.
    UnknownUserId,
    /// `unauthorized_client`: the client may not use CIBA.
    UnauthorizedClient,
    /// `missing_user_code`: a `user_code` is needed and was not sent.
    MissingUserCode,
    /// `invalid_user_code`: the `user_code` is wrong.
    InvalidUserCode,
    /// `invalid_binding_message`: the `binding_message` cannot be shown.
    InvalidBindingMessage,
    /// `invalid_client`: client authentication failed.
    InvalidClient,
    /// `access_denied`: the request is refused before the user is asked.
    AccessDenied,
}

impl AuthenticationErrorCode {
    /// Every code, in the order of the specification.
    pub const ALL: [Self; 10] = [
        Self::InvalidRequest,
        Self::InvalidScope,
        Self::ExpiredLoginHintToken,
        Self::UnknownUserId,
        Self::UnauthorizedClient,
        Self::MissingUserCode,
        Self::InvalidUserCode,
        Self::InvalidBindingMessage,
        Self::InvalidClient,
        Self::AccessDenied,
    ];

    /// The value of the `error` member.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidScope => "invalid_scope",
            Self::ExpiredLoginHintToken => "expired_login_hint_token",
            Self::UnknownUserId => "unknown_user_id",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::MissingUserCode => "missing_user_code",
            Self::InvalidUserCode => "invalid_user_code",
            Self::InvalidBindingMessage => "invalid_binding_message",
            Self::InvalidClient => "invalid_client",
            Self::AccessDenied => "access_denied",
        }
    }

    /// The code that an `error` member names, if it is one of these.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }

    /// The HTTP status that section 13 ties to the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            Self::AccessDenied => 403,
            _ => 400,
        }
    }
}

impl FromStr for AuthenticationErrorCode {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or_else(|| format!("{code:?} is no error code of section 13"))
    }
}

impl fmt::Display for AuthenticationErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error of the token endpoint (CIBA Core 1.0, section 11; RFC 6749, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenErrorCode {
    /// `invalid_request`: a parameter is missing, repeated or unusable.
    InvalidRequest,
    /// `invalid_client`: client authentication failed.
    InvalidClient,
    /// `invalid_grant`: the `auth_req_id` is unknown, used up or another client's.
    InvalidGrant,
    /// `unauthorized_client`: the client may not use this grant.
    UnauthorizedClient,
    /// `unsupported_grant_type`: the OP does not know the grant.
    UnsupportedGrantType,
    /// `invalid_scope`: the scope is unknown or too wide.
    InvalidScope,
    /// `authorization_pending`: the user has not decided yet.
    AuthorizationPending,
    /// `slow_down`: the client polls too fast.
    SlowDown,
    /// `expired_token`: the `auth_req_id` has expired.
    ExpiredToken,
    /// `access_denied`: the user said no.
    AccessDenied,
}

impl TokenErrorCode {
    /// Every code, in the order of the specification.
    pub const ALL: [Self; 10] = [
        Self::InvalidRequest,
        Self::InvalidClient,
        Self::InvalidGrant,
        Self::UnauthorizedClient,
        Self::UnsupportedGrantType,
        Self::InvalidScope,
        Self::AuthorizationPending,
        Self::SlowDown,
        Self::ExpiredToken,
        Self::AccessDenied,
    ];

    /// The value of the `error` member.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::AuthorizationPending => "authorization_pending",
            Self::SlowDown => "slow_down",
            Self::ExpiredToken => "expired_token",
            Self::AccessDenied => "access_denied",
        }
    }

    /// The code that an `error` member names, if it is one of these.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }

    /// The HTTP status; `invalid_client` may be 400 too where no `Authorization` header was sent.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            _ => 400,
        }
    }
}

impl FromStr for TokenErrorCode {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code).ok_or_else(|| format!("{code:?} is no error code of section 11"))
    }
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error that is pushed to the client (CIBA Core 1.0, section 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PushErrorCode {
    /// `access_denied`: the user said no.
    AccessDenied,
    /// `expired_token`: the `auth_req_id` has expired.
    ExpiredToken,
    /// `transaction_failed`: the OP could not finish the transaction.
    TransactionFailed,
}

impl PushErrorCode {
    /// Every code, in the order of the specification.
    pub const ALL: [Self; 3] = [
        Self::AccessDenied,
        Self::ExpiredToken,
        Self::TransactionFailed,
    ];

    /// The value of the `error` member.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessDenied => "access_denied",
            Self::ExpiredToken => "expired_token",
            Self::TransactionFailed => "transaction_failed",
        }
    }

    /// The code that an `error` member names, if it is one of these.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == code)
    }
}

impl fmt::Display for PushErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
