//! Starts the embedded target as a fault or a watcher wants it.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::affected::Reach;
use crate::change::Change;
use crate::fault::Fault;
use crate::unlike_ours::decryption_key;
use embedded::{Embedded, Keys, Middlewares, Preparation};
use suite::error::SuiteError;

/// Starts a target that is wrong in one way; `keys` spares the time to make some.
pub async fn start_with(fault: &Fault, keys: Option<Keys>) -> Result<Embedded, SuiteError> {
    start_changed(fault.change, keys).await
}

/// Starts a target that is changed in one way.
pub(super) async fn start_changed(
    change: Change,
    keys: Option<Keys>,
) -> Result<Embedded, SuiteError> {
    let preparation = Preparation::new(keys).await?;
    let relay = match change.relay() {
        Some(callbacks) => serve(callbacks).await?,
        None => String::new(),
    };
    let middlewares = Middlewares {
        server: change.around_server(preparation.without_device()?),
        device: change.around_device(),
        authlete: change.around_authlete(&relay, &preparation.unregistered_endpoint()),
    };
    let mut embedded = preparation.among_many(middlewares).start_on_axum().await?;
    if let Some(target) = Arc::get_mut(&mut embedded.target) {
        for client in &mut target.config.clients {
            client.decryption_keys.extend(decryption_key());
        }
    }
    Ok(embedded)
}

/// Starts a right target and watches which faults would change what it says and hears.
pub(super) async fn start_watched(reach: &Arc<Reach>, keys: Keys) -> Result<Embedded, SuiteError> {
    let preparation = Preparation::new(Some(keys)).await?;
    let middlewares = Middlewares {
        server: Some(reach.around_server(preparation.without_device()?)),
        device: Some(reach.around_device()),
        authlete: Some(reach.around_authlete()),
    };
    preparation.among_many(middlewares).start_on_axum().await
}

/// Serves a router on loopback until the runtime ends; gives its address.
async fn serve(router: Router) -> Result<String, SuiteError> {
    let broken = |error: std::io::Error| SuiteError::Embedded(error.to_string());
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(broken)?;
    let address = listener.local_addr().map_err(broken)?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}
