//! What a configuration comes to.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::error::ConfigError;
use crate::authlete::AuthleteSettings;
use crate::settings::Settings;

const AUTHLETE: &str = "no authlete is configured: set AUTHLETE_BASE_URL, AUTHLETE_SERVICE_APIKEY and \
     AUTHLETE_SERVICE_ACCESSTOKEN (for Authlete 2.x AUTHLETE_SERVICE_APISECRET instead)";
const DEVICE: &str =
    "no authentication device is configured: set CIBA_AUTHENTICATION_DEVICE to its URL";

/// What a program needs to know to start the server.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The address to listen on, `host:port`.
    pub listen: String,
    /// The log filter, for example `info` or `reference_server=debug`.
    pub log: String,
    /// The Issuer, if one is configured.
    pub issuer: Option<String>,
    /// Authlete, if one is configured.
    pub authlete: Option<AuthleteSettings>,
    /// The URL of the authentication device, if one is configured.
    pub authentication_device: Option<String>,
    /// What concerns those who stand in for what is not configured.
    pub stand_ins: StandIns,
    pub(super) settings: Settings,
}

/// Whom the server cannot do without.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Which Authlete, and as whom.
    pub authlete: AuthleteSettings,
    /// The URL of the authentication device.
    pub authentication_device: String,
}

/// Settings of the fake Authlete and of the simulator that `ciba-conformance serve` starts. This server starts neither.
#[derive(Clone, Debug, Default)]
pub struct StandIns {
    /// The clients that the fake knows.
    pub clients_file: Option<PathBuf>,
    /// Where the fake listens, `host:port`.
    pub fake_authlete_listen: Option<String>,
    /// Where the simulator listens, `host:port`.
    pub simulator_listen: Option<String>,
}

impl StandIns {
    /// The keys that are set and concern the fake Authlete.
    pub fn keys_of_authlete(&self) -> Vec<&'static str> {
        let keys = [
            ("clients_file", self.clients_file.is_some()),
            ("fake_authlete_listen", self.fake_authlete_listen.is_some()),
        ];
        keys.iter()
            .filter(|(_, is_set)| *is_set)
            .map(|(key, _)| *key)
            .collect()
    }

    /// The keys that are set and concern the simulator.
    pub fn keys_of_device(&self) -> Vec<&'static str> {
        let key = self.simulator_listen.as_ref().map(|_| "simulator_listen");
        key.into_iter().collect()
    }
}

impl Configuration {
    /// Whom the server talks to; where somebody is missing, the error says what to set.
    pub fn peers(&self) -> Result<Peers, ConfigError> {
        if let (Some(authlete), Some(device)) = (&self.authlete, &self.authentication_device) {
            return Ok(Peers {
                authlete: authlete.clone(),
                authentication_device: device.clone(),
            });
        }
        let missing = [
            (AUTHLETE, self.authlete.is_none()),
            (DEVICE, self.authentication_device.is_none()),
        ];
        let missing = missing.iter().filter(|(_, is_missing)| *is_missing);
        Err(ConfigError::Alone {
            missing: missing.map(|(text, _)| *text).collect(),
        })
    }

    /// The Issuer of a server that listens on `address`.
    pub fn issuer_at(&self, address: SocketAddr) -> String {
        self.issuer.clone().unwrap_or_else(|| local_url(address))
    }

    /// The settings of a server that listens on `address` and talks to `peers`.
    pub fn settings(&self, address: SocketAddr, peers: Peers) -> Settings {
        let mut settings = self.settings.clone();
        settings.issuer = self.issuer_at(address);
        settings.authlete = peers.authlete;
        settings.authentication_device.base_url = peers.authentication_device;
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
