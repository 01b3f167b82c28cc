use serde_json::json;

use crate::config::LoginHintTokenIssuer;
use crate::jose::{SigningError, random_identifier};
use crate::protocol::SubjectIdentifier;

/// The lifetime of a login_hint_token, in seconds.
const LIFETIME: u64 = 300;

impl LoginHintTokenIssuer {
    /// A login_hint_token, issued at `now` (seconds since 1970), or so long ago that it has expired.
    pub fn issue(
        &self,
        audience: &str,
        subject: &SubjectIdentifier,
        now: u64,
        current: bool,
    ) -> Result<String, SigningError> {
        let issued = if current {
            now
        } else {
            now.saturating_sub(2 * LIFETIME)
        };
        self.key.sign(&json!({
            "iss": self.issuer,
            "aud": audience,
            "iat": issued,
            "exp": issued + LIFETIME,
            "jti": random_identifier(),
            "sub_id": subject.claim(),
        }))
    }
}
