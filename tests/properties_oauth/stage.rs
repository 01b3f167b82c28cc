//! One embedded server for all properties that need one, and wrong ones for the proof that a property can fail.

use std::future::Future;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use embedded::{Embedded, Preparation};
use suite::config::ClientConfig;
use suite::http::{Exchange, OutgoingRequest, Party};
use suite::jose::random_identifier;
use suite::op_under_test::consumption_device::{
    AuthenticationRequest, Credentials, Parameters, TokenRequest, authenticate,
};
use suite::op_under_test::scenario_context::now;
use suite::op_under_test::target::Target;
use suite::protocol::{Hint, HintType};
use tokio::runtime::Runtime;
use zoo::{start_with, wrong};

/// Longer than this an answer of a server on this machine never takes.
const HANGING: Duration = Duration::from_secs(5);

/// A server under test with the runtime that it lives on.
pub(crate) struct Stage {
    runtime: Runtime,
    embedded: Embedded,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| Stage::start(None));

impl Stage {
    /// Starts a server, with a fault of the zoo or without.
    pub(crate) fn start(fault: Option<&str>) -> Self {
        let runtime = Runtime::new().unwrap();
        let embedded = match fault {
            // What the user is shown is known to who records it.
            None => runtime.block_on(async {
                let preparation = Preparation::new(None).await?.recording();
                preparation.start_on_axum().await
            }),
            Some(name) => {
                let fault = wrong::named(name).expect("a fault of the zoo");
                runtime.block_on(start_with(fault, None))
            }
        };
        let embedded = embedded.unwrap();
        Self { runtime, embedded }
    }

    /// The server under test.
    pub(crate) fn target(&self) -> Arc<Target> {
        Arc::clone(&self.embedded.target)
    }

    /// Runs on the stage's runtime.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// A client of the target by its name.
    pub(crate) fn client(&self, id: &str) -> ClientConfig {
        self.target()
            .config
            .client(id)
            .expect("a client of the fixtures")
            .clone()
    }

    /// Sends a request; no answer, or a late one, is what no property allows.
    async fn send(&self, request: OutgoingRequest) -> Exchange {
        let target = self.target();
        let sent = target.http.send(Party::Client, Party::Op, request);
        tokio::time::timeout(HANGING, sent)
            .await
            .expect("an answer in time")
            .expect("an answer")
    }

    async fn post(&self, client: &ClientConfig, url: &str, form: Parameters) -> Exchange {
        let issuer = &self.target().config.issuer.clone();
        let credentials = Credentials::Registered;
        self.send(authenticate(client, credentials, issuer, now(), url, form).unwrap())
            .await
    }

    /// Sends a valid authentication request about the user who approves; gives its client_notification_token too.
    pub(crate) async fn request(&self, client: &ClientConfig) -> (Exchange, String) {
        let (form, token) = self.valid(client);
        let url = self.target().authentication_endpoint().to_owned();
        (self.post(client, &url, form).await, token)
    }

    fn valid(&self, client: &ClientConfig) -> (Parameters, String) {
        let target = self.target();
        let user = &target.config.users.approver;
        let hint = Hint {
            hint_type: HintType::LoginHint,
            value: user.login_hint.clone(),
        };
        let token = random_identifier();
        let request = AuthenticationRequest::valid(client, user, &hint, &token);
        (request.parameters, token)
    }

    /// Requests the token of an authentication request.
    pub(crate) async fn request_token(&self, client: &ClientConfig, auth_req_id: &str) -> Exchange {
        let form = TokenRequest::valid(auth_req_id).parameters;
        let url = self.target().token_endpoint().to_owned();
        self.post(client, &url, form).await
    }
}

/// The right server.
pub(crate) fn right() -> &'static Stage {
    &STAGE
}

/// The server under test.
pub(crate) fn target() -> Arc<Target> {
    STAGE.target()
}

/// Runs on the stage's runtime.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    STAGE.block_on(future)
}

/// A client of the target by its name.
pub(crate) fn client(id: &str) -> ClientConfig {
    STAGE.client(id)
}

/// The endpoint that authentication requests go to.
pub(crate) fn authentication_endpoint() -> String {
    target().authentication_endpoint().to_owned()
}

/// The endpoint that token requests go to.
pub(crate) fn token_endpoint() -> String {
    target().token_endpoint().to_owned()
}

/// Sends a request; no answer, or a late one, is what no property allows.
pub(crate) async fn send(request: OutgoingRequest) -> Exchange {
    STAGE.send(request).await
}

/// A valid authentication request about the user who approves, and its client_notification_token.
pub(crate) fn valid(client: &ClientConfig) -> (Parameters, String) {
    STAGE.valid(client)
}
