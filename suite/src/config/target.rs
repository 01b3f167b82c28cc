use std::net::SocketAddr;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use super::{ClientConfig, ConnectionConfig, Secret};
use crate::jose::SigningKey;
use crate::protocol::{HintType, SubjectIdentifier};

/// The OP to judge, and all that the suite must know of it beforehand.
#[derive(Debug, Clone)]
pub struct TargetConfig {
    /// The name in reports.
    pub name: String,
    /// The Issuer Identifier: discovery starts here.
    pub issuer: String,
    /// The profile to judge by; `ciba-core` is the only one so far.
    pub profile: String,
    /// Metadata that replaces discovery, for an OP that publishes none.
    pub metadata: Option<Value>,
    /// Its keys, for an OP that publishes none; they replace those at its jwks_uri.
    pub jwks: Option<Value>,
    /// The clients, one for each mode and authentication method to judge.
    pub clients: Vec<ClientConfig>,
    /// The people.
    pub users: UsersConfig,
    /// How a user's decision is made.
    pub authentication_device: AuthenticationDeviceConfig,
    /// Which decisions it takes.
    pub decisions: Decisions,
    /// Where the suite receives pings and pushes.
    pub notification_endpoint: Option<NotificationEndpointConfig>,
    /// What a tester knows and metadata does not say.
    pub limits: LimitsConfig,
    /// The types of hint that the OP supports, if somebody said so: metadata does not tell.
    pub hint_types: Option<Vec<HintType>>,
    /// Who signs login_hint_tokens that the OP trusts, if the suite may do so.
    pub login_hint_token_issuer: Option<LoginHintTokenIssuer>,
    /// The clients that are registered with a fault.
    pub special_clients: SpecialClients,
    /// How it is reached.
    pub connection: ConnectionConfig,
    /// The list of its known failures.
    pub known_failing: Option<PathBuf>,
}

/// Clients for one scenario each: no other scenario is run with them.
#[derive(Debug, Clone, Default)]
pub struct SpecialClients {
    /// A client that may not use CIBA.
    pub without_ciba: Option<ClientConfig>,
    /// A ping client at whose notification endpoint nobody listens.
    pub unreachable_endpoint: Option<ClientConfig>,
    /// A ping or push client whose notification endpoint is the suite's, behind a certificate that does not verify.
    pub untrusted_endpoint: Option<ClientConfig>,
}

/// The people that the OP knows, by what they do.
#[derive(Debug, Clone)]
pub struct UsersConfig {
    /// Approves what they are asked.
    pub approver: UserConfig,
    /// Denies it.
    pub denier: Option<UserConfig>,
    /// Never answers.
    pub absent: Option<UserConfig>,
    /// Is always denied, without being asked.
    pub locked: Option<UserConfig>,
    /// Approves, and may be locked out by the suite meanwhile.
    pub lockable: Option<UserConfig>,
    /// Cannot be asked: the OP accepts the request and then fails for reasons of its own.
    pub unreachable: Option<UserConfig>,
    /// The OP fails as soon as it is asked for this user.
    pub failing: Option<UserConfig>,
    /// How accounts are locked and unlocked.
    pub account_lock: Option<AccountLockConfig>,
    /// Nobody: hints that have the form of the OP's, and name no user of it.
    pub unknown: Option<UserConfig>,
}

impl UsersConfig {
    /// Everybody that there is, by the name of their table.
    pub fn known(&self) -> impl Iterator<Item = (&'static str, &UserConfig)> {
        let others = [
            ("denier", &self.denier),
            ("absent", &self.absent),
            ("locked", &self.locked),
            ("lockable", &self.lockable),
            ("unreachable", &self.unreachable),
            ("failing", &self.failing),
        ];
        let others = others
            .into_iter()
            .filter_map(|(name, user)| Some((name, user.as_ref()?)));
        std::iter::once(("approver", &self.approver)).chain(others)
    }

    /// Whether somebody else than the approver can be asked.
    pub fn has_another(&self) -> bool {
        [&self.denier, &self.absent]
            .into_iter()
            .flatten()
            .any(|user| !user.is(&self.approver))
    }

