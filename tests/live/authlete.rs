//! The management APIs of the tenant.

use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ciba_conformance::config::ConnectionConfig;
use ciba_conformance::http::{Exchange, HttpClient, OutgoingRequest, Party};
use serde_json::Value;

use crate::environment::Environment;

/// How often a call that is refused with 429 is made again.
const ATTEMPTS: u32 = 10;
/// The longest wait for a limit to be reset.
const LONGEST_PAUSE: u64 = 30;
/// How many clients are asked for at once.
const PAGE: usize = 100;

/// Calls the tenant, one call after the other.
pub(crate) struct Authlete {
    http: HttpClient,
    base: String,
    service_authorization: String,
    owner_authorization: String,
    service_path: String,
}

impl Authlete {
    pub(crate) fn new(environment: &Environment) -> anyhow::Result<Self> {
        let [service, owner] = environment.pairs().map(|(user, password)| {
            format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
        });
        let key = environment.api_key();
        let (base, service, owner, service_path) = if environment.is_v3() {
            let bearer = format!("Bearer {}", environment.access_token());
            let base = format!("{}/api/{key}", environment.base_url());
            (base, bearer.clone(), bearer, "service/get".to_owned())
        } else {
            let base = format!("{}/api", environment.base_url());
            (base, service, owner, format!("service/get/{key}"))
        };
        Ok(Self {
            http: HttpClient::new(&ConnectionConfig::default())?,
            base,
            service_authorization: service,
            owner_authorization: owner,
            service_path,
        })
    }

    /// The properties of the service.
    pub(crate) async fn service(&self) -> anyhow::Result<Value> {
        let path = &self.service_path;
        self.call("GET", path, &self.owner_authorization, None)
            .await
    }

    /// All clients of the service.
    pub(crate) async fn clients(&self) -> anyhow::Result<Vec<Value>> {
        let mut clients = Vec::new();
        loop {
            let (start, end) = (clients.len(), clients.len() + PAGE);
            let path = format!("client/get/list?start={start}&end={end}");
            let page = self
                .call("GET", &path, &self.service_authorization, None)
                .await?;
            let found = page["clients"].as_array().cloned().unwrap_or_default();
            let is_last = found.len() < PAGE;
            clients.extend(found);
            if is_last {
                return Ok(clients);
            }
        }
    }

    /// Registers a client and returns it as Authlete has it.
    pub(crate) async fn create(&self, client: &Value) -> anyhow::Result<Value> {
        let authorization = &self.service_authorization;
        self.call("POST", "client/create", authorization, Some(client))
            .await
    }

    /// Removes a client.
    pub(crate) async fn delete(&self, client_id: &str) -> anyhow::Result<()> {
        let path = format!("client/delete/{client_id}");
        let authorization = &self.service_authorization;
        self.call("DELETE", &path, authorization, None)
            .await
            .map(drop)
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        authorization: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let mut headers = vec![
            ("authorization".to_owned(), authorization.to_owned()),
            ("accept".to_owned(), "application/json".to_owned()),
        ];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let outgoing = OutgoingRequest {
            method: method.to_owned(),
            url: format!("{}/{path}", self.base),
            headers,
            body: body
                .map(|body| body.to_string().into_bytes())
                .unwrap_or_default(),
        };
        for _ in 0..ATTEMPTS {
            let exchange = self
                .http
                .send(Party::Client, Party::Authlete, outgoing.clone())
                .await?;
            match exchange.response.status {
                200..=299 if exchange.response.body.is_empty() => return Ok(Value::Null),
                200..=299 => {
                    return serde_json::from_slice(&exchange.response.body)
                        .with_context(|| format!("{path} answered no JSON"));
                }
                429 => tokio::time::sleep(until_reset(&exchange)).await,
                status => bail!("{path} answered HTTP {status}: {}", message(&exchange)),
            }
        }
        bail!(
            "{path} answered HTTP 429 {ATTEMPTS} times: lower the use of the tenant, or try again later"
        )
    }
}

fn until_reset(exchange: &Exchange) -> Duration {
    let seconds = ["retry-after", "ratelimit-reset", "x-ratelimit-reset"]
        .iter()
        .find_map(|name| exchange.response.header(name)?.trim().parse().ok())
        .unwrap_or(1);
    Duration::from_secs(seconds.min(LONGEST_PAUSE))
}

/// Authlete's own words, and nothing else of the answer.
fn message(exchange: &Exchange) -> String {
    serde_json::from_slice::<Value>(&exchange.response.body)
        .ok()
        .and_then(|body| body["resultMessage"].as_str().map(ToOwned::to_owned))
        .unwrap_or_else(|| "no resultMessage".to_owned())
}
