use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient, OutgoingRequest, Party};

// An OP asks its device in the background: the request may reach the device after the client's acknowledgement.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// A device that takes decisions by a URL with `{auth_req_id}` and `{action}`: POST, empty body.
#[derive(Debug, Clone)]
pub struct UrlTemplateDevice {
    template: String,
    http: HttpClient,
    patience: Duration,
}

impl UrlTemplateDevice {
    /// A device behind this URL. It may take as long as `patience` until it knows of an authentication request.
    pub fn new(template: impl Into<String>, http: HttpClient, patience: Duration) -> Self {
        Self {
            template: template.into(),
            http,
            patience,
        }
    }

    fn request(&self, pending: PendingRequest<'_>, decision: Decision) -> OutgoingRequest {
        let auth_req_id: String =
            form_urlencoded::byte_serialize(pending.auth_req_id.as_bytes()).collect();
        let url = self
            .template
            .replace("{auth_req_id}", &auth_req_id)
            .replace("{action}", decision.action());
        let mut request = OutgoingRequest::get(url);
        "POST".clone_into(&mut request.method);
        request
            .headers
            .push(("traceparent".to_owned(), pending.traceparent.to_owned()));
        request
    }

    async fn ask(&self, request: OutgoingRequest) -> Result<Exchange, SuiteError> {
        self.http
            .send(Party::Client, Party::AuthenticationDevice, request)
            .await
            .map_err(|error| SuiteError::AuthenticationDevice(error.to_string()))
    }
}

impl AuthenticationDevice for UrlTemplateDevice {
    fn abilities(&self) -> Abilities {
        Abilities {
            approve: true,
            deny: true,
        }
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let started = Instant::now();
            let mut pause = FIRST_PAUSE;
            loop {
                let exchange = self.ask(self.request(pending, decision)).await?;
                let status = exchange.response.status;
                if (200..300).contains(&status) {
                    return Ok(());
                }
                if status != 404 || started.elapsed() > self.patience {
                    return Err(SuiteError::AuthenticationDevice(format!(
                        "{} answered HTTP {status}, expected 2xx",
                        self.template
                    )));
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        })
    }
}
