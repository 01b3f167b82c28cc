//! The table `[authentication_device]`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::super::{AuthenticationDeviceConfig, ConfigError, Decisions, TargetConfig};
use super::resolve::Resolver;
use super::tables::AuthenticationDevice;

const PLACE: &str = "authentication_device";
/// The workspace of the reference server.
const WORKSPACE: &str = "demo";
const COMMAND_TIMEOUT: u64 = 30;
const MANUAL_DEADLINE: u64 = 60;
const AUTOMATIC_DELAY: u64 = 1;

/// What the table means; a program in it is looked for from the file's folder, unless it is a plain name.
pub(super) fn device(
    table: Option<AuthenticationDevice>,
    resolver: &Resolver<'_>,
) -> Result<AuthenticationDeviceConfig, ConfigError> {
    Ok(match table {
        Some(AuthenticationDevice::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
            ..
        }) => AuthenticationDeviceConfig::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        },
        Some(AuthenticationDevice::Simulator {
            url,
            listen,
            workspace,
            callback_url,
            ..
        }) => AuthenticationDeviceConfig::Simulator {
            url: simulator_url(url, listen)?,
            listen,
            workspace: workspace.unwrap_or_else(|| WORKSPACE.to_owned()),
            callback_url: callback_url
                .map(|url| http_url("callback_url", url))
                .transpose()?,
        },
        Some(AuthenticationDevice::Channel {
            listen,
            callback_url,
            ..
        }) => AuthenticationDeviceConfig::Channel {
            listen,
            callback_url: http_url("callback_url", callback_url)?,
        },
        Some(AuthenticationDevice::Command {
            program,
            arguments,
            timeout,
            ..
        }) => AuthenticationDeviceConfig::Command {
            program: program_at(resolver, program),
            arguments,
            timeout: seconds("timeout", timeout, COMMAND_TIMEOUT)?,
        },
        Some(AuthenticationDevice::Manual { deadline, .. }) => AuthenticationDeviceConfig::Manual {
            deadline: seconds("deadline", deadline, MANUAL_DEADLINE)?,
        },
        Some(AuthenticationDevice::Automatic { delay }) => AuthenticationDeviceConfig::Automatic {
            delay: Duration::from_secs(delay.unwrap_or(AUTOMATIC_DELAY)),
        },
        Some(AuthenticationDevice::None {}) | None => AuthenticationDeviceConfig::None,
    })
}

/// Which decisions a device takes: all that its type can, unless the file says otherwise.
pub(super) fn decisions(table: Option<&AuthenticationDevice>) -> Decisions {
    use AuthenticationDevice as Table;
    let (approve, deny) = match table {
        Some(
            Table::UrlTemplate { approve, deny, .. }
            | Table::Simulator { approve, deny, .. }
            | Table::Channel { approve, deny, .. }
            | Table::Command { approve, deny, .. }
            | Table::Manual { approve, deny, .. },
        ) => (*approve, *deny),
        Some(Table::Automatic { .. } | Table::None {}) | None => (None, None),
    };
    Decisions {
        approve: approve.unwrap_or(true),
        deny: deny.unwrap_or(true),
    }
}

/// What a device needs of the rest of the file.
pub(super) fn check(target: &TargetConfig) -> Result<(), ConfigError> {
    match (&target.authentication_device, &target.users.absent) {
        (AuthenticationDeviceConfig::Automatic { .. }, None) => Err(ConfigError::unusable(
            PLACE,
            "type = \"automatic\" needs users.absent, a user whom the server never answers: \
             all others are decided before a scenario can look at a pending request",
        )),
        _ => Ok(()),
    }
}

/// The suite runs a simulator, or somebody else does: one of the two.
fn simulator_url(url: Option<String>, listen: Option<SocketAddr>) -> Result<String, ConfigError> {
    match (url, listen) {
        (Some(url), None) => http_url("url", url),
        (None, Some(listen)) if listen.port() == 0 => Err(ConfigError::unusable(
            format!("{PLACE}.listen"),
            "needs a port, not 0: the target is configured with it",
        )),
        (None, Some(listen)) => Ok(format!("http://{listen}")),
        _ => Err(ConfigError::unusable(
            PLACE,
            "a simulator needs either listen = \"HOST:PORT\", where the suite runs it, or the url of one that runs",
        )),
    }
}

fn http_url(key: &str, url: String) -> Result<String, ConfigError> {
    match url::Url::parse(&url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(url),
        _ => Err(ConfigError::unusable(
            format!("{PLACE}.{key}"),
            format!("{url:?} is no http or https URL"),
        )),
    }
}

fn seconds(key: &str, given: Option<u64>, default: u64) -> Result<Duration, ConfigError> {
    match given.unwrap_or(default) {
        0 => Err(ConfigError::unusable(
            format!("{PLACE}.{key}"),
            "0 seconds are too short for anything; leave it out for the default",
        )),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

/// A plain name is looked for where the system looks for programs.
fn program_at(resolver: &Resolver<'_>, program: String) -> PathBuf {
    if program.contains(std::path::MAIN_SEPARATOR) {
        resolver.path(&program)
    } else {
        program.into()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Environment;

    fn parse(text: &str) -> Result<AuthenticationDeviceConfig, String> {
        let table = toml::from_str(text).map_err(|error| error.to_string())?;
        let environment = Environment::default();
        let resolver = Resolver::new(Path::new("/targets"), &environment);
        device(Some(table), &resolver).map_err(|error| error.to_string())
    }

    #[test]
    fn the_suite_runs_the_simulator_or_somebody_else_does() {
        let own = parse("type = \"simulator\"\nlisten = \"127.0.0.1:8070\"").unwrap();
        assert!(matches!(
            own,
            AuthenticationDeviceConfig::Simulator { url, workspace, .. }
                if url == "http://127.0.0.1:8070" && workspace == "demo"
        ));

        let neither = parse("type = \"simulator\"").unwrap_err();
        assert!(neither.contains("either listen"), "{neither}");
        let any = parse("type = \"simulator\"\nlisten = \"127.0.0.1:0\"").unwrap_err();
        assert!(any.contains("needs a port"), "{any}");
    }

    #[test]
    fn a_program_with_a_folder_is_looked_for_from_the_target_file() {
        let beside = parse("type = \"command\"\nprogram = \"./approve.sh\"").unwrap();
        let anywhere = parse("type = \"command\"\nprogram = \"approve\"").unwrap();

        assert!(matches!(
            beside,
            AuthenticationDeviceConfig::Command { program, .. }
                if program == Path::new("/targets/./approve.sh")
        ));
        assert!(matches!(
            anywhere,
            AuthenticationDeviceConfig::Command { program, .. } if program == Path::new("approve")
        ));
    }

    #[test]
    fn a_device_that_cannot_work_is_an_error_with_its_place() {
        let no_url = parse("type = \"channel\"\nlisten = \"127.0.0.1:1\"\ncallback_url = \"x\"");
        let no_time = parse("type = \"manual\"\ndeadline = 0");
        let unknown = parse("type = \"carrier_pigeon\"");

        assert!(
            no_url
                .unwrap_err()
                .contains("authentication_device.callback_url")
        );
        assert!(
            no_time
                .unwrap_err()
                .contains("authentication_device.deadline")
        );
        assert!(unknown.unwrap_err().contains("carrier_pigeon"));
    }
}
