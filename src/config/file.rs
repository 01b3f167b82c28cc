mod tables;

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;

use super::{
    AccountLockConfig, AuthenticationDeviceConfig, ClientConfig, ConfigError, LimitsConfig,
    NotificationEndpointConfig, Secret, SpecialClients, TargetConfig, UserConfig, UsersConfig,
};
use crate::jose::SigningKey;
use tables::{AuthenticationDevice, ClientTable, File, SpecialClientTables, UserTable, Users};

const PROFILE: &str = "ciba-core";
const DEFAULT_CONCURRENCY: usize = 4;
/// A quarter of an hour: longer than the lifetimes that servers choose as a rule.
const DEFAULT_MAX_WAIT: u64 = 900;

/// Looks an environment variable up.
pub(super) type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

impl TargetConfig {
    /// Reads and checks a target file; paths in it are relative to it.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        let environment = |name: &str| std::env::var(name).ok();
        Self::parse(&text, path, &environment)
    }

    /// Checks the text of a target file.
    pub fn parse(
        text: &str,
        path: &Path,
        environment: Environment<'_>,
    ) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| ConfigError::Malformed {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Reader {
            folder,
            environment,
        }
        .target(file)
    }
}

fn device(table: Option<AuthenticationDevice>) -> AuthenticationDeviceConfig {
    match table {
        Some(AuthenticationDevice::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        }) => AuthenticationDeviceConfig::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        },
        Some(AuthenticationDevice::None {}) | None => AuthenticationDeviceConfig::None,
    }
}

/// Resolves what the file points to.
struct Reader<'a> {
    folder: &'a Path,
    environment: Environment<'a>,
}

