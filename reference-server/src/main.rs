//! The reference server as a program: `cargo run -p reference-server`.

mod embedded;

use std::process::ExitCode;

use clap::Parser as _;
use reference_server::config::{self, Authlete, Configuration, Device, Environment, Flags};
use reference_server::{Settings, log, serve};

#[tokio::main]
#[expect(
    clippy::print_stderr,
    reason = "a program says on standard error why it ends"
)]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    match run(&flags).await {
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
    let mut settings = configuration.settings(listener.local_addr()?);
    let mut lines = Vec::new();
    if let Authlete::Embedded { clients } = &configuration.authlete {
        settings.authlete =
            embedded::start_fake_authlete(&settings.issuer, clients.as_deref()).await?;
    }
    lines.push(authlete_line(&configuration, &settings));
    if let Device::Embedded { listen } = &configuration.device {
        let server = config::local_url(listener.local_addr()?);
        settings.authentication_device.base_url =
            embedded::start_simulator(listen, &server).await?;
        let device = &settings.authentication_device;
        lines.push(serve::line("simulator", &device.base_url));
        lines.push(serve::line("workspace", &device.workspace));
    }
    Ok(serve::until_a_signal(settings, listener, &lines).await?)
}

fn authlete_line(configuration: &Configuration, settings: &Settings) -> String {
    let base_url = &settings.authlete.base_url;
    match configuration.authlete {
        Authlete::Remote(_) => serve::line("authlete", base_url),
        Authlete::Embedded { .. } => {
            serve::line("authlete", &format!("embedded fake at {base_url}"))
        }
    }
}
