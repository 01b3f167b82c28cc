//! What a run makes of the examination.

use thiserror::Error;

use super::advice;
use super::clients::AskedClient;
use super::examination::Examination;
use super::modes::{End, Finished};
use super::table::{Consequence, Kind, for_all};
use super::users::Tried;
use crate::checks;
use crate::config::{AuthenticationDeviceConfig, ConfigError};
use crate::error::SuiteError;
use crate::op_under_test::examined::{Examined, Missing, Obstacle, Unfinished};
use crate::op_under_test::target::Target;

/// Why no scenario was run.
#[derive(Debug, Error)]
pub enum PreflightError {
    /// The target file does not fit the OP.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It was not reached, or nothing can be judged there.
    #[error(transparent)]
    Suite(#[from] SuiteError),
}

impl Examination {
    /// What the plan leaves out, or why there is nothing to run.
    pub fn outcome(&self, target: &Target) -> Result<Examined, PreflightError> {
        if let Some((endpoint, reason)) = &self.unreachable {
            return Err(not_served(endpoint, reason).into());
        }
        match for_all(&self.kinds()) {
            Consequence::NotServed => return Err(self.nobody_is_served(target).into()),
            Consequence::Configuration => return Err(self.nobody_is_wanted().into()),
            Consequence::NoEndpoint => return Ok(self.without_endpoint()),
            Consequence::GoesOn | Consequence::LeftOut => {}
        }
        self.device_decides()?;
        self.absent_is_there(target)?;
        let left_out = self.clients.iter().filter(|client| client.is_left_out());
        let left_out = left_out.filter(|client| client.withheld.is_none());
        let reason =
            |client: &AskedClient| format!("{}; {}", client.refusal(), client.advice().remedy);
        Ok(Examined {
            clients: left_out
                .map(|client| (client.client.id.clone(), reason(client)))
                .collect(),
            users: reasons(&self.users),
            hint_types: reasons(&self.hints),
            undecoded: self
                .clients
                .iter()
                .filter(|client| client.undecoded.is_some())
                .map(|client| client.client.id.clone())
                .collect(),
            obstacle: None,
            unfinished: self.modes.iter().filter_map(unfinished).collect(),
            withheld: self.withheld(),
            stopped: self.no_call_comes(),
        })
    }

    fn nobody_is_served(&self, target: &Target) -> SuiteError {
        let url = target.authentication_endpoint();
        let said = self
            .clients
            .iter()
            .find(|client| !client.is_left_out())
            .map_or_else(String::new, |client| client.asked.answer.said());
        not_served(&format!("backchannel_authentication_endpoint {url}"), &said)
    }

    /// One problem for each key of the target file that the refusals point at.
    fn nobody_is_wanted(&self) -> ConfigError {
        let mut problems: Vec<(String, Vec<&AskedClient>)> = Vec::new();
        for client in &self.clients {
            let key = self.advice_for(client).key;
            match problems.iter_mut().find(|(known, _)| *known == key) {
                Some((_, clients)) => clients.push(client),
                None => problems.push((key, vec![client])),
            }
        }
        ConfigError::all(
            problems
                .into_iter()
                .filter_map(|(key, clients)| self.problem(&key, &clients))
                .collect(),
        )
    }

    fn advice_for(&self, client: &AskedClient) -> advice::Advice {
        if self.refuses_approver_alone && !client.asked.answer.is_about_credentials() {
            return advice::of_user(&client.asked, "approver");
        }
        client.advice()
    }

    fn problem(&self, key: &str, clients: &[&AskedClient]) -> Option<ConfigError> {
        let first = clients.first()?;
        let remedy = self.advice_for(first).remedy;
        if key.starts_with("users.") {
            let (user, said) = (first.asked.shown(), first.asked.answer.said());
            let reason = format!("the OP refuses to have {user} asked ({said}); {remedy}");
            return Some(ConfigError::unusable(key, reason));
        }
        let names: Vec<String> = clients
            .iter()
            .map(|client| format!("{:?}", client.client.id))
            .collect();
        let place = format!("clients, id {} ({key})", names.join(", "));
        let reason = format!("{}; {remedy}", first.refusal());
        Some(ConfigError::unusable(place, reason))
    }

    fn without_endpoint(&self) -> Examined {
        let first = self.clients.iter().find_map(|client| {
            let exchange = client.asked.answer.exchange()?;
            (client.kind() == Kind::Missing).then(|| exchange.clone())
        });
        Examined {
            obstacle: first.map(|exchange| Obstacle {
                violation: checks::acknowledgement::no_endpoint(&exchange),
                exchanges: vec![exchange],
                act: None,
            }),
            ..Examined::default()
        }
    }

    /// Where no decision comes through at all, that is the device's trouble, and the OP is not judged.
    fn device_decides(&self) -> Result<(), PreflightError> {
        let undecided = |mode: &Finished| match &mode.end {
            End::Undecided(reason) => Some(reason.clone()),
            _ => None,
        };
        let reasons: Option<Vec<String>> = self.modes.iter().map(undecided).collect();
        if let Some(reason) = reasons.and_then(|reasons| reasons.into_iter().next()) {
            return Err(SuiteError::NobodyDecides(reason).into());
        }
        let Some(said) = &self.decided_alone else {
            return Ok(());
        };
        let reason = format!(
            "nobody decides, says the target file, and the OP decided by itself ({said}): type = \"automatic\", with \
             users.absent for somebody whom it never answers, is for such an OP"
        );
        Err(ConfigError::unusable("authentication_device.type", reason).into())
    }

