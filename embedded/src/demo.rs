//! The embedded server as a target: the clients and users of `fixtures/`, with keys and addresses of a run.

mod clients;
mod keys;
mod users;

use std::collections::HashMap;

use fake_authlete::{Client, ClientAuthMethod, IdTokenAlg, SigningKeys};
use serde_json::json;

pub(super) use clients::CLIENTS;
use clients::{clients, combination, covers, name, signs};
use keys::ClientKeys;
pub(super) use keys::Keys;
pub(super) use users::USERS;
use users::{Person, Users, unknown};

use crate::known::{
    ABSENT, APPROVER, DENIER, LOCKABLE, LOCKED, UNREACHABLE, UNREACHABLE_ENDPOINT, WITHOUT_CIBA,
};
use suite::config::{
    AuthenticationDeviceConfig, ClientConfig, ConnectionConfig, Decisions, LimitsConfig,
    LoginHintTokenIssuer, Secret, SpecialClients, TargetConfig, UserConfig, UsersConfig,
};
use suite::error::SuiteError;
use suite::op_under_test::consumption_device::NotificationEndpoint;
use suite::protocol::{ClientAuthenticationMethod, DeliveryMode, HintType, SubjectIdentifier};

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
                callback_wait: None,
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
