use serde_json::Value;

use super::Problems;
use super::resolve::Resolver;
use super::tables::{UserTable, Users};
use crate::config::{AccountLockConfig, UserConfig, UsersConfig};
use crate::protocol::SubjectIdentifier;

/// The people; nothing where the approver's values cannot be had.
pub(super) fn users(
    tables: Users,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> Option<UsersConfig> {
    let approver = user("approver", tables.approver, resolver, problems);
    let mut other = |name: &str, table: Option<UserTable>| {
        table.and_then(|table| user(name, table, resolver, problems))
    };
    Some(UsersConfig {
        denier: other("denier", tables.denier),
        absent: other("absent", tables.absent),
        locked: other("locked", tables.locked),
        lockable: other("lockable", tables.lockable),
        unreachable: other("unreachable", tables.unreachable),
        failing: other("failing", tables.failing),
        account_lock: tables.account_lock.map(|lock| AccountLockConfig {
            lock_url: lock.lock_url,
            unlock_url: lock.unlock_url,
        }),
        approver: approver?,
    })
}

fn user(
    name: &str,
    table: UserTable,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> Option<UserConfig> {
    let mut secret = |key: &str, value| {
        problems.note(resolver.optional_secret(&format!("users.{name}.{key}"), value))
    };
    Some(UserConfig {
        login_hint: table.login_hint,
        login_hint_token: secret("login_hint_token", table.login_hint_token)?,
        id_token_hint: secret("id_token_hint", table.id_token_hint)?,
        expired_id_token_hint: secret("expired_id_token_hint", table.expired_id_token_hint)?,
        user_code: secret("user_code", table.user_code)?,
        subject: table.subject,
        subject_identifier: table
            .sub_id
            .map(|claim| SubjectIdentifier::new(Value::Object(claim))),
    })
}
