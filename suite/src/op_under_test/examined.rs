//! What asking an OP once has shown, before scenarios are run: the plan leaves out by it.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::key_proof::is_same_refusal;
use crate::config::UsersConfig;
use crate::http::Exchange;
use crate::protocol::{DeliveryMode, HintType};
use crate::violation::Violation;

/// What asking once has shown; nothing where everything is as the target file says.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// The clients that cannot be played, by name: why not.
    pub clients: BTreeMap<String, String>,
    /// The users who cannot be asked, by what they do: why not.
    pub users: BTreeMap<&'static str, String>,
    /// The types of hint that the OP does not take from the target file, by parameter: why not.
    pub hint_types: BTreeMap<&'static str, String>,
    /// The clients whose credentials the OP takes out of the Authorization header without decoding them.
    pub undecoded: BTreeSet<String>,
    /// What stands in the way of every request.
    pub obstacle: Option<Obstacle>,
    /// What no authentication request of a mode comes to.
    pub unfinished: Vec<Unfinished>,
    /// What the OP refuses because the suite shows no key that tokens could be bound to.
    pub withheld: Option<Withheld>,
    /// Why nothing else is run, where what is unfinished ends the run.
    pub stopped: Option<String>,
}

/// A broken row that stands in the way of scenarios, with the exchanges that show it.
#[derive(Debug, Clone)]
pub struct Obstacle {
    /// What is broken.
    pub violation: Violation,
    /// What was on the wire, in order.
    pub exchanges: Vec<Exchange>,
    /// What the user did after the first of them, if anything.
    pub act: Option<String>,
}

/// What an OP that binds access tokens to a key withholds from who shows none.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// What is in the way, with the refusal as the last answer.
    pub obstacle: Obstacle,
    /// The clients whose authentication requests are refused.
    pub clients: BTreeSet<String>,
}

impl Withheld {
    /// Whether an answer is that refusal.
    pub fn is_refusal(&self, answer: &Exchange) -> bool {
        let known = self.obstacle.exchanges.last();
        known.is_some_and(|known| {
            known.request.url == answer.request.url
                && is_same_refusal(&known.response, &answer.response)
        })
    }
}

/// What never comes to a client of a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A call of its notification endpoint.
    Callback,
    /// Tokens at the token endpoint.
    Tokens,
}

/// A mode whose authentication requests come to no end.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// The mode.
    pub mode: DeliveryMode,
    /// What does not come.
    pub missing: Missing,
    /// The row that is broken by it.
    pub obstacle: Obstacle,
}

impl Examined {
    /// The users who can be asked.
    pub fn users(&self, users: &UsersConfig) -> UsersConfig {
        let mut users = users.clone();
        for (name, user) in [
            ("denier", &mut users.denier),
            ("absent", &mut users.absent),
            ("locked", &mut users.locked),
            ("lockable", &mut users.lockable),
            ("unreachable", &mut users.unreachable),
            ("failing", &mut users.failing),
        ] {
            if self.users.contains_key(name) {
                *user = None;
            }
        }
        users
    }

    /// Why hints of a type are not tried.
    pub fn without_hint(&self, hint_type: HintType) -> Option<&str> {
        self.hint_types
            .get(hint_type.parameter())
            .map(String::as_str)
    }

    /// What shows that a row is broken, where asking once has shown it.
    pub fn evidence(&self, violation: &Violation) -> Option<&Obstacle> {
        let unfinished = self.unfinished.iter().map(|mode| &mode.obstacle);
        let withheld = self.withheld.iter().map(|withheld| &withheld.obstacle);
        let mut all = self.obstacle.iter().chain(unfinished).chain(withheld);
        all.find(|obstacle| obstacle.violation == *violation)
    }
}
