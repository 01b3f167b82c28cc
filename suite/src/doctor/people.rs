use super::Finding;
use crate::config::ClientConfig;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::examined::Obstacle;
use crate::op_under_test::target::Target;
use crate::preflight::{AskedClient, End, Examination, Finished, Kind, Tried};
use crate::protocol::DeliveryMode;

/// What to do where the OP, or what is behind it, broke.
const LOG: &str = "look into the OP's log: it says why";

/// What is said of tokens that an OP binds to a key.
const WITHHELD: &str = "bound tokens";

/// What the examination has shown, one by one.
pub(super) fn findings(target: &Target, found: &Examination) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found.clients.iter().flat_map(client).collect();
    findings.extend(found.withheld().map(|withheld| {
        let violation = withheld.obstacle.violation;
        Finding::problem(
            WITHHELD,
            format!(
                "expected {}; there is {}",
                violation.expected, violation.actual
            ),
            format!(
                "what gets no further is blocked by {}; clients whose tokens are bound to no key are judged",
                violation.requirement
            ),
        )
    }));
    findings.extend(approver(found));
    findings.extend(found.users.iter().map(|tried| user("user", tried)));
    findings.extend(found.hints.iter().map(|tried| user("hint", tried)));
    findings.extend(device(target, found));
    findings.extend(endpoint(target, found));
    findings
}

/// What the OP makes of a client.
fn client(asked: &AskedClient) -> Vec<Finding> {
    let client = &asked.client;
    let subject = format!("client {}", client.id);
    let said = asked.asked.answer.said();
    let mut findings = vec![match asked.kind() {
        Kind::Judged if asked.asked.answer.is_success() => knows(client),
        Kind::Judged => Finding::note(&subject, format!("a valid request is answered by {said}")),
        // It looked into the request.
        Kind::Refused if is_about_user(asked) => knows(client),
        Kind::Refused if asked.withheld.is_some() => Finding::problem(
            &subject,
            asked.refusal(),
            format!("it shows no key that tokens could be bound to: see {WITHHELD:?} below"),
        ),
        Kind::Refused => Finding::problem(&subject, asked.refusal(), asked.advice().remedy),
        Kind::Broken => Finding::problem(&subject, said, LOG),
        Kind::Missing => Finding::problem(
            &subject,
            said,
            "compare the metadata's backchannel_authentication_endpoint with the routes of the OP",
        ),
        Kind::Unanswered => Finding::problem(
            &subject,
            said,
            "see that the OP runs, and compare the metadata's backchannel_authentication_endpoint with where it listens",
        ),
    }];
    findings.extend(asked.undecoded.as_ref().map(|said| {
        Finding::problem(
            &subject,
            format!("the OP does not form-decode its secret in the Authorization header ({said})"),
            "a run goes on with the secret as it is, and fails C-6749-08",
        )
    }));
    findings
}

fn knows(client: &ClientConfig) -> Finding {
    Finding::well(
        format!("client {}", client.id),
        format!("the OP knows it by {}", client.authentication_method),
    )
}

/// Whether it is the user whom the OP objects to.
fn is_about_user(asked: &AskedClient) -> bool {
    asked.advice().key.starts_with("users.")
}

/// The approver was asked with every client.
fn approver(found: &Examination) -> Option<Finding> {
    const SUBJECT: &str = "user approver";
    let mut clients = found.clients.iter();
    if let Some(client) = clients.find(|client| client.asked.answer.is_success()) {
        return Some(Finding::well(
            SUBJECT,
            format!("{} can be asked", client.asked.shown()),
        ));
    }
    let mut clients = found.clients.iter();
    let refused = clients.find(|client| {
        client.is_left_out() && (found.refuses_approver_alone || is_about_user(client))
    })?;
    Some(Finding::problem(
        SUBJECT,
        format!(
            "{} cannot be asked ({})",
            refused.asked.shown(),
            refused.asked.answer.said()
        ),
        format!(
            "correct users.approver.{}, or add the user at the OP",
            refused.asked.hint_type
        ),
    ))
}

/// Whether the OP takes what names somebody.
fn user(kind: &str, tried: &Tried) -> Finding {
    let subject = format!("{kind} {}", tried.name);
    let said = || {
        let said = tried.asked.answer.said();
        format!("{} is refused ({said})", tried.shown)
    };
    match (&tried.left_out, &tried.remedy) {
        (Some(reason), remedy) => Finding::problem(
            subject,
            reason,
            remedy.clone().unwrap_or_else(|| LOG.to_owned()),
        ),
        (None, Some(remedy)) => Finding::problem(subject, said(), remedy),
        (None, None) => Finding::well(subject, format!("{} can be asked", tried.shown)),
    }
}

