use serde_json::Value;

use super::Finding;
use crate::config::{ClientConfig, UserConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, Party};
use crate::op_under_test::authentication_device::{Decision, PendingRequest};
use crate::op_under_test::consumption_device::{Credentials, TokenRequest, authenticate};
use crate::op_under_test::room;
use crate::op_under_test::scenario_context::now;
use crate::op_under_test::target::Target;
use crate::preflight::{ask, member, said};
use crate::protocol::{DEFAULT_INTERVAL, DeliveryMode};

/// A request that the OP has acknowledged.
struct Asked {
    auth_req_id: String,
    client_notification_token: String,
    interval: u64,
}

/// Each user is asked once, and the approver approves; others are left to let their request expire.
pub(super) async fn examine(target: &Target, findings: &mut Vec<Finding>) {
    let clients = &target.config.clients;
    let polling = clients
        .iter()
        .find(|client| client.mode == DeliveryMode::Poll);
    let Some(client) = polling.or(clients.first()) else {
        return;
    };
    let asked = user(
        target,
        client,
        "approver",
        &target.config.users.approver,
        findings,
    )
    .await;
    let users = &target.config.users;
    for (name, other) in [("denier", &users.denier), ("absent", &users.absent)] {
        if let Some(other) = other {
            user(target, client, name, other, findings).await;
        }
    }
    if let Some(asked) = asked {
        findings.push(device(target, client, &asked).await);
    }
    endpoint(target, findings).await;
}

/// Whether the OP knows somebody by their login_hint, and can ask them.
async fn user(
    target: &Target,
    client: &ClientConfig,
    name: &str,
    user: &UserConfig,
    findings: &mut Vec<Finding>,
) -> Option<Asked> {
    let subject = format!("user {name}");
    let (exchange, token) = match ask(target, client, user).await {
        Ok(answer) => answer,
        Err(error) => {
            findings.push(Finding::problem(
                subject,
                error.to_string(),
                "look into the OP's log",
            ));
            return None;
        }
    };
    let hint = &user.login_hint;
    let Some(auth_req_id) = member(&exchange, "auth_req_id") else {
        findings.push(Finding::problem(
            subject,
            format!(
                "client {} cannot have {hint:?} asked ({})",
                client.id,
                said(&exchange)
            ),
            refusal(&exchange, name),
        ));
        return None;
    };
    findings.push(Finding::well(subject, format!("{hint:?} can be asked")));
    if name != "approver" {
        room::after_asking(target, client, user, &exchange, &token).await;
    }
    Some(Asked {
        auth_req_id,
        client_notification_token: token,
        interval: interval(&exchange),
    })
}

fn refusal(exchange: &Exchange, name: &str) -> String {
    match member(exchange, "error").as_deref() {
        Some("unknown_user_id") => {
            format!("correct users.{name}.login_hint, or add the user at the OP")
        }
        Some("missing_user_code" | "invalid_user_code") => {
            format!("correct users.{name}.user_code")
        }
        Some("invalid_scope") => "correct the client's scope".to_owned(),
        Some("invalid_client" | "unauthorized_client") => {
            "register the client for the CIBA grant, with these credentials".to_owned()
        }
        _ => "what the OP misses can be added by the client's scope and parameters".to_owned(),
    }
}

fn interval(exchange: &Exchange) -> u64 {
    serde_json::from_slice::<Value>(&exchange.response.body)
        .ok()
        .and_then(|document| document.get("interval")?.as_u64())
        .unwrap_or(DEFAULT_INTERVAL)
}

