use std::collections::HashMap;

use fake_authlete::{Client, ClientAuthMethod, IdTokenAlg, SigningKeys};
use serde::Deserialize;
use serde_json::json;

use crate::known::{
    ABSENT, APPROVER, DENIER, LOCKABLE, LOCKED, NOBODY_HINT, UNREACHABLE, UNREACHABLE_ENDPOINT,
    WITHOUT_CIBA,
};
use suite::config::{
    AuthenticationDeviceConfig, ClientConfig, ConnectionConfig, Decisions, LimitsConfig,
    LoginHintTokenIssuer, Secret, SpecialClients, TargetConfig, UserConfig, UsersConfig,
};
use suite::error::SuiteError;
use suite::jose::SigningKey;
use suite::op_under_test::consumption_device::NotificationEndpoint;
use suite::protocol::{ClientAuthenticationMethod, DeliveryMode, HintType, SubjectIdentifier};

/// The users of the embedded server.
pub(super) const USERS: &str = include_str!("../../fixtures/users.toml");
/// The clients of the fake Authlete, before they have keys and notification endpoints of a run.
pub(super) const CLIENTS: &str = include_str!("../../fixtures/clients.toml");

/// The embedded server's limit for the binding_message.
pub(super) const BINDING_MESSAGE_MAX_LENGTH: usize = 64;
/// Scenarios wait for the network and for each other's answers, seldom for the processor.
const CONCURRENCY: usize = 64;

/// The login_hint that makes Authlete fail.
pub(super) const FAILING: &str = "trouble@example.com";

/// How old the expired ID Token is, and since when it has been expired, in seconds.
const EXPIRED_AGE: (u64, u64) = (4200, 600);

/// The clients and users of `fixtures/`, with keys made just now.
pub(super) struct Demo {
    pub(super) clients: Vec<Client>,
    pub(super) hint_issuer: LoginHintTokenIssuer,
    keys: HashMap<u64, ClientKeys>,
    users: HashMap<String, Person>,
}

/// The suite's own keys, which many servers may know.
#[derive(Clone)]
pub(super) struct Keys {
    clients: HashMap<u64, ClientKeys>,
    hint_issuer: SigningKey,
}

impl Keys {
    /// Makes those of the clients of `fixtures/`.
    pub(super) fn generate() -> Result<Self, SuiteError> {
        let mut keys = HashMap::new();
        for client in clients()?.iter().filter(|client| signs(client)) {
            keys.insert(client.client_id, ClientKeys::generate(client)?);
        }
        Ok(Self {
            clients: keys,
            hint_issuer: SigningKey::generate("hint-1")?,
        })
    }
}

/// The keys of a client that signs.
#[derive(Clone)]
struct ClientKeys {
    first: SigningKey,
    /// One for another algorithm, where the client has registered which one signs its requests.
    other: Option<SigningKey>,
}

impl ClientKeys {
    fn generate(client: &Client) -> Result<Self, SuiteError> {
        let name = name(client);
        let has_alg = client
            .backchannel_authentication_request_signing_alg
            .is_some();
        Ok(Self {
            first: SigningKey::generate(&name)?,
            other: has_alg
                .then(|| SigningKey::generate_ed25519(&format!("{name}-eddsa")))
                .transpose()?,
        })
    }

    /// What the OP knows of them.
    fn public(&self) -> serde_json::Value {
        let keys: Vec<_> = [Some(&self.first), self.other.as_ref()]
            .into_iter()
            .flatten()
            .map(SigningKey::public_jwk)
            .collect();
        json!({ "keys": keys })
    }
}

#[derive(Deserialize)]
struct Users {
    users: Vec<Person>,
}

/// What the suite needs of a user; the server reads the rest.
#[derive(Deserialize, Clone)]
struct Person {
    subject: String,
    email: String,
    user_code: Option<String>,
}

impl Demo {
    pub(super) fn new(endpoint: &NotificationEndpoint, keys: Keys) -> Result<Self, SuiteError> {
        let mut clients = clients()?;
        for client in &mut clients {
            if client.backchannel_client_notification_endpoint.is_some()
                && name(client) != UNREACHABLE_ENDPOINT
            {
                client.backchannel_client_notification_endpoint =
                    Some(endpoint.url_of(&name(client)));
            }
            if let Some(keys) = keys.clients.get(&client.client_id) {
                client.jwks = Some(keys.public());
            }
        }
        let users: Users = toml::from_str(USERS).map_err(|error| super::broken(&error))?;
        Ok(Self {
            clients,
            keys: keys.clients,
            hint_issuer: LoginHintTokenIssuer {
                issuer: "https://hints.example.com".to_owned(),
                key: keys.hint_issuer,
            },
            users: users
                .users
                .into_iter()
                .map(|user| (user.subject.clone(), user))
                .collect(),
        })
    }

