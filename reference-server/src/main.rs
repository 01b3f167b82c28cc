//! The reference server as a program: `cargo run -p reference-server`.

mod embedded;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser as _;
use reference_server::config::{self, Configuration, Environment, Flags, Peers};
use reference_server::{AuthleteSettings, log, serve};

/// A minimal CIBA authorization server in front of an Authlete API.
///
/// Without AUTHLETE_BASE_URL, AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_ACCESSTOKEN (Authlete 3.0) or
/// AUTHLETE_SERVICE_APISECRET (Authlete 2.x) it brings a fake Authlete along; without an authentication device in
/// its configuration it brings a simulator along.
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
    let _log = log::start(&configuration.log, log::Format::for_people())?;
    let listener = serve::listen(&configuration.listen).await?;
    let address = listener.local_addr()?;
    let mut lines = Vec::new();
    let authlete = authlete(&configuration, address, &mut lines).await?;
    let is_embedded = configuration.authentication_device.is_none();
    let peers = Peers {
        authlete,
        authentication_device: device(&configuration, address).await?,
    };
    let settings = configuration.settings(address, peers);
    if is_embedded {
        let device = &settings.authentication_device;
        lines.push(serve::line("simulator", &device.base_url));
        lines.push(serve::line("workspace", &device.workspace));
    }
    Ok(serve::until_a_signal(settings, listener, &lines).await?)
}

async fn authlete(
    configuration: &Configuration,
    address: SocketAddr,
    lines: &mut Vec<String>,
) -> anyhow::Result<AuthleteSettings> {
    if let Some(authlete) = &configuration.authlete {
        lines.push(serve::line("authlete", &authlete.base_url));
        return Ok(authlete.clone());
    }
    let issuer = configuration.issuer_at(address);
    let clients = configuration.stand_ins.clients_file.as_deref();
    let fake = embedded::start_fake_authlete(&issuer, clients).await?;
    let place = format!("embedded fake at {}", fake.base_url);
    lines.push(serve::line("authlete", &place));
    Ok(fake)
}

async fn device(configuration: &Configuration, address: SocketAddr) -> anyhow::Result<String> {
    if let Some(device) = &configuration.authentication_device {
        return Ok(device.clone());
    }
    let listen = configuration.stand_ins.simulator_listen.as_deref();
    embedded::start_simulator(listen, &config::local_url(address)).await
}
