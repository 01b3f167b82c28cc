//! What the oracle rules decide: the verdicts of the checks where the documents leave a gap or contradict each other.
//!
//! `fixtures/requirements/README.md` has the rules. A check that decides by one takes level and reason from here, and
//! `tests/oracle.rs` holds rules, checks, faults and right servers against each other.

use std::fmt;

use crate::protocol::{Level, OracleRule, RequirementId};
use crate::violation::{Actual, Violation};

/// What a rule says about one thing that an OP may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// The rule.
    pub rule: OracleRule,
    /// What doing it means: a failure (`Must`), a warning (`Should`), a record (`Info`).
    pub level: Level,
    /// Why.
    pub reason: &'static str,
}

impl Ruling {
    /// The finding that an OP does what the rule is about.
    pub(super) fn finding(
        &self,
        requirement: &str,
        expected: impl Into<String>,
        actual: impl Into<Actual>,
    ) -> Violation {
        let actual = actual.into().because(&self.to_string());
        Violation::of(self.level, requirement, expected, actual)
    }

    /// The ruling that decides what breaking a requirement means.
    pub(super) fn on(requirement: &RequirementId) -> Option<Self> {
        let mut rulings = BY_REQUIREMENT.iter();
        let found = rulings.find(|(id, _)| *id == requirement.as_str());
        found.map(|(_, ruling)| *ruling)
    }
}

impl fmt::Display for Ruling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.reason)
    }
}

/// Rulings by name, and the list of them.
macro_rules! rulings {
    ($($name:ident: $rule:ident $level:ident $reason:literal;)+) => {
        $(
            pub(super) const $name: Ruling = Ruling {
                rule: OracleRule::$rule,
                level: Level::$level,
                reason: $reason,
            };
        )+

        /// Every ruling, with the name by which the checks take it.
        pub const RULINGS: &[(&str, Ruling)] = &[$((stringify!($name), $name)),+];
    };
}

rulings! {
    CODE_OF_JAR: O1 Should "a code of RFC 9101, where section 13 has invalid_request";
    OTHER_ISSUER: O1 Should "issuer and client do not fit, which some judge as failed authentication";
    DENIAL_BEFOREHAND: O2 Must "access_denied is 403 at the backchannel authentication endpoint";
    DENIAL_BY_THE_USER: O2 Must "access_denied is 400 at the token endpoint";
    CLIENT_REFUSED_WITH_400: O3 Should "RFC 6749 section 5.2 allows 400; CIBA section 13 says 401";
    BASIC_REFUSED: O3 Must "a client that used the Authorization header gets 401 and a challenge";
    NO_HINT: O4 Must "a request without hint is invalid";
    NO_OPENID: O5 Info "the document leaves open what happens without openid";
    BESIDE_IGNORED: O6 Should "it did not change what happens";
    BESIDE_COUNTED: O6 Must "it changed what happens";
    NOT_SUPPORTED: O7 Should "a code of OpenID Connect Core, section 3.1.2.6, that section 13 does not have";
    NOT_OFFERED: O7 Must "a request that the OP cannot read is not to be processed as if it were not there";
    LATE_CALL: O8 Must "nothing need come for a request that ran out, but what comes has its form";
    CALL_AGAIN: O9 Info "what follows a call that was answered by an error is out of scope";
    SPENT: O10 Must "what is spent or unknown is invalid_grant";
    FORGOTTEN: O10 Should "fits only an expired request that was purged long ago";
    FIRST_POLL_SLOWED: O11 Should "interval is the wait between two polls, and this one came in time";
    NEVER_SLOWED: O12 Should "no clause obliges the OP to throttle";
    NOT_READY: O13 Should "the ping said that the result is there";
    ACKNOWLEDGEMENT_STORED: O14 Should "only an example of the document has the header here";
    TOKENS_STORED: O14 Must "RFC 6749 section 5.1 wants it where tokens are";
    HINT_TYPE_UNKNOWN: O15 Info "an OP need not support every type of hint";
    ENDPOINT_AS_AUDIENCE: O16 Should "the issuer has to be in aud, though profiles in use name the endpoint";
    REQUEST_REPLAYED: O17 Should "jti is to be unique, and no clause speaks of replays";
    ASSERTION_REPLAYED: O17 Must "an assertion is used once";
    INTERVAL_NOT_POSITIVE: O18 Must "0 is no positive integer";
    CLIENT_NOT_FIRST: O19 Must "who is a user is for authenticated clients to know";
    GUESS_ANSWERED: O19 Must "however many guesses are taken, none of them may be right";
}

/// Where a rule is about a requirement as a whole.
pub const BY_REQUIREMENT: &[(&str, Ruling)] = &[
    ("CIBA-13-19", DENIAL_BEFOREHAND),
    ("CIBA-11-08", DENIAL_BY_THE_USER),
    ("CIBA-7.1-34", NO_HINT),
    ("CIBA-7.1-10", NO_OPENID),
    ("CIBA-4-05", NOT_OFFERED),
    ("CIBA-10.3.1-19", CALL_AGAIN),
    ("CIBA-10.1-17", SPENT),
    ("CIBA-10.1.1-03", SPENT),
    ("CIBA-11-09", SPENT),
    ("CIBA-7.1.1-12", ENDPOINT_AS_AUDIENCE),
    ("CIBA-7.1.1-18", REQUEST_REPLAYED),
    ("C-7523-07", ASSERTION_REPLAYED),
    ("CIBA-7.2-01", CLIENT_NOT_FIRST),
];
