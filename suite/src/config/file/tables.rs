//! The target file as it is written: `TargetConfig` is what it means.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::{NonZeroU64, NonZeroUsize};

use serde::Deserialize;

use crate::config::Audience;
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, HintType};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) profile: Option<String>,
    pub(super) metadata: Option<String>,
    pub(super) jwks: Option<String>,
    pub(super) hint_types: Option<Vec<HintType>>,
    pub(super) known_failing: Option<String>,
    #[serde(default)]
    pub(super) tls: Tls,
    #[serde(default)]
    pub(super) connection: Connection,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) clients: Vec<ClientTable>,
    pub(super) users: Users,
    pub(super) authentication_device: Option<AuthenticationDevice>,
    pub(super) notification_endpoint: Option<NotificationEndpoint>,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) special_clients: SpecialClientTables,
    pub(super) login_hint_token_issuer: Option<HintIssuer>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) ca_certificate: Option<String>,
    #[serde(default)]
    pub(super) accept_invalid_certificates: bool,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Connection {
    pub(super) proxy: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HintIssuer {
    pub(super) issuer: String,
    pub(super) jwks: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct SpecialClientTables {
    pub(super) without_ciba: Option<ClientTable>,
    pub(super) unreachable_endpoint: Option<ClientTable>,
    pub(super) untrusted_endpoint: Option<ClientTable>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each key is there or not, whatever the others are"
)]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientTable {
    pub(super) id: String,
    pub(super) client_id: String,
    pub(super) token_delivery_mode: DeliveryMode,
    pub(super) token_endpoint_auth_method: ClientAuthenticationMethod,
    pub(super) token_endpoint_audience: Option<Audience>,
    pub(super) client_secret: Option<String>,
    #[serde(default)]
    pub(super) user_code: bool,
    pub(super) request_signing_alg: Option<String>,
    #[serde(default)]
    pub(super) client_id_with_request: bool,
    pub(super) id_token_signed_response_alg: Option<String>,
    pub(super) jwks: Option<String>,
    pub(super) scope: Option<String>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) refresh_token: bool,
    pub(super) sector: Option<String>,
    pub(super) notification_path: Option<String>,
    #[serde(default)]
    pub(super) require_pushed_authorization_requests: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Users {
    pub(super) approver: UserTable,
    pub(super) denier: Option<UserTable>,
    pub(super) absent: Option<UserTable>,
    pub(super) locked: Option<UserTable>,
    pub(super) lockable: Option<UserTable>,
    pub(super) unreachable: Option<UserTable>,
    pub(super) failing: Option<UserTable>,
    pub(super) unknown: Option<UserTable>,
    pub(super) account_lock: Option<AccountLock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountLock {
    pub(super) lock_url: String,
    pub(super) unlock_url: String,
    pub(super) method: Option<String>,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    pub(super) lock_body: Option<String>,
    pub(super) unlock_body: Option<String>,
    pub(super) kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserTable {
    pub(super) login_hint: Option<String>,
    pub(super) login_hint_token: Option<String>,
    pub(super) id_token_hint: Option<String>,
    pub(super) expired_id_token_hint: Option<String>,
    pub(super) user_code: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) sub_id: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AuthenticationDevice {
    UrlTemplate {
        url: String,
        inbox_url: Option<String>,
        other_user_url: Option<String>,
        approve: Option<bool>,
        deny: Option<bool>,
    },
    Simulator {
        url: Option<String>,
        listen: Option<SocketAddr>,
        workspace: Option<String>,
        callback_url: Option<String>,
        approve: Option<bool>,
        deny: Option<bool>,
    },
    Channel {
        listen: SocketAddr,
        callback_url: String,
        approve: Option<bool>,
        deny: Option<bool>,
    },
    Command {
        program: String,
        #[serde(default)]
        arguments: Vec<String>,
        timeout: Option<u64>,
        approve: Option<bool>,
        deny: Option<bool>,
    },
    Manual {
        deadline: Option<u64>,
        approve: Option<bool>,
        deny: Option<bool>,
    },
    Automatic {
        delay: Option<u64>,
    },
    None {},
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationEndpoint {
    pub(super) listen: SocketAddr,
    pub(super) public_url: Option<String>,
    pub(super) tls: Option<EndpointTls>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointTls {
    pub(super) certificate: Option<String>,
    pub(super) key: Option<String>,
    pub(super) self_signed_ca: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub(super) binding_message_max_length: Option<usize>,
    pub(super) concurrency: Option<usize>,
    #[serde(default)]
    pub(super) unthrottled: bool,
    pub(super) pending_per_user: Option<NonZeroUsize>,
    pub(super) max_wait: Option<u64>,
    pub(super) callback_wait: Option<NonZeroU64>,
}
