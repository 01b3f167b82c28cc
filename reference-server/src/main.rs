//! The reference server as a program: `cargo run -p reference-server`.

use std::process::ExitCode;

use clap::Parser as _;
use reference_server::config::{self, Environment, Flags};
use reference_server::{log, serve, startup};

/// A minimal CIBA authorization server in front of an Authlete API.
///
/// AUTHLETE_BASE_URL, AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_ACCESSTOKEN (Authlete 3.0) or
/// AUTHLETE_SERVICE_APISECRET (Authlete 2.x) say which Authlete to use, CIBA_AUTHENTICATION_DEVICE on which device
/// users are asked. Without them, `ciba-conformance serve` starts this server with a fake Authlete and a simulator.
#[derive(Debug, clap::Parser)]
#[command(name = "reference-server", version)]
struct Arguments {
    #[command(flatten)]
    flags: Flags,
}

#[tokio::main]
#[expect(
    clippy::print_stderr,
    reason = "a program says on standard error why it ends"
)]
async fn main() -> ExitCode {
    match run(&Arguments::parse().flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &Flags) -> anyhow::Result<()> {
    let configuration = config::load(flags, &Environment::of_process())?;
    let peers = configuration.peers()?;
    let _log = log::start(&configuration.log, log::Format::for_people())?;
    let stand_ins = &configuration.stand_ins;
    startup::tell_about_unused_keys(
        &[stand_ins.keys_of_authlete(), stand_ins.keys_of_device()].concat(),
    );
    let listener = serve::listen(&configuration.listen).await?;
    let settings = configuration.settings(listener.local_addr()?, peers);
    let authlete = serve::line("authlete", &settings.authlete.base_url);
    Ok(serve::until_a_signal(settings, listener, &[authlete]).await?)
}
