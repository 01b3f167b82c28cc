//! One embedded server for all properties that need one.

use std::future::Future;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ciba_conformance::config::ClientConfig;
use ciba_conformance::consumption_device::{
    AuthenticationRequest, Credentials, Parameters, TokenRequest, authenticate,
};
use ciba_conformance::embedded::{self, Embedded};
use ciba_conformance::http::{Exchange, OutgoingRequest, Party};
use ciba_conformance::jose::random_identifier;
use ciba_conformance::spec::{Hint, HintType};
use ciba_conformance::target::Target;
use ciba_conformance::world::now;
use tokio::runtime::Runtime;

/// Longer than this an answer of a server on this machine never takes.
const HANGING: Duration = Duration::from_secs(5);

struct Stage {
    runtime: Runtime,
    embedded: Embedded,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let embedded = runtime.block_on(embedded::start()).unwrap();
    Stage { runtime, embedded }
});

/// The server under test.
pub(crate) fn target() -> Arc<Target> {
    Arc::clone(&STAGE.embedded.target)
}

/// Runs on the stage's runtime.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    STAGE.runtime.block_on(future)
}

/// A client of the target by its name.
pub(crate) fn client(id: &str) -> ClientConfig {
    target()
        .config
        .client(id)
        .expect("a client of the fixtures")
        .clone()
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
    let target = target();
    let sent = target.http.send(Party::Client, Party::Op, request);
    tokio::time::timeout(HANGING, sent)
        .await
        .expect("an answer in time")
        .expect("an answer")
}

/// Sends a form with the client's own credentials.
pub(crate) async fn post(client: &ClientConfig, url: &str, form: Parameters) -> Exchange {
    let issuer = &target().config.issuer.clone();
    let credentials = Credentials::Registered;
    send(authenticate(client, credentials, issuer, now(), url, form).unwrap()).await
}

/// A valid authentication request about the user who approves, and its client_notification_token.
pub(crate) fn valid(client: &ClientConfig) -> (Parameters, String) {
    let target = target();
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
pub(crate) async fn request_token(client: &ClientConfig, auth_req_id: &str) -> Exchange {
    let form = TokenRequest::valid(auth_req_id).parameters;
    post(client, &token_endpoint(), form).await
}