    /// Adds a client for each mode, authentication method and use of user codes that the others do not cover.
    pub(super) fn add_every_combination(
        &mut self,
        endpoint: &NotificationEndpoint,
    ) -> Result<(), SuiteError> {
        use fake_authlete::DeliveryMode::{Ping, Poll, Push};
        for mode in [Poll, Ping, Push] {
            for method in ClientAuthMethod::ALL {
                for user_code in [false, true] {
                    if !self
                        .clients
                        .iter()
                        .any(|client| covers(client, mode, method, user_code))
                    {
                        let client = combination(endpoint, mode, method, user_code);
                        self.add(client)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, mut client: Client) -> Result<(), SuiteError> {
        let highest = self.clients.iter().map(|client| client.client_id).max();
        client.client_id = highest.unwrap_or_default() + 1;
        if signs(&client) {
            let keys = ClientKeys::generate(&client)?;
            client.jwks = Some(keys.public());
            self.keys.insert(client.client_id, keys);
        }
        self.clients.push(client);
        Ok(())
    }

    /// The embedded server as a target.
    pub(super) fn target(
        &self,
        issuer: &str,
        simulator_url: &str,
        workspace: &str,
        keys: &SigningKeys,
    ) -> Result<TargetConfig, SuiteError> {
        Ok(TargetConfig {
            name: "embedded".to_owned(),
            issuer: issuer.to_owned(),
            profile: "ciba-core".to_owned(),
            metadata: None,
            clients: self
                .clients
                .iter()
                .filter(|client| name(client) != UNREACHABLE_ENDPOINT)
                .filter_map(|client| self.client(client))
                .collect(),
            users: self.users(issuer, keys)?,
            authentication_device: AuthenticationDeviceConfig::UrlTemplate {
                url: format!(
                    "{simulator_url}/api/authenticate/actionize?workspace={workspace}\
                     &token={{auth_req_id}}&action={{action}}"
                ),
                inbox_url: Some(format!(
                    "{simulator_url}/api/workspaces/{workspace}/requests"
                )),
                other_user_url: Some(format!(
                    "{simulator_url}/api/authenticate/actionize?workspace={workspace}\
                     &token={{auth_req_id}}&action={{action}}&user={DENIER}"
                )),
            },
            decisions: Decisions::default(),
            notification_endpoint: None,
            limits: LimitsConfig {
                binding_message_max_length: Some(BINDING_MESSAGE_MAX_LENGTH),
                concurrency: CONCURRENCY,
                unthrottled: true,
                pending_per_user: None,
                max_wait: u64::MAX,
            },
            jwks: None,
            hint_types: Some(HintType::ALL.to_vec()),
            login_hint_token_issuer: Some(self.hint_issuer.clone()),
            special_clients: SpecialClients {
                without_ciba: self
                    .named(WITHOUT_CIBA)
                    .map(|client| self.client_in(client, DeliveryMode::Poll)),
                unreachable_endpoint: self
                    .named(UNREACHABLE_ENDPOINT)
                    .and_then(|client| self.client(client)),
                untrusted_endpoint: None,
            },
            connection: ConnectionConfig::default(),
            known_failing: None,
        })
    }

    fn named(&self, alias: &str) -> Option<&Client> {
        self.clients.iter().find(|client| name(client) == alias)
    }

    fn users(&self, issuer: &str, keys: &SigningKeys) -> Result<UsersConfig, SuiteError> {
        let mut approver = self.user(APPROVER);
        approver.expired_id_token_hint = Some(self.expired_id_token(issuer, keys)?);
        Ok(UsersConfig {
            approver,
            denier: Some(self.user(DENIER)),
            absent: Some(self.user(ABSENT)),
            locked: Some(self.user(LOCKED)),
            lockable: Some(self.user(LOCKABLE)),
            unreachable: Some(self.user(UNREACHABLE)),
            failing: Some(UserConfig {
                login_hint: FAILING.to_owned(),
                ..UserConfig::default()
            }),
            account_lock: None,
            unknown: Some(unknown()),
        })
    }

    /// An ID Token of the approver for every client, as the server would have issued it a while ago.
    fn expired_id_token(&self, issuer: &str, keys: &SigningKeys) -> Result<Secret, SuiteError> {
        let (age, ago) = EXPIRED_AGE;
        let now = suite::op_under_test::scenario_context::now();
        let audiences: Vec<String> = self.clients.iter().map(name).collect();
        let claims = json!({
            "iss": issuer,
            "sub": APPROVER,
            "aud": audiences,
            "iat": now - age,
            "exp": now - ago,
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        keys.sign(IdTokenAlg::ES256, &serde_json::Map::new(), &claims)
            .map(Secret::new)
            .map_err(|error| super::broken(&error))
    }

    fn client(&self, client: &Client) -> Option<ClientConfig> {
        let mode = match client.backchannel_token_delivery_mode? {
            fake_authlete::DeliveryMode::Poll => DeliveryMode::Poll,
            fake_authlete::DeliveryMode::Ping => DeliveryMode::Ping,
            fake_authlete::DeliveryMode::Push => DeliveryMode::Push,
        };
        Some(self.client_in(client, mode))
    }

    fn client_in(&self, client: &Client, mode: DeliveryMode) -> ClientConfig {
        ClientConfig {
            id: name(client),
            client_id: name(client),
            mode,
            authentication_method: match client.token_endpoint_auth_method {
                ClientAuthMethod::ClientSecretBasic => {
                    ClientAuthenticationMethod::ClientSecretBasic
                }
                ClientAuthMethod::ClientSecretPost => ClientAuthenticationMethod::ClientSecretPost,
                ClientAuthMethod::ClientSecretJwt => ClientAuthenticationMethod::ClientSecretJwt,
                ClientAuthMethod::PrivateKeyJwt => ClientAuthenticationMethod::PrivateKeyJwt,
            },
            secret: client
                .client_secret
                .as_ref()
                .map(|secret| Secret::new(secret.expose())),
            key: self
                .keys
                .get(&client.client_id)
                .map(|keys| keys.first.clone()),
            other_key: self
                .keys
                .get(&client.client_id)
                .and_then(|keys| keys.other.clone()),
            undecoded: false,
            token_endpoint_audience: None,
            decryption_keys: Vec::new(),
            user_code: client.backchannel_user_code_parameter,
            request_signing_alg: client
                .backchannel_authentication_request_signing_alg
                .clone(),
            client_id_with_request: false,
            id_token_signing_alg: Some(
                match client.id_token_signed_response_alg {
                    IdTokenAlg::RS256 => "RS256",
                    IdTokenAlg::PS256 => "PS256",
                    IdTokenAlg::ES256 => "ES256",
                }
                .to_owned(),
            ),
            scope: "openid".to_owned(),
            parameters: Vec::new(),
            refresh_token: client.has_grant(fake_authlete::REFRESH_TOKEN_GRANT_TYPE),
            sector: None,
            notification_path: name(client),
            pushed_authorization_required: client.require_pushed_authorization_requests,
        }
    }

    fn user(&self, subject: &str) -> UserConfig {
        let Some(user) = self.users.get(subject) else {
            return UserConfig::default();
        };
        UserConfig {
            login_hint: user.email.clone(),
            user_code: user.user_code.as_ref().map(Secret::new),
            subject: Some(user.subject.clone()),
            subject_identifier: Some(SubjectIdentifier::email(&user.email)),
            ..UserConfig::default()
        }
    }
}

/// Nobody whom the server knows, by hints such as it takes.
fn unknown() -> UserConfig {
    UserConfig {
        login_hint: NOBODY_HINT.to_owned(),
        subject_identifier: Some(SubjectIdentifier::email(NOBODY_HINT)),
        ..UserConfig::default()
    }
}

fn clients() -> Result<Vec<Client>, SuiteError> {
    fake_authlete::clients_from_toml(CLIENTS).map_err(|error| super::broken(&error))
}

fn signs(client: &Client) -> bool {
    client.token_endpoint_auth_method == ClientAuthMethod::PrivateKeyJwt
}

fn name(client: &Client) -> String {
    client
        .client_id_alias
        .clone()
        .unwrap_or_else(|| client.client_id.to_string())
}

fn covers(
    client: &Client,
    mode: fake_authlete::DeliveryMode,
    method: ClientAuthMethod,
    user_code: bool,
) -> bool {
    client.backchannel_token_delivery_mode == Some(mode)
        && client.token_endpoint_auth_method == method
        && client.backchannel_user_code_parameter == user_code
        && client
            .backchannel_authentication_request_signing_alg
            .is_none()
        && name(client) != UNREACHABLE_ENDPOINT
}

fn combination(
    endpoint: &NotificationEndpoint,
    mode: fake_authlete::DeliveryMode,
    method: ClientAuthMethod,
    user_code: bool,
) -> Client {
    let end = if user_code { "-user-code" } else { "" };
    let id = format!(
        "{}-{}{end}",
        mode.authlete_name().to_ascii_lowercase(),
        method.name().replace('_', "-"),
    );
    let mut client = Client::new(0, format!("Demo client {id}"));
    client.token_endpoint_auth_method = method;
    client.backchannel_token_delivery_mode = Some(mode);
    client.backchannel_user_code_parameter = user_code;
    client.backchannel_client_notification_endpoint = mode.notifies().then(|| endpoint.url_of(&id));
    client.id_token_signed_response_alg = IdTokenAlg::ES256;
    client.client_id_alias = Some(id);
    client
}
