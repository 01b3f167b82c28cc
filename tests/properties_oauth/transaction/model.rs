//! What one authentication request is, and becomes (CIBA Core 1.0, sections 7.3, 10 and 11).

use suite::op_under_test::authentication_device::Decision;
use suite::protocol::{DEFAULT_INTERVAL, DeliveryMode};

/// How much longer the interval gets with each slow_down (section 11).
const SLOW_DOWN: u64 = 5;

/// What the token endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Tokens,
    Error(&'static str),
}

#[derive(Debug, Clone)]
pub(super) struct Model {
    mode: DeliveryMode,
    lifetime: u64,
    age: u64,
    interval: u64,
    /// The age at the last token request.
    asked: Option<u64>,
    /// The first decision, and whether it came in time.
    decided: Option<(Decision, bool)>,
    redeemed: bool,
}

impl Model {
    pub(super) const fn new(mode: DeliveryMode, lifetime: u64) -> Self {
        Self {
            mode,
            lifetime,
            age: 0,
            interval: DEFAULT_INTERVAL,
            asked: None,
            decided: None,
            redeemed: false,
        }
    }

    pub(super) const fn interval(&self) -> u64 {
        self.interval
    }

    pub(super) const fn wait(&mut self, seconds: u64) {
        self.age += seconds;
    }

    const fn has_expired(&self) -> bool {
        self.age >= self.lifetime
    }

    /// The first decision counts, and only if it comes in time.
    pub(super) fn decide(&mut self, decision: Decision) {
        let in_time = !self.has_expired();
        self.decided.get_or_insert((decision, in_time));
    }

    pub(super) fn request_token(&mut self) -> Answer {
        if self.mode == DeliveryMode::Push {
            return Answer::Error("unauthorized_client");
        }
        if self.redeemed {
            return Answer::Error("invalid_grant");
        }
        if self.has_expired() {
            return Answer::Error("expired_token");
        }
        match self.decided {
            Some((Decision::Approve, _)) => {
                self.redeemed = true;
                Answer::Tokens
            }
            Some((Decision::Deny, _)) => Answer::Error("access_denied"),
            None => self.pending(),
        }
    }

    /// The first request never comes too fast; the others keep the interval to the one before.
    fn pending(&mut self) -> Answer {
        let too_fast = self
            .asked
            .replace(self.age)
            .is_some_and(|before| self.age < before + self.interval);
        if too_fast {
            self.interval += SLOW_DOWN;
            return Answer::Error("slow_down");
        }
        Answer::Error("authorization_pending")
    }

    /// How many callbacks there must have been; what follows an expiry is open (O8).
    pub(super) fn callbacks(&self) -> Option<usize> {
        match self.decided {
            _ if !self.mode.has_callback() => Some(0),
            None if self.has_expired() => None,
            None => Some(0),
            Some((_, in_time)) => in_time.then_some(1),
        }
    }

    /// What a push tells; a ping tells nothing.
    pub(super) fn pushed(&self) -> Option<Decision> {
        self.decided
            .map(|(decision, _)| decision)
            .filter(|_| self.mode == DeliveryMode::Push)
    }
}
