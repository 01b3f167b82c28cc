//! The user_code: a secret that keeps strangers from making a user's device ring (section 7.1.2).

use subtle::ConstantTimeEq as _;

use super::User;
use crate::authlete::FailReason;
use crate::secret::UserCode;

/// Compares in constant time. An empty code counts as none; a user without a code cannot be asked by a client that
/// has to send one.
pub(super) fn verify(user: &User, given: Option<&UserCode>) -> Result<(), FailReason> {
    let Some(given) = given.filter(|code| !code.is_empty()) else {
        return Err(FailReason::MissingUserCode);
    };
    let Some(registered) = user.user_code.as_ref().filter(|code| !code.is_empty()) else {
        return Err(FailReason::InvalidUserCode);
    };
    let same = given
        .expose()
        .as_bytes()
        .ct_eq(registered.expose().as_bytes());
    if same.into() {
        Ok(())
    } else {
        Err(FailReason::InvalidUserCode)
    }
}
