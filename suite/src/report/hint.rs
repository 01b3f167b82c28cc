#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use super::{Outcome, ScenarioReport, Sent, shell};
use crate::http::Piece;
use crate::protocol::Level;
use crate::violation::{Came, Violation};

/// When something is worth saying: by what came, what was asked for, and what had been sent.
struct Advice {
    when: When,
    /// What must hold of the request.
    sent: &'static [Sent],
    text: &'static str,
}

enum When {
    /// A binding rule of this requirement is broken.
    Broken(&'static str),
    /// An answer with such a status, unless its error code is one that the clause asks for.
    Status(RangeInclusive<u16>),
    /// An answer with this status and without an error code.
    BareStatus(u16),
    /// An answer with this error code, which the clause does not ask for.
    Error(&'static str),
    /// An answer without this error code, which the clause asks for.
    Lacks(&'static str),
    /// No answer in time.
    Silence,
    /// An answer that broke off.
    BrokenOff,
    /// No call of the client notification endpoint.
    NoCallback,
}

/// Where a scenario has the OP fail on purpose: how it fails is no trouble to look into.
const IN_TROUBLE: &str = "CIBA-13-21";

/// The first one that fits is given.
const ADVICE: [Advice; 14] = [
    Advice {
        when: When::Broken("C-8414-01"),
        sent: &[],
        text: "compare the target file's issuer with what the OP publishes at its well-known place, and correct the one \
               that is wrong: `ciba-conformance doctor` looks at both",
    },
    Advice {
        when: When::Status(429..=429),
        sent: &[],
        text: "the OP, or a gateway before it, limits the rate, so that nothing else was judged here: raise the limit \
               for the test, or lower limits.concurrency in the target file",
    },
    Advice {
        when: When::Silence,
        sent: &[],
        text: "the OP took the request and did not answer: its log at the time of the request says what it waited for",
    },
    Advice {
        when: When::BrokenOff,
        sent: &[],
        text: "the OP took the request and broke the connection off: its log at the time of the request says why",
    },
    Advice {
        when: When::Status(502..=504),
        sent: &[],
        text: "the OP, or a gateway before it, could not answer at that moment: see that it is well, and repeat; lower \
               limits.concurrency in the target file if the suite is too much for it",
    },
    Advice {
        when: When::Status(500..=599),
        sent: &[],
        text: "the OP broke: its log at the time of the request says why",
    },
    Advice {
        when: When::Lacks("invalid_client"),
        sent: &[Sent::OtherCredentials],
        text: "the suite sent other credentials than the registered ones here, on purpose: see that the OP \
               authenticates the client before it looks at anything else",
    },
    Advice {
        when: When::Error("invalid_client"),
        sent: &[Sent::OwnCredentials],
        text: "the OP did not accept the client's credentials: compare client_id, secret or key, and \
               token_endpoint_auth_method in the target file with the registration",
    },
    Advice {
        when: When::Error("unauthorized_client"),
        sent: &[Sent::OwnCredentials],
        text: "the OP does not let this client do that: look at its grant types and its delivery mode",
    },
    Advice {
        when: When::Error("unknown_user_id"),
        sent: &[Sent::KnownUser],
        text: "the OP does not know the user: compare the target file's users with the OP's",
    },
    Advice {
        when: When::Error("unsupported_grant_type"),
        sent: &[Sent::CibaGrant],
        text: "the token endpoint does not know the CIBA grant type: switch CIBA on at the OP",
    },
    Advice {
        when: When::BareStatus(404),
        sent: &[Sent::ToAnEndpoint],
        text: "nothing is at that URL: compare the metadata's endpoints with the routes of the OP",
    },
    Advice {
        when: When::NoCallback,
        sent: &[],
        text: "see that the OP reaches the notification endpoint of the target file",
    },
    Advice {
        when: When::Error("slow_down"),
        sent: &[Sent::PatientPoll],
        text: "the OP asks for more patience than its interval says: look at how it counts polls",
    },
];

impl Advice {
    fn fits(&self, violation: &Violation, sent: &[Sent]) -> bool {
        self.when.fits(violation) && self.sent.iter().all(|fact| sent.contains(fact))
    }
}

impl When {
    fn fits(&self, violation: &Violation) -> bool {
        let wanted = |code: &str| violation.wanted.iter().any(|wanted| wanted == code);
        match (self, &violation.came) {
            (Self::Broken(requirement), _) => {
                violation.requirement.as_str() == *requirement && violation.level == Level::Must
            }
            (Self::Status(statuses), Came::Answer { status, error }) => {
                statuses.contains(status)
                    && !error.as_deref().is_some_and(wanted)
                    && violation.requirement.as_str() != IN_TROUBLE
            }
            (Self::BareStatus(bare), Came::Answer { status, error }) => {
                status == bare && error.is_none()
            }
            (Self::Error(code), Came::Answer { error, .. }) => {
                error.as_deref() == Some(code) && !wanted(code)
            }
            (Self::Lacks(code), Came::Answer { error, .. }) => {
                error.as_deref() != Some(code) && wanted(code)
            }
            (Self::Silence, Came::NoAnswer { timed_out }) => *timed_out,
            (Self::BrokenOff, Came::NoAnswer { timed_out }) => !timed_out,
            (Self::NoCallback, Came::NoCallback) => true,
            _ => false,
        }
    }
}

/// One line on what to do next; `target` are the arguments that select the same target again.
pub(super) fn hint(scenario: &ScenarioReport, target: &[String]) -> Option<String> {
    match scenario.outcome {
        Outcome::Failed | Outcome::Warning | Outcome::Info => Some(advice(scenario).map_or_else(
            || how_to_go_on(scenario, target),
            |known| known.text.to_owned(),
        )),
        Outcome::SuiteError => Some(format!(
            "the OP was not judged here: mend what the reason says, then repeat with `{}`",
            command(scenario, target)
        )),
        Outcome::UnexpectedPass => Some("take it off the known-failing list".to_owned()),
        Outcome::Passed | Outcome::NotApplicable | Outcome::ExpectedFailure | Outcome::Blocked => {
            None
        }
    }
}

fn advice(scenario: &ScenarioReport) -> Option<&'static Advice> {
    scenario.violations.iter().find_map(|violation| {
        ADVICE
            .iter()
            .find(|advice| advice.fits(violation, &scenario.sent))
    })
}

/// Where nothing better is known.
fn how_to_go_on(scenario: &ScenarioReport, target: &[String]) -> String {
    let explain = scenario.violations.first().map(|violation| {
        format!(
            "read the rule with `ciba-conformance explain {}`, then ",
            violation.requirement
        )
    });
    format!(
        "{}repeat this alone with `{}`",
        explain.unwrap_or_default(),
        command(scenario, target)
    )
}

fn command(scenario: &ScenarioReport, target: &[String]) -> String {
    let target: String = target
        .iter()
        .map(|argument| shell::word(&[Piece::Text(argument.as_bytes())]) + " ")
        .collect();
    format!("ciba-conformance run {target}'{}'", scenario.run_id())
}
