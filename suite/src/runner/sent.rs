//! What the suite had sent where the OP answered otherwise than it should, held against what is registered.

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::checks::json_object;
use crate::config::{ClientConfig, Secret, UsersConfig};
use crate::http::{Exchange, Party, Request, Response};
use crate::jose::DecodedJwt;
use crate::op_under_test::consumption_device::authenticates_as_registered;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Log};
use crate::op_under_test::target::Target;
use crate::protocol::{CIBA_GRANT_TYPE, DEFAULT_INTERVAL};
use crate::report::Sent;
use crate::violation::Came;

/// How much a client adds to its interval for each `slow_down` (CIBA Core 1.0, section 11).
const FOR_EACH_SLOW_DOWN: u64 = 5;

/// What is registered at the OP, as the suite knows it.
pub(super) struct Registered<'a> {
    /// Every client that the suite may play.
    pub(super) clients: Vec<&'a ClientConfig>,
    pub(super) users: &'a UsersConfig,
    pub(super) issuer: &'a str,
    pub(super) authentication_endpoint: &'a str,
    pub(super) token_endpoint: &'a str,
    /// Values of headers that are meant for a gateway.
    pub(super) gateway: Vec<&'a str>,
    /// Whether the waits of the suite take their time; else the clock says nothing about them.
    pub(super) real_time: bool,
}

impl<'a> Registered<'a> {
    /// What the target file says; the client that is played may be none of its list.
    pub(super) fn of(world: &'a CibaWorld, target: &'a Target) -> Self {
        let config = &target.config;
        let played = world.stage().ok().map(|stage| &stage.client);
        let gateway = config.connection.headers.iter();
        Self {
            clients: config.clients.iter().chain(played).collect(),
            users: &config.users,
            issuer: &config.issuer,
            authentication_endpoint: target.authentication_endpoint(),
            token_endpoint: target.token_endpoint(),
            gateway: gateway.map(|(_, value)| value.expose()).collect(),
            real_time: target.time.is_real(),
        }
    }
}

/// The facts about the request that got the answer in the first violation about one.
pub(super) fn sent(log: &Log, registered: &Registered<'_>) -> Vec<Sent> {
    let exchanges = exchanges(log);
    let Some(at) = judged(log, &exchanges) else {
        return Vec::new();
    };
    let request = &exchanges[at].1.request;
    let url = request.url.split('?').next().unwrap_or_default();
    let to_token_endpoint = url == registered.token_endpoint;
    let to_an_endpoint = to_token_endpoint || url == registered.authentication_endpoint;
    if request.method != "POST" || !to_an_endpoint {
        return Vec::new();
    }
    let mut facts = vec![Sent::ToAnEndpoint, credentials(request, registered)];
    if names_a_known_user(request, registered.users) {
        facts.push(Sent::KnownUser);
    }
    if to_token_endpoint && parameter(request, "grant_type").as_deref() == Some(CIBA_GRANT_TYPE) {
        facts.push(Sent::CibaGrant);
        if is_patient(&exchanges[..=at], registered) {
            facts.push(Sent::PatientPoll);
        }
    }
    facts
}

fn exchanges(log: &Log) -> Vec<(SystemTime, &Exchange)> {
    log.events
        .iter()
        .filter_map(|(over, event)| match event {
            Event::Exchange { exchange, .. } if exchange.to == Party::Op => {
                Some((*over, exchange.as_ref()))
            }
            Event::Exchange { .. } | Event::Callback(_) | Event::Act { .. } => None,
        })
        .collect()
}

/// The place of the last exchange with the answer that a violation is about.
fn judged(log: &Log, exchanges: &[(SystemTime, &Exchange)]) -> Option<usize> {
    let (status, error) = log
        .violations
        .iter()
        .find_map(|violation| match &violation.came {
            Came::Answer { status, error } => Some((*status, error.as_deref())),
            Came::Part
            | Came::Kind(_)
            | Came::NoAnswer { .. }
            | Came::NoCallback
            | Came::OfOurs(_) => None,
        })?;
    exchanges.iter().rposition(|(_, exchange)| {
        exchange.response.status == status
            && (error.is_none() || member(&exchange.response, "error").as_deref() == error)
    })
}

fn credentials(request: &Request, registered: &Registered<'_>) -> Sent {
    let authorization: Vec<&str> = request
        .header_values("authorization")
        .filter(|value| !registered.gateway.contains(value))
        .collect();
    let own = |client: &&ClientConfig| {
        authenticates_as_registered(request, &authorization, client, registered.issuer)
    };
    if registered.clients.iter().any(own) {
        Sent::OwnCredentials
    } else {
        Sent::OtherCredentials
    }
}

fn parameter(request: &Request, name: &str) -> Option<String> {
    form_urlencoded::parse(&request.body)
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

fn member(response: &Response, name: &str) -> Option<String> {
    let members = json_object(&response.body).ok()?;
    Some(members.get(name)?.as_str()?.to_owned())
}

/// The hint stands in the form, or in the signed request.
fn names_a_known_user(request: &Request, users: &UsersConfig) -> bool {
    let signed = parameter(request, "request").and_then(|jwt| DecodedJwt::parse(&jwt).ok());
    let hint = |name: &str| {
        parameter(request, name).or_else(|| {
            let claims = signed.as_ref().map(|jwt| &jwt.claims)?;
            claims.get(name).and_then(Value::as_str).map(str::to_owned)
        })
    };
    let others = [
        &users.denier,
        &users.absent,
        &users.locked,
        &users.lockable,
        &users.unreachable,
        &users.failing,
    ];
    let mut known = std::iter::once(&users.approver).chain(others.into_iter().flatten());
    let (login_hint, token) = (hint("login_hint"), hint("login_hint_token"));
    known.any(|user| {
        let ready = user.login_hint_token.as_ref().map(Secret::expose);
        login_hint.as_deref() == Some(&user.login_hint)
            || (token.is_some() && token.as_deref() == ready)
    })
}

/// Whether the last request is the first poll for its auth_req_id, or came no sooner after the one before it than the
/// OP had asked for.
fn is_patient(until: &[(SystemTime, &Exchange)], registered: &Registered<'_>) -> bool {
    let Some(((over, poll), earlier)) = until.split_last() else {
        return false;
    };
    let Some(auth_req_id) = parameter(&poll.request, "auth_req_id") else {
        return false;
    };
    let is_poll = |exchange: &Exchange| {
        exchange.request.url == poll.request.url
            && parameter(&exchange.request, "auth_req_id").as_deref() == Some(&auth_req_id)
    };
    let polls = || earlier.iter().filter(|(_, exchange)| is_poll(exchange));
    let Some((last_over, last)) = polls().next_back() else {
        return true;
    };
    let acknowledged = earlier.iter().find_map(|(_, exchange)| {
        let members = json_object(&exchange.response.body).ok()?;
        let given = members.get("auth_req_id")?.as_str()?;
        (given == auth_req_id).then(|| members.get("interval").and_then(Value::as_u64))
    });
    let slowed = polls()
        .filter(|(_, exchange)| member(&exchange.response, "error").as_deref() == Some("slow_down"))
        .fold(0, |slowed, _| slowed + FOR_EACH_SLOW_DOWN);
    let interval = acknowledged.flatten().unwrap_or(DEFAULT_INTERVAL) + slowed;
    let began = |over: &SystemTime, exchange: &Exchange| over.checked_sub(exchange.duration);
    let gap = began(over, poll)
        .zip(began(last_over, last))
        .and_then(|(this, before)| this.duration_since(before).ok());
    registered.real_time && gap.is_some_and(|gap| gap >= Duration::from_secs(interval))
}
