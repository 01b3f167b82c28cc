//! What a user tells us: the target file and the environment, turned into typed values before the first request.

mod client;
mod connection;
mod environment;
mod error;
mod file;
mod known_server;
mod read;
mod secret;
mod target;
mod template;
mod toml_string;

pub use client::{Audience, ClientConfig};
pub use connection::{ConnectionConfig, Proxies, ProxyConfig};
pub use environment::Environment;
pub use error::ConfigError;
pub use secret::Secret;
pub use target::{
    AccountLockConfig, AuthenticationDeviceConfig, Decisions, LimitsConfig, LoginHintTokenIssuer,
    NotificationEndpointConfig, SpecialClients, TargetConfig, TlsConfig, UserConfig, UsersConfig,
};
pub use template::target_file;