/// Has the approver approve, and looks whether the OP knows of it.
async fn device(target: &Target, client: &ClientConfig, asked: &Asked) -> Finding {
    const SUBJECT: &str = "device";
    let able = abilities(target);
    if !target.device.abilities().approve {
        return Finding::note(
            SUBJECT,
            "it cannot approve: scenarios with a decision are not applicable",
        );
    }
    if let Err(error) = approve(target, asked).await {
        return Finding::problem(SUBJECT, error.to_string(), "check authentication_device");
    }
    if client.mode != DeliveryMode::Poll {
        return Finding::well(SUBJECT, format!("it took an approval; it can {able}"));
    }
    let waited = target.time.pass(&asked.auth_req_id, asked.interval).await;
    if let Err(error) = waited {
        return Finding::problem(SUBJECT, error.to_string(), "run doctor again");
    }
    match token(target, client, &asked.auth_req_id).await {
        Ok(exchange) if exchange.response.status == 200 => Finding::well(
            SUBJECT,
            format!("it can {able}; tokens came after an approval"),
        ),
        Ok(exchange) => Finding::problem(
            SUBJECT,
            format!(
                "it took an approval, and no tokens came ({})",
                said(&exchange)
            ),
            "check that authentication_device decides for users.approver",
        ),
        Err(error) => Finding::problem(SUBJECT, error.to_string(), "look into the OP's log"),
    }
}

async fn approve(target: &Target, asked: &Asked) -> Result<(), SuiteError> {
    let pending = PendingRequest {
        auth_req_id: &asked.auth_req_id,
        login_hint: &target.config.users.approver.login_hint,
        binding_message: None,
        traceparent: "",
    };
    target.device.decide(pending, Decision::Approve).await
}

async fn token(
    target: &Target,
    client: &ClientConfig,
    auth_req_id: &str,
) -> Result<Exchange, SuiteError> {
    let form = TokenRequest::valid(auth_req_id).parameters;
    let url = target.token_endpoint();
    let audience = target.audience(client, url);
    let request = authenticate(client, Credentials::Registered, audience, now(), url, form)?;
    let sent = target
        .http
        .send_patiently(Party::Client, Party::Op, request);
    Ok(sent.await?)
}

/// Whether a ping or a push arrives after an approval.
async fn endpoint(target: &Target, findings: &mut Vec<Finding>) {
    const SUBJECT: &str = "notification endpoint";
    let client = target
        .config
        .clients
        .iter()
        .find(|client| client.mode.has_callback());
    let (client, endpoint) = match (client, &target.notification_endpoint) {
        (None, None) => return,
        (Some(client), None) => {
            findings.push(Finding::problem(
                SUBJECT,
                format!(
                    "client {} is for {} and nobody listens",
                    client.id, client.mode
                ),
                "add [notification_endpoint] to the target file",
            ));
            return;
        }
        (None, Some(endpoint)) => {
            let seen = format!("{} listens; no client uses it", endpoint.base_url());
            findings.push(Finding::note(SUBJECT, seen));
            return;
        }
        (Some(client), Some(endpoint)) => (client, endpoint),
    };
    let url = endpoint.url_of(&client.notification_path);
    if !target.device.abilities().approve {
        let seen = format!("{url} listens; without an approval nothing can be sent to it");
        findings.push(Finding::note(SUBJECT, seen));
        return;
    }
    let mut asking = Vec::new();
    let asked = user(
        target,
        client,
        "approver",
        &target.config.users.approver,
        &mut asking,
    )
    .await;
    let Some(asked) = asked else {
        findings.extend(asking);
        return;
    };
    if let Err(error) = approve(target, &asked).await {
        findings.push(Finding::problem(
            SUBJECT,
            error.to_string(),
            "check authentication_device",
        ));
        return;
    }
    let patience = target.patience.expected;
    let token = &asked.client_notification_token;
    let callbacks = endpoint
        .wait_for(1, &asked.auth_req_id, token, patience)
        .await;
    let came_to = callbacks
        .first()
        .map(|callback| callback.exchange.request.url.as_str());
    findings.push(match came_to {
        None => Finding::problem(
            SUBJECT,
            format!("no {} came to {url} in {} s", client.mode, patience.as_secs()),
            format!(
                "register {url} as the client's notification endpoint, and see that the OP reaches it \
                 (notification_endpoint.listen and public_url)"
            ),
        ),
        Some(other) if other != url => Finding::problem(
            SUBJECT,
            format!("a {} came to {other}, not to {url}", client.mode),
            "register the address for the client, or say in its table of the target file which one is registered: \
             notification_path is the end of it",
        ),
        Some(url) => Finding::well(SUBJECT, format!("a {} came to {url}", client.mode)),
    });
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