impl Reader<'_> {
    fn target(&self, file: File) -> Result<TargetConfig, ConfigError> {
        let profile = file.profile.unwrap_or_else(|| PROFILE.to_owned());
        if profile != PROFILE {
            return Err(ConfigError::unusable(
                "profile",
                format!("{profile:?} is unknown; `{PROFILE}` is the profile there is"),
            ));
        }
        url::Url::parse(&file.issuer).map_err(|error| {
            ConfigError::unusable("issuer", format!("{:?} is no URL: {error}", file.issuer))
        })?;
        let mut names = HashSet::new();
        for client in &file.clients {
            if !names.insert(client.id.clone()) {
                return Err(ConfigError::unusable(
                    format!("clients, id {:?}", client.id),
                    "used twice; each client needs a name of its own",
                ));
            }
        }
        Ok(TargetConfig {
            name: file.name,
            issuer: file.issuer,
            profile,
            metadata: file.metadata.map(|path| self.json(&path)).transpose()?,
            clients: file
                .clients
                .into_iter()
                .map(|client| self.client(client))
                .collect::<Result<_, _>>()?,
            users: self.users(file.users)?,
            authentication_device: device(file.authentication_device),
            notification_endpoint: file.notification_endpoint.map(|endpoint| {
                NotificationEndpointConfig {
                    listen: endpoint.listen,
                    public_url: endpoint.public_url,
                }
            }),
            limits: LimitsConfig {
                binding_message_max_length: file.limits.binding_message_max_length,
                concurrency: file
                    .limits
                    .concurrency
                    .unwrap_or(DEFAULT_CONCURRENCY)
                    .max(1),
                unthrottled: file.limits.unthrottled,
                max_wait: file.limits.max_wait.unwrap_or(DEFAULT_MAX_WAIT),
            },
            hint_types: file.hint_types,
            login_hint_token_issuer: None,
            special_clients: self.special_clients(file.special_clients)?,
        })
    }

    fn users(&self, users: Users) -> Result<UsersConfig, ConfigError> {
        Ok(UsersConfig {
            approver: self.user("users.approver", users.approver)?,
            denier: self.optional_user("users.denier", users.denier)?,
            absent: self.optional_user("users.absent", users.absent)?,
            locked: self.optional_user("users.locked", users.locked)?,
            lockable: self.optional_user("users.lockable", users.lockable)?,
            unreachable: self.optional_user("users.unreachable", users.unreachable)?,
            failing: self.optional_user("users.failing", users.failing)?,
            account_lock: users.account_lock.map(|lock| AccountLockConfig {
                lock_url: lock.lock_url,
                unlock_url: lock.unlock_url,
            }),
        })
    }

    fn special_clients(&self, tables: SpecialClientTables) -> Result<SpecialClients, ConfigError> {
        let client = |table: Option<ClientTable>| table.map(|table| self.client(table)).transpose();
        Ok(SpecialClients {
            without_ciba: client(tables.without_ciba)?,
            unreachable_endpoint: client(tables.unreachable_endpoint)?,
            untrusted_endpoint: client(tables.untrusted_endpoint)?,
        })
    }

    fn client(&self, client: ClientTable) -> Result<ClientConfig, ConfigError> {
        let place = format!("clients, id {:?}", client.id);
        let method = client.token_endpoint_auth_method;
        if method.needs_secret() && client.client_secret.is_none() {
            return Err(ConfigError::unusable(
                place,
                format!("{method} needs client_secret, for example \"env:NAME\""),
            ));
        }
        if (!method.needs_secret() || client.request_signing_alg.is_some()) && client.jwks.is_none()
        {
            return Err(ConfigError::unusable(
                place,
                "a client that signs needs jwks = \"PATH\" with its private key",
            ));
        }
        let keys = client
            .jwks
            .map(|path| self.keys(&place, &path))
            .transpose()?;
        let (key, other_key) = keys.unzip();
        Ok(ClientConfig {
            secret: self
                .optional_secret(&format!("{place}, client_secret"), client.client_secret)?,
            id: client.id,
            client_id: client.client_id,
            mode: client.token_delivery_mode,
            pushed_authorization_required: client.require_pushed_authorization_requests,
            authentication_method: method,
            key,
            other_key: other_key.flatten(),
            user_code: client.user_code,
            request_signing_alg: client.request_signing_alg,
            id_token_signing_alg: client.id_token_signed_response_alg,
            scope: client.scope.unwrap_or_else(|| "openid".to_owned()),
            refresh_token: client.refresh_token,
            sector: client.sector,
        })
    }

    /// The first key of the set, and the first of the others that is for another algorithm.
    fn keys(
        &self,
        place: &str,
        path: &str,
    ) -> Result<(SigningKey, Option<SigningKey>), ConfigError> {
        let document = self.json(path)?;
        let jwk = document.pointer("/keys/0").unwrap_or(&document);
        let key = SigningKey::from_jwk(jwk)
            .map_err(|error| ConfigError::unusable(format!("{place}, jwks"), error.to_string()))?;
        // Others may be of types that the suite cannot sign with; it needs none of them.
        let other = document
            .get("keys")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|jwk| SigningKey::from_jwk(jwk).ok())
            .find(|other| other.alg() != key.alg());
        Ok((key, other))
    }

    fn optional_user(
        &self,
        place: &str,
        user: Option<UserTable>,
    ) -> Result<Option<UserConfig>, ConfigError> {
        user.map(|user| self.user(place, user)).transpose()
    }

    fn user(&self, place: &str, user: UserTable) -> Result<UserConfig, ConfigError> {
        let secret = |name: &str, value| self.optional_secret(&format!("{place}.{name}"), value);
        Ok(UserConfig {
            login_hint: user.login_hint,
            login_hint_token: secret("login_hint_token", user.login_hint_token)?,
            id_token_hint: secret("id_token_hint", user.id_token_hint)?,
            expired_id_token_hint: secret("expired_id_token_hint", user.expired_id_token_hint)?,
            user_code: secret("user_code", user.user_code)?,
            subject: user.subject,
            subject_identifier: None,
        })
    }

    fn optional_secret(
        &self,
        place: &str,
        value: Option<String>,
    ) -> Result<Option<Secret>, ConfigError> {
        value.map(|value| self.secret(place, value)).transpose()
    }

    fn secret(&self, place: &str, value: String) -> Result<Secret, ConfigError> {
        if let Some(variable) = value.strip_prefix("env:") {
            return (self.environment)(variable)
                .map(Secret::new)
                .ok_or_else(|| ConfigError::UnsetVariable {
                    place: place.to_owned(),
                    variable: variable.to_owned(),
                });
        }
        match value.strip_prefix("file:") {
            Some(path) => Ok(Secret::new(read(&self.folder.join(path))?.trim_end())),
            None => Ok(Secret::new(value)),
        }
    }

    fn json(&self, path: &str) -> Result<Value, ConfigError> {
        let path = path.strip_prefix("file:").unwrap_or(path);
        let text = read(&self.folder.join(path))?;
        serde_json::from_str(&text)
            .map_err(|error| ConfigError::unusable(path, format!("is no JSON: {error}")))
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const FILE: &str = r#"
name = "my-op"
issuer = "https://op.example.com"
[[clients]]
id = "poll-basic"
client_id = "client-1"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "env:POLL_SECRET"
[users.approver]
login_hint = "alice"
[authentication_device]
type = "url_template"
url = "https://op.example.com/sim?token={auth_req_id}&action={action}"
"#;

    fn parse(text: &str) -> Result<TargetConfig, ConfigError> {
        let environment = |name: &str| (name == "POLL_SECRET").then(|| "s3cr3t".to_owned());
        TargetConfig::parse(text, Path::new("op.toml"), &environment)
    }

    #[test]
    fn a_secret_comes_from_the_environment() {
        let target = parse(FILE).unwrap();

        assert_eq!(
            target.clients[0].secret.as_ref().unwrap().expose(),
            "s3cr3t"
        );
    }

    #[test]
    fn an_unset_variable_is_named_with_its_place() {
        let error = parse(&FILE.replace("POLL_SECRET", "OTHER")).unwrap_err();

        assert_eq!(
            error.to_string(),
            "clients, id \"poll-basic\", client_secret names the environment variable OTHER, which is not set: \
             set it, or use `file:PATH`"
        );
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_line() {
        let error = parse(
            &FILE
                .replace("user_code", "x")
                .replace("issuer =", "isuer ="),
        )
        .unwrap_err()
        .to_string();

        assert!(
            error.contains("isuer") && error.contains("line 3"),
            "{error}"
        );
    }

    #[test]
    fn a_client_needs_a_mode() {
        let error = parse(&FILE.replace("token_delivery_mode = \"poll\"\n", "")).unwrap_err();

        assert!(error.to_string().contains("token_delivery_mode"), "{error}");
    }

    #[test]
    fn a_key_client_without_a_key_is_an_error() {
        let error = parse(&FILE.replace("client_secret_basic", "private_key_jwt")).unwrap_err();

        assert!(error.to_string().contains("jwks"), "{error}");
    }
}