/// Whether somebody decides, and the OP knows of it.
fn device(target: &Target, found: &Examination) -> Option<Finding> {
    const SUBJECT: &str = "device";
    if let Some(said) = &found.decided_alone {
        return Some(Finding::problem(
            SUBJECT,
            format!("the OP decided by itself ({said})"),
            "say authentication_device.type = \"automatic\", and name users.absent",
        ));
    }
    if !target.device.abilities().approve {
        return Some(Finding::note(
            SUBJECT,
            "it cannot approve: scenarios with a decision are not applicable",
        ));
    }
    let able = abilities(target);
    let first = found.modes.first()?;
    Some(match &first.end {
        End::Undecided(reason) => Finding::problem(SUBJECT, reason, "check authentication_device"),
        End::Well(_) if first.mode == DeliveryMode::Push => {
            Finding::well(SUBJECT, format!("it took an approval; it can {able}"))
        }
        End::Well(_) => Finding::well(
            SUBJECT,
            format!("it can {able}; tokens came after an approval"),
        ),
        End::NoTokens(obstacle) => no_tokens(SUBJECT, obstacle),
        // What is missing is said elsewhere.
        End::NoCallback(_) | End::Withheld(_) => {
            Finding::well(SUBJECT, format!("it took an approval; it can {able}"))
        }
        End::Forgotten(said) => forgotten(SUBJECT, said),
        End::Unclear(reason) => Finding::note(SUBJECT, format!("it can {able}; {reason}")),
    })
}

fn no_tokens(subject: &str, obstacle: &Obstacle) -> Finding {
    let violation = &obstacle.violation;
    let status = obstacle
        .exchanges
        .last()
        .map(|exchange| exchange.response.status);
    let remedy = match status {
        Some(500..=599) => LOG.to_owned(),
        _ if violation.actual.contains("authorization_pending") => {
            "check that authentication_device decides for users.approver".to_owned()
        }
        _ => format!(
            "mend what the OP says; until then what needs tokens is blocked by {}",
            violation.requirement
        ),
    };
    Finding::problem(
        subject,
        format!(
            "it took an approval, and no tokens came ({})",
            violation.actual
        ),
        remedy,
    )
}

fn forgotten(subject: &str, said: &str) -> Finding {
    Finding::problem(
        subject,
        format!("the OP forgot the request before its end ({said})"),
        "see whether its store of pending requests is too small, or not shared by its processes",
    )
}

/// Whether a ping or a push arrives after an approval.
fn endpoint(target: &Target, found: &Examination) -> Vec<Finding> {
    const SUBJECT: &str = "notification endpoint";
    let clients = &target.config.clients;
    let calling = clients.iter().find(|client| client.mode.has_callback());
    match (calling, &target.notification_endpoint) {
        (None, None) => Vec::new(),
        (Some(client), None) => vec![Finding::problem(
            SUBJECT,
            format!(
                "client {} is for {} and nobody listens",
                client.id, client.mode
            ),
            "add [notification_endpoint] to the target file",
        )],
        (None, Some(endpoint)) => {
            let seen = format!("{} listens; no client uses it", endpoint.base_url());
            vec![Finding::note(SUBJECT, seen)]
        }
        (Some(client), Some(endpoint)) if !target.device.abilities().approve => {
            let url = endpoint.url_of(&client.notification_path);
            let seen = format!("{url} listens; without an approval nothing can be sent to it");
            vec![Finding::note(SUBJECT, seen)]
        }
        (Some(_), Some(_)) => found
            .modes
            .iter()
            .filter_map(|mode| callback(SUBJECT, mode))
            .collect(),
    }
}

fn callback(subject: &str, finished: &Finished) -> Option<Finding> {
    let url = finished.url.as_deref()?;
    let mode = finished.mode;
    Some(match &finished.end {
        End::Well(Some(other)) if other != url => Finding::problem(
            subject,
            format!("a {mode} came to {other}, not to {url}"),
            "register the address for the client, or say in its table of the target file which one is registered: \
             notification_path is the end of it",
        ),
        End::Well(_) | End::Withheld(_) => {
            Finding::well(subject, format!("a {mode} came to {url}"))
        }
        End::NoCallback(obstacle) => Finding::problem(
            subject,
            format!("no {mode} came to {url}: {}", obstacle.violation.actual),
            format!(
                "register {url} as the client's notification endpoint, and see that the OP reaches it \
                 (notification_endpoint.listen and public_url)"
            ),
        ),
        End::NoTokens(obstacle) => no_tokens(&format!("{mode} mode"), obstacle),
        End::Forgotten(said) => forgotten(&format!("{mode} mode"), said),
        End::Undecided(reason) | End::Unclear(reason) => {
            Finding::note(subject, format!("no {mode} was waited for: {reason}"))
        }
    })
}

/// What the device is good for, in words.
fn abilities(target: &Target) -> String {
    let abilities = target.device.abilities();
    let able: Vec<String> = [
        (abilities.approve, Decision::Approve),
        (abilities.deny, Decision::Deny),
    ]
    .into_iter()
    .filter(|(able, _)| *able)
    .map(|(_, decision)| decision.to_string())
    .collect();
    able.join(" and ")
}
