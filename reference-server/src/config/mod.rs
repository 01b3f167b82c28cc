//! Configuration: flags, then environment, then the file, then the defaults. Nothing else reads the environment.

mod authlete;
mod configuration;
mod environment;
mod error;
mod file;
mod flags;
mod state_keys;
mod url;

use std::path::{Path, PathBuf};

use jsonwebtoken::jwk::JwkSet;

pub use configuration::{Configuration, Peers, StandIns, local_url};
pub use environment::Environment;
pub use error::ConfigError;
pub use flags::Flags;

use crate::settings::Settings;
use crate::users::{LoginHintTokenIssuer, UserDirectory};
use file::Document;
use url::check_url;

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEMO_USERS: &str = include_str!("../../../fixtures/users.toml");

/// Reads the file that `--config` or `CIBA_CONFIG` names, if any, and puts everything together.
pub fn load(flags: &Flags, environment: &Environment) -> Result<Configuration, ConfigError> {
    let (mut file, folder) = document(flags, environment)?;
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
    let device = &mut file.authentication_device.base_url;
    *device = pick(
        flags.authentication_device.as_ref(),
        "CIBA_AUTHENTICATION_DEVICE",
        device.as_ref(),
    );
    if let Some(device) = device {
        check_url("authentication_device.base_url", device)?;
    }
    Ok(Configuration {
        listen: listen.unwrap_or_else(|| DEFAULT_LISTEN.to_owned()),
        log: log.unwrap_or_else(|| "info".to_owned()),
        issuer,
        authlete: authlete::settings(&file.authlete, environment)?,
        authentication_device: file.authentication_device.base_url.clone(),
        stand_ins: stand_ins(&file, &folder, environment),
        settings: settings(&file, &folder, environment)?,
    })
}

/// The configuration file, and the folder from which the files that it names are looked for.
fn document(flags: &Flags, environment: &Environment) -> Result<(Document, PathBuf), ConfigError> {
    let variable = || environment.get("CIBA_CONFIG").map(Into::into);
    let Some(path) = flags.config.clone().or_else(variable) else {
        return Ok((Document::default(), PathBuf::new()));
    };
    let text = read(&path)?;
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let file =
        crate::toml_text::read(&text).map_err(|fault| ConfigError::Syntax { path, fault })?;
    Ok((file, folder))
}

fn stand_ins(file: &Document, folder: &Path, environment: &Environment) -> StandIns {
    let listen = |variable, key: &Option<String>| environment.get(variable).or_else(|| key.clone());
    StandIns {
        clients_file: file.clients_file.as_ref().map(|path| folder.join(path)),
        fake_authlete_listen: listen("CIBA_FAKE_AUTHLETE_LISTEN", &file.fake_authlete_listen),
        simulator_listen: listen("CIBA_SIMULATOR_LISTEN", &file.simulator_listen),
    }
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
