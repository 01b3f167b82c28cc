use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, print};
use suite::config::{ConfigError, ConnectionConfig, Environment, Proxies, target_file};
use suite::error::SuiteError;
use suite::http::HttpClient;
use suite::op_under_test::discovery;

#[derive(Debug, Args)]
pub(super) struct Init {
    /// The Issuer Identifier of the server.
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// Where to write; standard output if left out.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrites a file that is there.
    #[arg(long, requires = "output")]
    force: bool,
    /// Certificates of an authority to trust beside the system's, in PEM.
    #[arg(long, value_name = "FILE")]
    ca_certificate: Option<PathBuf>,
    /// Takes any certificate; for tests.
    #[arg(long)]
    accept_invalid_certificates: bool,
}

/// Writes a target file from the server's metadata.
pub(super) async fn init(arguments: &Init) -> Result<u8, CliError> {
    if let Some(path) = &arguments.output
        && path.exists()
        && !arguments.force
    {
        return Err(is_there(path).into());
    }
    let certificate = arguments.ca_certificate.as_deref();
    let connection = ConnectionConfig {
        ca_certificates: certificate
            .map(ConnectionConfig::read_certificates)
            .transpose()?
            .unwrap_or_default(),
        accept_invalid_certificates: arguments.accept_invalid_certificates,
        headers: Vec::new(),
        proxies: Proxies::of(&Environment::of_process()),
    };
    if let Err(error) = url::Url::parse(&arguments.issuer) {
        let reason = format!("{:?} is no URL: {error}", arguments.issuer);
        return Err(ConfigError::unusable("--issuer", reason).into());
    }
    let http = HttpClient::new(&connection).map_err(SuiteError::from)?;
    let discovered = discovery::discover(&http, &arguments.issuer).await?;
    let metadata = discovered.unobjected(&arguments.issuer)?;
    let text = target_file(&arguments.issuer, &metadata, certificate, &connection);
    match &arguments.output {
        None => print(&text)?,
        Some(path) => write(path, &text, arguments.force)?,
    }
    Ok(0)
}

fn write(path: &Path, text: &str, force: bool) -> Result<(), CliError> {
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => is_there(path),
        _ => ConfigError::unusable(path.display().to_string(), error.to_string()),
    };
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(())
}

fn is_there(path: &Path) -> ConfigError {
    ConfigError::unusable(
        path.display().to_string(),
        "is there already; --force overwrites it",
    )
}
