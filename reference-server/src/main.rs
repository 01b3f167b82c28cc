//! The reference server as a program: `cargo run -p reference-server`.

mod embedded;

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::str::FromStr as _;

use anyhow::Context as _;
use clap::Parser as _;
use reference_server::config::{self, Authlete, Configuration, Device, Environment, Flags};
use reference_server::{AppState, Server, Settings, startup};
use tokio::net::TcpListener;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

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
    let _log = start_log(&configuration.log)?;
    let listener = TcpListener::bind(&configuration.listen)
        .await
        .with_context(|| {
            let listen = &configuration.listen;
            format!(
                "cannot listen on {listen}; choose another address with --listen or CIBA_LISTEN"
            )
        })?;
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
        lines.push(format!(
            "simulator:  {}",
            settings.authentication_device.base_url
        ));
        lines.push(format!(
            "workspace:  {}",
            settings.authentication_device.workspace
        ));
    }
    serve(settings, listener, &lines).await
}

fn authlete_line(configuration: &Configuration, settings: &Settings) -> String {
    match configuration.authlete {
        Authlete::Remote(_) => format!("authlete:   {}", settings.authlete.base_url),
        Authlete::Embedded { .. } => format!(
            "authlete:   embedded fake at {}",
            settings.authlete.base_url
        ),
    }
}

async fn serve(settings: Settings, listener: TcpListener, lines: &[String]) -> anyhow::Result<()> {
    let state = AppState::new(settings)?;
    startup::tell_about_state_keys(&state.settings);
    startup::verify(&state.settings, state.authlete.as_ref()).await?;
    // Whoever reads that we listen may send a signal at once.
    let stopped = stop_signal()?;
    let issuer = format!("issuer:     {}", state.settings.issuer);
    let address = listener.local_addr()?;
    let server = Server::start(state, listener);
    announce(&issuer, lines, address)?;
    stopped.await?;
    tracing::info!("shutting down");
    server.shutdown().await?;
    Ok(())
}

/// Says on standard output how to reach everything.
fn announce(issuer: &str, lines: &[String], address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{issuer}")?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "listening:  http://{address}")?;
    out.flush()
}

/// How many lines of the log may wait to be written.
const LOG_LINES: usize = 10_000;

/// Logs go to standard error; standard output says where everything is. A thread of its own writes them: where nobody
/// reads them, lines are lost and no request waits. What has been logged is written before the guard is gone.
fn start_log(filter: &str) -> anyhow::Result<WorkerGuard> {
    let targets = Targets::from_str(filter).with_context(|| {
        format!("--log or CIBA_LOG: expected a level such as info, or target=level pairs, got {filter:?}")
    })?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LOG_LINES)
        .lossy(true)
        .thread_name("log")
        .finish(io::stderr());
    let log = tracing_subscriber::fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(writer);
    tracing_subscriber::registry()
        .with(log)
        .with(targets)
        .init();
    Ok(guard)
}

/// From now on, waits for Ctrl-C or for the signal that a service manager sends.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        Ok(())
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}
