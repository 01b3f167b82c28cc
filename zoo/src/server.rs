//! Starts the embedded target as a fault or a watcher wants it.

use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::affected::Reach;
use crate::change::Change;
use crate::fault::Fault;
use crate::sent::Sent;
use crate::unlike_ours::{RightServer, decryption_key};
use embedded::{Embedded, Keys, Middlewares, Preparation, Wrap};
use suite::config::TargetConfig;
use suite::error::SuiteError;
use suite::op_under_test::target::{Patience, RealTime, Target};

/// Starts a target that is wrong in one way; `keys` spares the time to make some.
pub async fn start_with(fault: &Fault, keys: Option<Keys>) -> Result<Embedded, SuiteError> {
    let mut embedded = Box::pin(start_changed(fault.change, keys, None)).await?;
    stands_alone(&mut embedded)?;
    Ok(embedded)
}

/// Starts a right target that is unlike ours, as its target file describes it.
pub async fn start_unlike_ours(server: &RightServer) -> Result<Embedded, SuiteError> {
    let mut embedded = Box::pin(start_changed(server.change, None, None)).await?;
    stands_alone(&mut embedded)?;
    describe_target(&mut embedded, server.target_file)?;
    Ok(embedded)
}

/// Has the target file say something else of a target that nothing runs on yet.
pub(super) fn describe_target(
    embedded: &mut Embedded,
    target_file: impl FnOnce(&mut TargetConfig),
) -> Result<(), SuiteError> {
    target_file(&mut unshared(embedded)?.config);
    Ok(())
}

/// No other target in this process keeps it from answering soon.
fn stands_alone(embedded: &mut Embedded) -> Result<(), SuiteError> {
    unshared(embedded)?.patience = Patience::LOCAL;
    Ok(())
}

/// Has time waited for, instead of requests aged.
pub(super) fn wait_for_time(embedded: &mut Embedded) -> Result<(), SuiteError> {
    unshared(embedded)?.time = Arc::new(RealTime);
    Ok(())
}

fn unshared(embedded: &mut Embedded) -> Result<&mut Target, SuiteError> {
    Arc::get_mut(&mut embedded.target).ok_or_else(|| {
        SuiteError::Internal("a target is shared before anything runs on it".to_owned())
    })
}

/// Starts a target that is changed in one way; `sent` learns who meets the change.
pub(super) async fn start_changed(
    change: Change,
    keys: Option<Keys>,
    sent: Option<Arc<Sent>>,
) -> Result<Embedded, SuiteError> {
    let preparation = Preparation::new(keys).await?;
    let watched = |layer: Wrap| match &sent {
        Some(sent) => sent.watching(layer),
        None => layer,
    };
    let showing = match (change, &sent) {
        (Change::Service(_, path, shows), Some(sent)) => Some(sent.showing(path, shows)),
        _ => None,
    };
    let relay = match change.relay(sent.clone()) {
        Some(callbacks) => serve(callbacks).await?,
        None => String::new(),
    };
    let middlewares = Middlewares {
        server: change
            .around_server(preparation.without_device()?)
            .map(watched)
            .or(showing),
        service: change.of_service(),
        device: change.around_device().map(watched),
        authlete: change
            .around_authlete(&relay, &preparation.unregistered_endpoint())
            // A detour is no change of what is said.
            .map(|layer| match change {
                Change::Callback(_) => layer,
                _ => watched(layer),
            }),
    };
    let mut embedded = preparation.among_many(middlewares).start_on_axum().await?;
    for client in &mut unshared(&mut embedded)?.config.clients {
        client.decryption_keys.extend(decryption_key());
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
        service: None,
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
