//! The clients of a run: created through the API, and deleted again.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::{Duration, SystemTime};

use anyhow::bail;
use embedded::Preparation;
use embedded::live::Registered;
use fake_authlete::{CIBA_GRANT_TYPE, Client, ClientAuthMethod, DeliveryMode, Secret};
use serde_json::{Value, json};

use crate::authlete::Authlete;
use crate::tell::tell;

/// How the aliases of the clients of all runs begin, and those of nobody else. When the run began comes next, in seconds
/// since the epoch, then the machine, then a number of its own: runs share a tenant without deleting each other's
/// clients.
const PREFIX: &str = "ciba-conformance-live-";

/// No run takes as long as that: what is older, nobody needs any more.
const LEFTOVER_AGE: Duration = Duration::from_secs(3 * 60 * 60);

/// Deletes what earlier runs left behind, and returns how many clients that were. What may belong to a run that is
/// under way on another machine stays; on this machine there is none, because this run has the service's address.
pub(crate) async fn remove_leftovers(
    authlete: &Authlete,
    _address: &Preparation,
) -> anyhow::Result<usize> {
    let (now, here) = (since_epoch(), machine());
    remove(authlete, |alias| is_leftover(alias, now, &here)).await
}

fn is_leftover(alias: &str, now: Duration, here: &str) -> bool {
    let Some(rest) = alias.strip_prefix(PREFIX) else {
        return false;
    };
    let mut parts = rest.split('-');
    let began = parts.next().and_then(|began| began.parse().ok());
    let is_from_here = parts.next() == Some(here);
    began.is_some_and(|began| is_from_here || Duration::from_secs(began) + LEFTOVER_AGE < now)
}

