//! The command line.

use std::path::PathBuf;

/// The server's flags, for each program that starts one.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// The configuration file, in TOML [env: CIBA_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address to listen on [env: CIBA_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// The Issuer: the URL that clients know this server by [env: CIBA_ISSUER] [default: http:// and the address]
    #[arg(long, value_name = "URL")]
    pub issuer: Option<String>,
    /// The authentication device that users are asked on [env: CIBA_AUTHENTICATION_DEVICE]
    #[arg(long, value_name = "URL")]
    pub authentication_device: Option<String>,
    /// What to log to standard error: a level, or levels by target [env: CIBA_LOG] [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
}
