//! The simulator as the authentication device of a target that somebody else runs.

use simulator::Simulator;
use tokio::net::TcpListener;

use suite::config::{AuthenticationDeviceConfig, TargetConfig};
use suite::error::SuiteError;
use suite::http::closing;
use suite::op_under_test::target::Target;

/// Connects to a target, after the simulator has been started that its file asks for; it runs as long as the process.
pub async fn connect(config: TargetConfig) -> Result<Target, SuiteError> {
    start_own_simulator(&config.authentication_device).await?;
    Target::connect(config).await
}

/// Starts the simulator of a target file, where the suite is to run it.
pub async fn start_own_simulator(config: &AuthenticationDeviceConfig) -> Result<(), SuiteError> {
    let AuthenticationDeviceConfig::Simulator {
        listen: Some(listen),
        callback_url,
        ..
    } = config
    else {
        return Ok(());
    };
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        SuiteError::AuthenticationDevice(format!(
            "the simulator cannot listen on {listen}: {error}; choose another authentication_device.listen"
        ))
    })?;
    let simulator = Simulator::new(simulator::Config {
        callback_url: callback_url.clone(),
        // Most scenarios leave a question behind that nobody answers, and all of them share one workspace.
        max_pending: crate::parties::QUESTIONS,
        max_pending_per_workspace: crate::parties::QUESTIONS,
        ..simulator::Config::default()
    });
    super::serve(listener, closing(simulator::router(simulator)));
    Ok(())
}