    /// A user_code that is not the approver's, but somebody else's.
    pub fn code_of_another(&self) -> Option<&Secret> {
        let own = self.approver.user_code.as_ref().map(Secret::expose);
        [&self.denier, &self.absent]
            .into_iter()
            .flatten()
            .filter_map(|user| user.user_code.as_ref())
            .find(|code| Some(code.expose()) != own)
    }
}

/// How accounts are locked and unlocked: by requests with `{login_hint}` and `{subject}` filled in.
#[derive(Debug, Clone)]
pub struct AccountLockConfig {
    /// Locks the account.
    pub lock_url: String,
    /// Unlocks it again.
    pub unlock_url: String,
    /// The method of both.
    pub method: String,
    /// The headers of both, such as the token of an administrator.
    pub headers: Vec<(String, Secret)>,
    /// The body that locks; empty as a rule.
    pub lock_body: String,
    /// The body that unlocks.
    pub unlock_body: String,
    /// What kind of lock it is, for the report: servers know several.
    pub kind: Option<String>,
}

/// A user of the OP, by the hints that name them.
#[derive(Debug, Clone, Default)]
pub struct UserConfig {
    /// The `login_hint`; empty where the OP knows the user by other hints alone.
    pub login_hint: String,
    /// A ready `login_hint_token`.
    pub login_hint_token: Option<Secret>,
    /// A ready `id_token_hint`.
    pub id_token_hint: Option<Secret>,
    /// An ID Token of the user that ran out a little while ago, issued to every client of the file.
    pub expired_id_token_hint: Option<Secret>,
    /// The `user_code` that the user registered.
    pub user_code: Option<Secret>,
    /// The `sub` of the user's ID Tokens.
    pub subject: Option<String>,
    /// How a login_hint_token names the user: the `sub_id` claim (RFC 9493).
    pub subject_identifier: Option<SubjectIdentifier>,
}

impl UserConfig {
    /// Whether this is the same person: one of their hints is.
    pub fn is(&self, other: &Self) -> bool {
        let same = |one: Option<&Secret>, other: Option<&Secret>| {
            let (one, other) = (one.map(Secret::expose), other.map(Secret::expose));
            one.is_some() && one == other
        };
        let identifier = self.subject_identifier.as_ref();
        (!self.login_hint.is_empty() && self.login_hint == other.login_hint)
            || (identifier.is_some() && identifier == other.subject_identifier.as_ref())
            || same(
                self.login_hint_token.as_ref(),
                other.login_hint_token.as_ref(),
            )
            || same(self.id_token_hint.as_ref(), other.id_token_hint.as_ref())
    }
}

/// Which decisions an authentication device takes, as far as its type lets it.
#[derive(Debug, Clone, Copy)]
pub struct Decisions {
    /// Whether users can approve on it.
    pub approve: bool,
    /// Whether they can deny.
    pub deny: bool,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            approve: true,
            deny: true,
        }
    }
}

/// How a user's decision is made on a server that we do not own.
#[derive(Debug, Clone)]
pub enum AuthenticationDeviceConfig {
    /// POST, empty body, to a URL with `{auth_req_id}` and `{action}` filled in.
    UrlTemplate {
        /// The URL with its placeholders.
        url: String,
        /// Where the requests that the users see are listed, in the form of Authlete's CIBA simulator.
        inbox_url: Option<String>,
        /// The URL by which another user than the hinted one approves.
        other_user_url: Option<String>,
    },
    /// A CIBA simulator, which the OP asks.
    Simulator {
        /// Where it is.
        url: String,
        /// Where the suite runs it, if the suite does.
        listen: Option<SocketAddr>,
        /// The simulator's workspace that the OP uses.
        workspace: String,
        /// Where a simulator that the suite runs sends results, if the OP does not fetch them.
        callback_url: Option<String>,
    },
    /// Keycloak's authentication channel: the OP calls us, and we call it back.
    Channel {
        /// Where the suite listens for the OP.
        listen: SocketAddr,
        /// Where decisions go.
        callback_url: String,
    },
    /// A program that decides.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments before the decision.
        arguments: Vec<String>,
        /// How long it may take.
        timeout: Duration,
    },
    /// A person at the terminal.
    Manual {
        /// How long the person has for each request.
        deadline: Duration,
    },
    /// The OP decides by itself, by user.
    Automatic {
        /// How long it takes to.
        delay: Duration,
    },
    /// Nobody decides.
    None,
}

