use serde_json::Value;

use super::Problems;
use super::resolve::Resolver;
use super::tables::{AccountLock, UserTable, Users};
use crate::config::{AccountLockConfig, ConfigError, TargetConfig, UserConfig, UsersConfig};
use crate::protocol::SubjectIdentifier;

/// The people; nothing where the approver's values cannot be had.
pub(super) fn users(
    tables: Users,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> Option<UsersConfig> {
    let approver = user("approver", tables.approver, resolver, problems);
    let account_lock = tables
        .account_lock
        .and_then(|table| problems.note(account_lock(table, resolver)));
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
        unknown: other("unknown", tables.unknown),
        account_lock,
        approver: approver?,
    })
}

fn account_lock(
    table: AccountLock,
    resolver: &Resolver<'_>,
) -> Result<AccountLockConfig, ConfigError> {
    let headers = table.headers.into_iter().map(|(name, value)| {
        let place = format!("users.account_lock.headers.{name}");
        Ok((name, resolver.secret(&place, value)?))
    });
    Ok(AccountLockConfig {
        lock_url: table.lock_url,
        unlock_url: table.unlock_url,
        method: table.method.unwrap_or_else(|| "POST".to_owned()),
        headers: headers.collect::<Result<_, ConfigError>>()?,
        lock_body: table.lock_body.unwrap_or_default(),
        unlock_body: table.unlock_body.unwrap_or_default(),
        kind: table.kind,
    })
}

/// Whether the OP can be told who is meant.
pub(super) fn check(target: &TargetConfig, problems: &mut Problems) {
    let types = target.hint_types.as_deref();
    if types.is_some_and(<[_]>::is_empty) {
        return;
    }
    let supported = types.map(|types| {
        let types: Vec<String> = types.iter().map(ToString::to_string).collect();
        format!(" of a type that hint_types lists ({})", types.join(", "))
    });
    for (name, user) in target.users.known() {
        if target.usual_hint(user).is_none() {
            problems.note::<()>(Err(ConfigError::unusable(
                format!("users.{name}"),
                format!(
                    "names nobody by a hint{}; write login_hint, login_hint_token or id_token_hint, or sub_id beside a \
                     login_hint_token_issuer",
                    supported.as_deref().unwrap_or_default()
                ),
            )));
        }
    }
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
        login_hint: table.login_hint.unwrap_or_default(),
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
