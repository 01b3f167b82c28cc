//! The fake Authlete as a server of its own.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use fake_authlete::{Config, Core, Credentials, RateLimit, clients_from_toml};
use tokio::net::TcpListener;

/// The clients unless a file is given.
const CLIENTS: &str = include_str!("../../fixtures/clients.toml");

/// Authlete's API as a CIBA server needs it, without an account: a fake with made-up, public credentials.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen. Anything but loopback lets others use the fake, whose credentials are public
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The issuer identifier of the authorization server that will use the fake
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    issuer: String,
    /// A TOML file with [[clients]]; clients of its own unless given
    #[arg(long, value_name = "FILE")]
    clients: Option<PathBuf>,
    /// A JSON file with properties of the service, in Authlete's words; what it does not name keeps its value, and null
    /// takes a property away
    #[arg(long, value_name = "FILE")]
    service: Option<PathBuf>,
    /// Holds back every answer for so many milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    latency: u64,
    /// Answers what exceeds so many calls a second with 429
    #[arg(long, value_name = "CALLS")]
    rate_limit: Option<u32>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let clients = match &arguments.clients {
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {} (--clients)", path.display()))?;
            clients_from_toml(&text)
                .with_context(|| format!("cannot use {} (--clients)", path.display()))?
        }
        None => clients_from_toml(CLIENTS)?,
    };
    let listener = listen(arguments.listen).await?;
    let address = listener.local_addr()?;
    let core = Core::new(Config::new(&arguments.issuer, clients));
    set_up(&core, &arguments)?;
    introduce(&core.credentials(format!("http://{address}")));
    axum::serve(listener, fake_authlete::router(core))
        .with_graceful_shutdown(async {
            // Without a handler for the signal the process ends by it, which is as good.
            drop(tokio::signal::ctrl_c().await);
        })
        .await?;
    Ok(())
}

/// Makes the fake the tenant that the arguments describe.
fn set_up(core: &Core, arguments: &Arguments) -> Result<()> {
    if let Some(path) = &arguments.service {
        let flag = || format!("cannot use {} (--service)", path.display());
        let text = fs::read_to_string(path).with_context(flag)?;
        let properties = serde_json::from_str(&text).with_context(flag)?;
        core.configure(&properties)
            .map_err(|problem| anyhow!(problem).context(flag()))?;
    }
    core.slow_down(Duration::from_millis(arguments.latency));
    core.limit_rate(arguments.rate_limit.map(|calls| RateLimit {
        calls,
        per_ms: 1000,
    }));
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    if !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "listening beyond this machine: everybody who reaches the port can use the fake and its test switches"
        );
    }
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            io::ErrorKind::AddrInUse => "the port is in use",
            _ => "the address cannot be used",
        };
        anyhow!(error).context(format!(
            "cannot listen on {address}: {advice}; choose another with --listen ADDRESS:PORT, port 0 for any free one"
        ))
    })
}

#[expect(
    clippy::print_stdout,
    reason = "the lines are there to be copied or evaluated by a shell"
)]
fn introduce(credentials: &Credentials) {
    let Credentials {
        base_url,
        api_key,
        api_secret,
        access_token,
        owner_api_key,
        owner_api_secret,
        ..
    } = credentials;
    println!("# A fake Authlete at {base_url}. Its credentials are public and open nothing else.");
    println!("export AUTHLETE_BASE_URL={base_url}");
    println!("export AUTHLETE_SERVICE_APIKEY={api_key}");
    println!("# Version 3:");
    println!("export AUTHLETE_API_VERSION=V3");
    println!(
        "export AUTHLETE_SERVICE_ACCESSTOKEN={}",
        access_token.expose()
    );
    println!("# Or version 2:");
    println!("# export AUTHLETE_API_VERSION=V2");
    println!(
        "# export AUTHLETE_SERVICE_APISECRET={}",
        api_secret.expose()
    );
    println!("# export AUTHLETE_SERVICEOWNER_APIKEY={owner_api_key}");
    println!(
        "# export AUTHLETE_SERVICEOWNER_APISECRET={}",
        owner_api_secret.expose()
    );
}