    /// An OP that decides by itself leaves nothing undecided but what it asks of the absent user.
    fn absent_is_there(&self, target: &Target) -> Result<(), ConfigError> {
        let device = &target.config.authentication_device;
        let absent = self.users.iter().find(|user| user.name == "absent");
        match (device, absent.and_then(|user| user.left_out.clone())) {
            (AuthenticationDeviceConfig::Automatic { .. }, Some(reason)) => {
                Err(ConfigError::unusable("users.absent.login_hint", reason))
            }
            _ => Ok(()),
        }
    }

    /// Where the OP calls clients of neither mode, it is the way to them that is in doubt.
    fn no_call_comes(&self) -> Option<String> {
        let calling = self.modes.iter().filter(|mode| mode.mode.has_callback());
        let silent: Vec<&Finished> = calling
            .filter(|mode| !matches!(mode.end, End::Unclear(_) | End::Undecided(_)))
            .collect();
        let all = silent
            .iter()
            .all(|mode| matches!(mode.end, End::NoCallback(_)));
        (all && silent.len() == CALLING_MODES).then(|| {
            let urls: Vec<&str> = silent.iter().filter_map(|mode| mode.url.as_deref()).collect();
            format!(
                "the run stopped, because neither a ping nor a push came to the notification endpoint: compare {} with \
                 what is registered at the OP (notification_endpoint.listen and public_url), and see that the OP \
                 reaches it",
                urls.join(" and ")
            )
        })
    }
}

/// Ping and push.
const CALLING_MODES: usize = 2;

fn not_served(endpoint: &str, said: &str) -> SuiteError {
    SuiteError::NotServed {
        endpoint: endpoint.to_owned(),
        said: said.to_owned(),
    }
}

fn reasons(tried: &[Tried]) -> std::collections::BTreeMap<&'static str, String> {
    tried
        .iter()
        .filter_map(|one| Some((one.name, one.left_out.clone()?)))
        .collect()
}

fn unfinished(finished: &Finished) -> Option<Unfinished> {
    let (missing, obstacle) = match &finished.end {
        End::NoCallback(obstacle) => (Missing::Callback, obstacle),
        End::NoTokens(obstacle) | End::Withheld(obstacle) => (Missing::Tokens, obstacle),
        End::Well(_) | End::Undecided(_) | End::Forgotten(_) | End::Unclear(_) => return None,
    };
    Some(Unfinished {
        mode: finished.mode,
        missing,
        obstacle: (**obstacle).clone(),
    })
}

/// What is said at the head of a run.
pub(super) fn notes(examined: &Examined) -> Vec<String> {
    let clients = examined.clients.iter();
    let clients = clients.map(|(id, reason)| format!("client {id} is left out: {reason}"));
    let users = examined.users.values();
    let users = users.map(|reason| format!("what needs that user is left out: {reason}"));
    let hints = examined.hint_types.values();
    let hints = hints.map(|reason| format!("what needs that hint is left out: {reason}"));
    let undecoded = examined.undecoded.iter().map(|id| {
        format!(
            "the OP does not form-decode the credentials in the Authorization header (RFC 6749, section 2.3.1; C-6749-08): \
             those of client {id} are sent as they are, but for the scenarios about that"
        )
    });
    let withheld = examined.withheld.iter().map(|withheld| {
        let violation = &withheld.obstacle.violation;
        format!(
            "expected {}; there is {}. What gets no further is blocked by {}",
            violation.expected, violation.actual, violation.requirement
        )
    });
    // Where that ends the run, it is said once.
    let is_withheld = |one: &&Unfinished| {
        let withheld = examined.withheld.as_ref();
        withheld.is_some_and(|withheld| {
            withheld.obstacle.violation.requirement == one.obstacle.violation.requirement
        })
    };
    let unfinished = examined.unfinished.iter();
    let unfinished = unfinished
        .filter(|one| examined.stopped.is_none() && !is_withheld(one))
        .map(|one| {
            let what = match (one.missing, one.mode) {
                (Missing::Tokens, mode) => format!("no client in {mode} mode gets tokens"),
                (Missing::Callback, mode) => {
                    format!("no {mode} comes to the notification endpoint")
                }
            };
            let violation = &one.obstacle.violation;
            format!(
                "{what} ({}: {}); what depends on it is blocked by {}",
                violation.expected, violation.actual, violation.requirement
            )
        });
    let obstacle = examined.obstacle.iter().map(|obstacle| {
        let violation = &obstacle.violation;
        format!(
            "{}: {}; everything else is blocked by {}",
            violation.expected, violation.actual, violation.requirement
        )
    });
    let stopped = examined.stopped.iter().cloned();
    clients
        .chain(users)
        .chain(hints)
        .chain(undecoded)
        .chain(withheld)
        .chain(unfinished)
        .chain(obstacle)
        .chain(stopped)
        .collect()
}
