//! The words of the specifications, without any I/O.

mod authentication_method;
mod delivery_mode;
mod error_code;
mod hint;
mod key_proof;
mod metadata;
mod oracle;
mod requirement;
mod subject_identifier;

pub use authentication_method::ClientAuthenticationMethod;
pub use delivery_mode::DeliveryMode;
pub use error_code::{AuthenticationErrorCode, PushErrorCode, TokenErrorCode};
pub use hint::{Hint, HintType};
pub use key_proof::KeyProof;
pub use metadata::{ENDPOINTS, Metadata, is_http_url};
pub use oracle::OracleRule;
pub use requirement::{Level, RequirementId};
pub use subject_identifier::SubjectIdentifier;

/// The grant type of CIBA (CIBA Core 1.0, section 4).
pub const CIBA_GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";

/// The grant type of refresh tokens (RFC 6749, section 6).
pub const REFRESH_TOKEN_GRANT_TYPE: &str = "refresh_token";

/// The `client_assertion_type` of a JWT (RFC 7523, section 2.2).
pub const JWT_BEARER_ASSERTION_TYPE: &str =
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The ID Token claim that carries the `auth_req_id` of a Push Callback (CIBA Core 1.0, section 10.3.1).
pub const AUTH_REQ_ID_CLAIM: &str = "urn:openid:params:jwt:claim:auth_req_id";

/// The ID Token claim that carries the hash of the Refresh Token of a Push Callback (CIBA Core 1.0, section 10.3.1).
pub const RT_HASH_CLAIM: &str = "urn:openid:params:jwt:claim:rt_hash";

/// The seconds between polls where the OP names none (CIBA Core 1.0, section 7.3).
pub const DEFAULT_INTERVAL: u64 = 5;
