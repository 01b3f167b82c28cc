//! Remembers JWT IDs, so that a JWT is used once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::bounded::Bounded;

/// What a JWT was used for: the same `jti` may stand in one JWT of each kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum JwtPurpose {
    ClientAssertion,
    RequestObject,
}

/// The JWT IDs in use, hashed, so that each takes the same room; forgotten when their JWT has expired.
pub(crate) struct UsedJwts {
    seen: Bounded<()>,
}

impl UsedJwts {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            seen: Bounded::new(capacity),
        }
    }

    /// Notes the use of a JWT until `expires_at`; whether it is the first use. All times in seconds.
    pub(crate) fn is_first_use(
        &mut self,
        purpose: JwtPurpose,
        client_id: u64,
        jti: &str,
        now: u64,
        expires_at: u64,
    ) -> bool {
        let text = format!("{purpose:?}\n{client_id}\n{jti}");
        let key = URL_SAFE_NO_PAD.encode(Sha256::digest(text));
        self.seen.forget_until(now);
        if self.seen.get(&key).is_some() {
            return false;
        }
        self.seen.insert(key, (), expires_at);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{JwtPurpose, UsedJwts};

    #[test]
    fn a_jwt_is_forgotten_once_it_has_expired() {
        let mut used = UsedJwts::new(10);
        let mut first_use_at =
            |now| used.is_first_use(JwtPurpose::ClientAssertion, 1, "jti", now, now + 10);

        assert!(first_use_at(100));
        assert!(!first_use_at(109));
        assert!(first_use_at(110));
    }

    #[test]
    fn clients_and_purposes_are_kept_apart() {
        let mut used = UsedJwts::new(10);
        let mut first_use = |purpose, client| used.is_first_use(purpose, client, "jti", 100, 200);

        assert!(first_use(JwtPurpose::ClientAssertion, 1));
        assert!(first_use(JwtPurpose::ClientAssertion, 2));
        assert!(first_use(JwtPurpose::RequestObject, 1));
        assert!(!first_use(JwtPurpose::RequestObject, 1));
    }

    #[test]
    fn no_more_jwts_are_remembered_than_there_is_room_for() {
        let mut used = UsedJwts::new(3);

        for number in 0..100 {
            used.is_first_use(JwtPurpose::RequestObject, 1, &number.to_string(), 0, 50);
        }

        assert_eq!(used.seen.len(), 3);
    }
}