/// Where the suite listens for pings and pushes.
#[derive(Debug, Clone)]
pub struct NotificationEndpointConfig {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The URL that is registered at the OP, without the client's name; default: the address.
    pub public_url: Option<String>,
    /// How it speaks TLS, if it does.
    pub tls: Option<TlsConfig>,
}

/// How the notification endpoint speaks TLS.
#[derive(Debug, Clone)]
pub enum TlsConfig {
    /// With a certificate that somebody else has made.
    Given {
        /// The certificate with its chain, in PEM.
        certificate: PathBuf,
        /// Its key, in PEM.
        key: PathBuf,
    },
    /// With one that the suite makes; its keys never leave the process.
    SelfSigned {
        /// Where the certificate of the CA is written, for the target to trust.
        ca_file: PathBuf,
    },
}

impl NotificationEndpointConfig {
    /// The hosts by which a target may name the endpoint.
    pub fn host_names(&self) -> Vec<String> {
        let public = self
            .public_url
            .as_deref()
            .and_then(|url| url::Url::parse(url).ok())
            .and_then(|url| {
                url.host_str()
                    .map(|host| host.trim_matches(['[', ']']).to_owned())
            });
        let mut names = vec![self.listen.ip().to_string()];
        names.extend(public);
        if self.listen.ip().is_loopback() || self.listen.ip().is_unspecified() {
            names.push("localhost".to_owned());
        }
        names.dedup();
        names
    }
}

/// What a tester knows and metadata does not say.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// The longest `binding_message` that the OP accepts, in characters.
    pub binding_message_max_length: Option<usize>,
    /// How many scenarios run at once.
    pub concurrency: usize,
    /// Whether the suite may send many requests at once, and guess wrong.
    pub unthrottled: bool,
    /// How many requests of one user the OP allows to be pending at a time.
    pub pending_per_user: Option<NonZeroUsize>,
    /// The longest time, in seconds, that a scenario may wait for the OP's clock.
    pub max_wait: u64,
    /// How many seconds a call of the OP, or the effect of a decision, is waited for.
    pub callback_wait: Option<NonZeroU64>,
}

/// Signs login_hint_tokens.
#[derive(Debug, Clone)]
pub struct LoginHintTokenIssuer {
    /// The `iss` claim.
    pub issuer: String,
    /// The key; the OP has its public half.
    pub key: SigningKey,
}

impl TargetConfig {
    /// Whether hints of a type may be tried: nobody said that the OP does not support them.
    pub fn may_support(&self, hint_type: HintType) -> bool {
        self.hint_types
            .as_ref()
            .is_none_or(|types| types.contains(&hint_type))
    }

    /// The table of this person: some of them are about the same one.
    pub fn person(&self, user: &UserConfig) -> &'static str {
        let mut known = self.users.known();
        known
            .find(|(_, known)| known.is(user))
            .map_or("approver", |(name, _)| name)
    }

    /// The type of hint by which a user is named where it does not matter: the plainest that the OP may support and the file
    /// has.
    pub fn usual_hint(&self, user: &UserConfig) -> Option<HintType> {
        let is_there = |hint_type: &HintType| match hint_type {
            HintType::LoginHint => !user.login_hint.is_empty(),
            HintType::LoginHintToken => {
                let can_be_made =
                    self.login_hint_token_issuer.is_some() && user.subject_identifier.is_some();
                can_be_made || user.login_hint_token.is_some()
            }
            HintType::IdTokenHint => user.id_token_hint.is_some(),
        };
        HintType::ALL
            .into_iter()
            .filter(|hint_type| self.may_support(*hint_type))
            .find(is_there)
    }

    /// A client by its name in reports.
    pub fn client(&self, id: &str) -> Option<&ClientConfig> {
        self.clients.iter().find(|client| client.id == id)
    }
}
