//! The command line.

use std::path::PathBuf;

/// A minimal CIBA authorization server in front of an Authlete API.
///
/// Without AUTHLETE_BASE_URL, AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_ACCESSTOKEN (Authlete 3.0) or
/// AUTHLETE_SERVICE_APISECRET (Authlete 2.x) it brings a fake Authlete along; without an authentication device in
/// its configuration it brings a simulator along.
#[derive(Clone, Debug, Default, clap::Parser)]
#[command(name = "reference-server", version)]
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
    /// What to log to standard error: a level, or levels by target [env: CIBA_LOG] [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
}