/// A name for this machine that tells nobody what it is called; one that has no name is never taken for this one.
fn machine() -> String {
    let named = std::process::Command::new("uname").arg("-n").output();
    let name = named.map(|output| output.stdout).unwrap_or_default();
    if name.trim_ascii().is_empty() {
        return format!("{:016x}", rand::random::<u64>());
    }
    let mut hasher = DefaultHasher::new();
    name.trim_ascii().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

async fn remove(authlete: &Authlete, is_meant: impl Fn(&str) -> bool) -> anyhow::Result<usize> {
    let mut removed = 0;
    for client in authlete.clients().await? {
        if client["clientIdAlias"].as_str().is_some_and(&is_meant) {
            authlete.delete(&number(&client)).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

/// The clients that this run created so far.
pub(crate) struct Clients<'a> {
    pub(crate) authlete: &'a Authlete,
    /// How the aliases of the clients of this run begin.
    prefix: String,
    created: Vec<String>,
    /// Set while a call is under way that may create one: interrupted, it leaves a client of unknown number.
    creating: bool,
}

impl<'a> Clients<'a> {
    pub(crate) fn new(authlete: &'a Authlete) -> Self {
        Self {
            authlete,
            prefix: format!(
                "{PREFIX}{}-{}-{:08x}-",
                since_epoch().as_secs(),
                machine(),
                rand::random::<u32>()
            ),
            created: Vec::new(),
            creating: false,
        }
    }

    /// Creates all of them and says what Authlete assigned, by their names in reports.
    pub(crate) async fn create(
        &mut self,
        clients: &[Client],
    ) -> anyhow::Result<HashMap<String, Registered>> {
        let mut registered = HashMap::new();
        for client in clients {
            self.creating = true;
            let created = self
                .authlete
                .create(&properties(client, &self.prefix))
                .await?;
            let client_id = number(&created);
            self.created.push(client_id.clone());
            self.creating = false;
            let secret = created["clientSecret"].as_str().map(ToOwned::to_owned);
            let registration = Registered { client_id, secret };
            registered.insert(name(client), registration);
        }
        Ok(registered)
    }

    /// Deletes them; those that cannot be deleted are named, and a later run removes them.
    pub(crate) async fn delete(self) -> anyhow::Result<()> {
        let mut left = Vec::new();
        for client_id in &self.created {
            if let Err(error) = self.authlete.delete(client_id).await {
                left.push(format!("{client_id} ({error:#})"));
            }
        }
        if self.creating && left.is_empty() {
            let is_ours = |alias: &str| alias.starts_with(&self.prefix);
            let removed = remove(self.authlete, is_ours).await?;
            tell(&format!(
                "removed {removed} clients whose creation was interrupted"
            ));
        }
        if left.is_empty() {
            Ok(())
        } else {
            bail!(
                "these clients of the run could not be deleted: {}; their aliases begin with {}, and the next run on \
                 this machine removes them, or one elsewhere in {} hours or later",
                left.join(", "),
                self.prefix,
                LEFTOVER_AGE.as_secs() / 3600
            )
        }
    }
}

fn name(client: &Client) -> String {
    client
        .client_id_alias
        .clone()
        .unwrap_or_else(|| client.client_id.to_string())
}

/// Authlete writes the number as a number.
fn number(client: &Value) -> String {
    client["clientId"].to_string().trim_matches('"').to_owned()
}

/// The client as `/client/create` takes it.
fn properties(client: &Client, prefix: &str) -> Value {
    let name = name(client);
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .map(|grant| {
            if grant == CIBA_GRANT_TYPE {
                "CIBA"
            } else {
                "REFRESH_TOKEN"
            }
        })
        .collect();
    let mut properties = json!({
        "clientName": client.client_name,
        "clientIdAlias": format!("{prefix}{name}"),
        "clientIdAliasEnabled": true,
        "clientType": "CONFIDENTIAL",
        "description": "Created by a run of ciba-conformance, and deleted at its end.",
        "grantTypes": grant_types,
        "tokenAuthMethod": client.token_endpoint_auth_method.authlete_name(),
        "idTokenSignAlg": client.id_token_signed_response_alg.name(),
        "bcUserCodeRequired": client.backchannel_user_code_parameter,
        "parRequired": client.require_pushed_authorization_requests,
    });
    let mode = client.backchannel_token_delivery_mode;
    for (name, value) in [
        (
            "bcDeliveryMode",
            mode.map(|mode| mode.authlete_name().to_owned()),
        ),
        (
            "bcNotificationEndpoint",
            client.backchannel_client_notification_endpoint.clone(),
        ),
        (
            "bcRequestSignAlg",
            client
                .backchannel_authentication_request_signing_alg
                .clone(),
        ),
        ("jwks", client.jwks.as_ref().map(Value::to_string)),
    ] {
        if let Some(value) = value {
            properties[name] = json!(value);
        }
    }
    properties
}

/// Of the clients that the service has, those that a run can use without changing anything: in poll mode, because
/// nobody else's notification endpoint is ours, and with a secret that the API tells.
pub(crate) fn usable(clients: &[Value]) -> (Vec<Client>, HashMap<String, Registered>) {
    let mut adopted = Vec::new();
    let mut registered = HashMap::new();
    for found in clients {
        let Some(client) = adopt(found) else { continue };
        let registration = Registered {
            client_id: number(found),
            secret: found["clientSecret"].as_str().map(ToOwned::to_owned),
        };
        registered.insert(name(&client), registration);
        adopted.push(client);
    }
    (adopted, registered)
}

fn adopt(found: &Value) -> Option<Client> {
    let text = |name: &str| found[name].as_str();
    let method = [
        ClientAuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost,
        ClientAuthMethod::ClientSecretJwt,
    ]
    .into_iter()
    .find(|method| Some(method.authlete_name()) == text("tokenAuthMethod"))?;
    let grants = found["grantTypes"].as_array()?;
    let fits = text("bcDeliveryMode") == Some("POLL")
        && grants.iter().any(|grant| grant == "CIBA")
        && text("clientType") != Some("PUBLIC")
        && text("bcRequestSignAlg").is_none()
        && found["locked"] != true;
    if !fits {
        return None;
    }
    let mut client = Client::new(
        found["clientId"].as_u64()?,
        text("clientName").unwrap_or_default(),
    );
    client.client_id_alias = text("clientIdAlias").map(ToOwned::to_owned);
    client.client_secret = Some(Secret::new(text("clientSecret")?));
    client.token_endpoint_auth_method = method;
    client.backchannel_token_delivery_mode = Some(DeliveryMode::Poll);
    client.backchannel_user_code_parameter = found["bcUserCodeRequired"] == true;
    Some(client)
}
