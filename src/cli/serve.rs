use clap::Args;
use reference_server::config::{self, Environment, Flags};
use reference_server::log;

use super::CliError;
use super::output::Output;
use super::serve_error::ServeError;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    server: Flags,
    /// Where the fake Authlete listens [env: CIBA_FAKE_AUTHLETE_LISTEN] [default: 127.0.0.1:8090]
    #[arg(long, value_name = "HOST:PORT")]
    fake_authlete_listen: Option<String>,
    /// Where the simulator listens [env: CIBA_SIMULATOR_LISTEN] [default: 127.0.0.1:8070]
    #[arg(long, value_name = "HOST:PORT")]
    simulator_listen: Option<String>,
}

/// Serves until a signal comes.
pub(super) async fn serve(arguments: Serve, output: Output) -> Result<u8, CliError> {
    until_a_signal(arguments, output).await?;
    Ok(0)
}

async fn until_a_signal(arguments: Serve, output: Output) -> Result<(), ServeError> {
    let mut flags = arguments.server;
    if flags.log.is_none() {
        flags.log = output.server_log_level().map(str::to_owned);
    }
    let mut configuration = config::load(&flags, &Environment::of_process())?;
    let stand_ins = &mut configuration.stand_ins;
    if let Some(listen) = arguments.fake_authlete_listen {
        stand_ins.fake_authlete_listen = Some(listen);
    }
    if let Some(listen) = arguments.simulator_listen {
        stand_ins.simulator_listen = Some(listen);
    }
    let _log = log::start(&configuration.log, output.server_log_format())?;
    embedded::serve::until_a_signal(&configuration).await?;
    Ok(())
}
