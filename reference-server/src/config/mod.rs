//! Configuration: flags, then environment, then the file, then the defaults. Nothing else reads the environment.

mod authlete;
mod environment;
mod error;
mod file;
mod flags;
mod state_keys;
mod url;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jsonwebtoken::jwk::JwkSet;

pub use environment::Environment;
pub use error::ConfigError;
pub use flags::Flags;

use crate::authlete::AuthleteSettings;
use crate::settings::Settings;
use crate::users::{LoginHintTokenIssuer, UserDirectory};
use file::Document;
use url::check_url;

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_SIMULATOR_LISTEN: &str = "127.0.0.1:8070";
const DEMO_USERS: &str = include_str!("../../../fixtures/users.toml");

/// What the binary needs to know to start.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The address to listen on, `host:port`.
    pub listen: String,
    /// The log filter, for example `info` or `reference_server=debug`.
    pub log: String,
    /// The Issuer, if one is configured. `settings` derives it from the address otherwise.
    pub issuer: Option<String>,
    /// Where Authlete is.
    pub authlete: Authlete,
    /// Where the authentication device is.
    pub device: Device,
    settings: Settings,
}

/// Where Authlete is.
#[derive(Clone, Debug)]
pub enum Authlete {
    /// Somewhere else.
    Remote(AuthleteSettings),
    /// In this process: a fake, with these clients (the text of a `clients.toml`) or else the demo ones.
    Embedded {
        /// The text of `clients_file`.
        clients: Option<String>,
    },
}

/// Where the authentication device is.
#[derive(Clone, Debug)]
pub enum Device {
    /// At the `base_url` of the settings.
    Remote,
    /// In this process: a simulator.
    Embedded {
        /// The address that it listens on, `host:port`.
        listen: String,
    },
}

impl Configuration {
    /// The settings of a server that listens on `address`. With an embedded Authlete or device, the caller fills in
    /// where they are.
    pub fn settings(&self, address: SocketAddr) -> Settings {
        let mut settings = self.settings.clone();
        settings.issuer = self.issuer.clone().unwrap_or_else(|| local_url(address));
        if let Authlete::Remote(authlete) = &self.authlete {
            settings.authlete = authlete.clone();
        }
        settings
    }
}

/// The URL under which this machine reaches a server that listens on `address`.
pub fn local_url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}

/// Reads the file that `--config` or `CIBA_CONFIG` names, if any, and puts everything together.
pub fn load(flags: &Flags, environment: &Environment) -> Result<Configuration, ConfigError> {
    let (file, folder) = match flags
        .config
        .clone()
        .or_else(|| environment.get("CIBA_CONFIG").map(Into::into))
    {
        Some(path) => {
            let text = read(&path)?;
            let folder = path.parent().map(Path::to_owned).unwrap_or_default();
            let file = crate::toml_text::read(&text)
                .map_err(|fault| ConfigError::Syntax { path, fault })?;
            (file, folder)
        }
        None => (Document::default(), PathBuf::new()),
    };
    let pick = |flag: Option<&String>, variable: &str, file: Option<&String>| {
        flag.cloned()
            .or_else(|| environment.get(variable))
            .or_else(|| file.cloned())
    };
    let listen = pick(flags.listen.as_ref(), "CIBA_LISTEN", file.listen.as_ref());
    let log = pick(flags.log.as_ref(), "CIBA_LOG", file.log.as_ref());
    let issuer = pick(flags.issuer.as_ref(), "CIBA_ISSUER", file.issuer.as_ref());
    if let Some(issuer) = &issuer {
        check_url("issuer", issuer)?;
    }
    Ok(Configuration {
        listen: listen.unwrap_or_else(|| DEFAULT_LISTEN.to_owned()),
        log: log.unwrap_or_else(|| "info".to_owned()),
        issuer,
        authlete: authlete(&file, &folder, environment)?,
        device: device(&file)?,
        settings: settings(&file, &folder, environment)?,
    })
}

fn authlete(
    file: &Document,
    folder: &Path,
    environment: &Environment,
) -> Result<Authlete, ConfigError> {
    if let Some(settings) = authlete::settings(&file.authlete, environment)? {
        return Ok(Authlete::Remote(settings));
    }
    let clients = file
        .clients_file
        .as_ref()
        .map(|path| read(&folder.join(path)));
    Ok(Authlete::Embedded {
        clients: clients.transpose()?,
    })
}

fn device(file: &Document) -> Result<Device, ConfigError> {
    if let Some(base_url) = &file.authentication_device.base_url {
        check_url("authentication_device.base_url", base_url)?;
        return Ok(Device::Remote);
    }
    let listen = file
        .simulator_listen
        .as_deref()
        .unwrap_or(DEFAULT_SIMULATOR_LISTEN);
    Ok(Device::Embedded {
        listen: listen.to_owned(),
    })
}

fn settings(
    file: &Document,
    folder: &Path,
    environment: &Environment,
) -> Result<Settings, ConfigError> {
    let mut settings = file.settings();
    settings.state_keys = state_keys::keys(&file.state_keys, environment)?;
    settings.users = match &file.users_file {
        Some(path) => UserDirectory::from_toml(&read(&folder.join(path))?)?,
        None => UserDirectory::from_toml(DEMO_USERS)?,
    };
    for issuer in &file.login_hint_token_issuers {
        let path = folder.join(&issuer.jwks_file);
        let text = read(&path)?;
        let wrong = |source| ConfigError::Jwks {
            path: path.clone(),
            source,
        };
        serde_json::from_str::<JwkSet>(&text).map_err(wrong)?;
        settings
            .login_hint_token_issuers
            .push(LoginHintTokenIssuer {
                issuer: issuer.issuer.clone(),
                jwks: serde_json::from_str(&text).map_err(wrong)?,
            });
    }
    Ok(settings)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::File {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests;
