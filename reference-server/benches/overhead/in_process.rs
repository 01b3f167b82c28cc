//! This server with Authlete in its own process, as `oidc-provider` has its store: what is left is its own work. That
//! includes the call of the authentication device, over HTTP.

use std::sync::Arc;

use reference_server::authlete::{
    AuthenticationResponse, AuthleteApi, AuthleteError, ClientRequest, ClientResponse,
    CompleteRequest, CompleteResponse, FailRequest, FailResponse, IssueRequest, IssueResponse,
    JsonDocument, Reply, ServiceJwks, TokenResponse,
};
use reference_server::{AppState, Server, Settings, UserDirectory};
use tokio::net::TcpListener;

use super::stub;

/// Answers what the stub answers over HTTP.
struct Backend {
    authentication: AuthenticationResponse,
    issued: IssueResponse,
    pending: TokenResponse,
}

/// Nothing that is measured needs it.
fn absent<'a, T: Send + 'a>(api: &'static str) -> Reply<'a, T> {
    Box::pin(async move { Err(AuthleteError::NoLocation { api }) })
}

impl AuthleteApi for Backend {
    fn backchannel_authentication(&self, _: ClientRequest) -> Reply<'_, AuthenticationResponse> {
        Box::pin(async { Ok(self.authentication.clone()) })
    }

    fn issue(&self, _: IssueRequest) -> Reply<'_, IssueResponse> {
        Box::pin(async { Ok(self.issued.clone()) })
    }

    fn token(&self, _: ClientRequest) -> Reply<'_, TokenResponse> {
        Box::pin(async { Ok(self.pending.clone()) })
    }

    fn fail(&self, _: FailRequest) -> Reply<'_, FailResponse> {
        absent("fail")
    }

    fn complete(&self, _: CompleteRequest) -> Reply<'_, CompleteResponse> {
        absent("complete")
    }

    fn client(&self, _: u64) -> Reply<'_, ClientResponse> {
        absent("client")
    }

    fn service_configuration(&self) -> Reply<'_, JsonDocument> {
        absent("configuration")
    }

    fn service_jwks(&self) -> Reply<'_, ServiceJwks> {
        absent("jwks")
    }
}

/// Serves until the process is ended; the device is at `device`.
#[expect(
    clippy::print_stdout,
    reason = "who started it waits for what it prints"
)]
pub(crate) async fn serve(device: &str) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    let mut settings = Settings {
        users: UserDirectory::from_toml(include_str!("../../../fixtures/users.toml"))?,
        ..Settings::default()
    };
    settings.authentication_device.base_url = format!("http://{device}");
    let mut state = AppState::new(settings)?;
    state.authlete = Arc::new(Backend {
        authentication: serde_json::from_value(stub::authentication())?,
        issued: serde_json::from_value(stub::issued())?,
        pending: serde_json::from_value(stub::pending())?,
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let _server = Server::start(state, listener);
    println!("listening: http://{address}");
    std::future::pending().await
}
