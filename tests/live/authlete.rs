//! The management APIs of the tenant.

use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use suite::config::ConnectionConfig;
use suite::http::{Exchange, HttpClient, OutgoingRequest, Party};

use crate::environment::{self, Environment};

/// How often a call that is refused with 429 is made again.
const ATTEMPTS: u32 = 10;
/// How often a call that failed is made again, and how long after.
const FAILURES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait for a limit to be reset.
const LONGEST_PAUSE: u64 = 30;
/// How many clients are asked for at once.
const PAGE: usize = 100;

/// Calls the tenant, one call after the other.
pub(crate) struct Authlete {
    http: HttpClient,
    base: String,
    service: Caller,
    owner: Caller,
    service_path: String,
}

/// As whom a call is made, and the variables that say so.
struct Caller {
    authorization: String,
    variables: &'static str,
}

impl Authlete {
    pub(crate) fn new(environment: &Environment) -> anyhow::Result<Self> {
        let [service, owner] = environment.pairs().map(|(user, password)| {
            format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
        });
        let bearer = format!("Bearer {}", environment.access_token());
        let key = environment.api_key();
        let base = environment.base_url();
        let (base, callers, service_path) = if environment.is_v3() {
            let callers = [&bearer, &bearer].map(|bearer| Caller {
                authorization: bearer.clone(),
                variables: environment::TOKEN_VARIABLES,
            });
            (
                format!("{base}/api/{key}"),
                callers,
                "service/get".to_owned(),
            )
        } else {
            let callers = [
                (service, environment::SERVICE_VARIABLES),
                (owner, environment::OWNER_VARIABLES),
            ]
            .map(|(authorization, variables)| Caller {
                authorization,
                variables,
            });
            (format!("{base}/api"), callers, format!("service/get/{key}"))
        };
        let [service, owner] = callers;
        Ok(Self {
            http: HttpClient::new(&ConnectionConfig::default())?,
            base,
            service,
            owner,
            service_path,
        })
    }

    /// The properties of the service.
    pub(crate) async fn service(&self) -> anyhow::Result<Value> {
        self.call("GET", &self.service_path, &self.owner, None)
            .await
    }

    /// The public keys of the service; without any there is no answer to read.
    pub(crate) async fn keys(&self) -> anyhow::Result<Value> {
        self.call("GET", "service/jwks/get", &self.service, None)
            .await
    }

    /// All clients of the service.
    pub(crate) async fn clients(&self) -> anyhow::Result<Vec<Value>> {
        let mut clients = Vec::new();
        loop {
            let (start, end) = (clients.len(), clients.len() + PAGE);
            let path = format!("client/get/list?start={start}&end={end}");
            let page = self.call("GET", &path, &self.service, None).await?;
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
        self.call("POST", "client/create", &self.service, Some(client))
            .await
    }

    /// Removes a client.
    pub(crate) async fn delete(&self, client_id: &str) -> anyhow::Result<()> {
        let path = format!("client/delete/{client_id}");
        self.call("DELETE", &path, &self.service, None)
            .await
            .map(drop)
    }

    async fn call(
        &self,
        method: &str,
        path: &str,
        caller: &Caller,
        body: Option<&Value>,
    ) -> anyhow::Result<Value> {
        let mut headers = vec![
            ("authorization".to_owned(), caller.authorization.clone()),
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
        // What reads or removes may be done again; what creates may have done so unheard.
        let mut failures_left = if method == "POST" { 0 } else { FAILURES };
        for _ in 0..ATTEMPTS {
            let exchange = self
                .http
                .send(Party::Client, Party::Authlete, outgoing.clone())
                .await;
            let failed = !exchange
                .as_ref()
                .is_ok_and(|exchange| exchange.response.status < 500);
            if failed && failures_left > 0 {
                failures_left -= 1;
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let exchange =
                exchange.context("Authlete cannot be reached: check AUTHLETE_BASE_URL")?;
            match exchange.response.status {
                429 => tokio::time::sleep(until_reset(&exchange)).await,
                // A call before this one removed it.
                404 if method == "DELETE" => return Ok(Value::Null),
                _ => return read(path, caller, &exchange),
            }
        }
        bail!(
            "{path} answered HTTP 429 {ATTEMPTS} times: lower the use of the tenant, or try again later"
        )
    }
}

/// The JSON of an answer, or which variable may be to blame that there is none.
fn read(path: &str, caller: &Caller, exchange: &Exchange) -> anyhow::Result<Value> {
    let check = match exchange.response.status {
        200..=299 if exchange.response.body.is_empty() => return Ok(Value::Null),
        // The service says where keys are, and has none itself.
        302 if path == "service/jwks/get" => return Ok(Value::Null),
        200..=299 => {
            return serde_json::from_slice(&exchange.response.body).with_context(|| {
                format!(
                    "{path} answered no JSON, which Authlete does not do: check AUTHLETE_BASE_URL"
                )
            });
        }
        401 | 403 => caller.variables,
        400 | 404 if path.starts_with("service/") => {
            "AUTHLETE_SERVICE_APIKEY, AUTHLETE_API_VERSION and AUTHLETE_BASE_URL"
        }
        status => bail!("{path} answered HTTP {status}: {}", message(exchange)),
    };
    bail!(
        "{path} answered HTTP {}: {} Check {check}",
        exchange.response.status,
        message(exchange)
    )
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
        .unwrap_or_else(|| "it says nothing about it.".to_owned())
}
