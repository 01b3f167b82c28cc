//! The simulator as a program of its own.

use std::io::Write as _;
use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Parser;
use simulator::{Config, Simulator};
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;

/// A CIBA simulator: the authentication device that a CIBA server asks, as an HTTP API and as pages.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen. Other machines can reach it only if you name an address that they can reach.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8070")]
    listen: SocketAddr,

    /// Where the results of /api/authenticate/async go; without it, async requests are refused.
    #[arg(long, value_name = "URL")]
    callback_url: Option<String>,

    /// A name under which browsers reach this machine; may be given several times. IP addresses and localhost always do.
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,

    /// How much to log on standard error: off, error, warn, info, debug or trace.
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_max_level(arguments.log)
        .with_writer(std::io::stderr)
        .init();
    let config = Config {
        callback_url: arguments.callback_url,
        hosts: arguments.hosts,
        ..Config::default()
    };
    config.check().context("--callback-url cannot be used")?;

    let listener = TcpListener::bind(arguments.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; stop the program that does, or choose another address with --listen",
            arguments.listen
        )
    })?;
    announce(listener.local_addr()?, config.callback_url.as_deref())?;
    // Ctrl-C ends it at once: there is nothing to save, and a sync request may wait for a minute.
    axum::serve(listener, simulator::router(Simulator::new(config)))
        .await
        .context("the server stopped")
}

/// Says on standard output where the API is.
fn announce(address: SocketAddr, callback_url: Option<&str>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "simulator: http://{address}")?;
    writeln!(
        out,
        "callback:  {}",
        callback_url.unwrap_or("none; async requests are refused")
    )?;
    out.flush()
}
