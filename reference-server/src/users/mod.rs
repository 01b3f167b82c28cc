//! The users: who a hint names, and whether what came with the hint is good enough to ask that user.

mod binding_message;
mod directory;
mod login_hint_token;
mod user_code;
mod verification;

pub use directory::{User, UserDirectory, UserDirectoryError};

use crate::authlete::{AuthenticationResponse, FailReason, HintType};
use login_hint_token::LoginHintTokenFault;
pub use verification::LoginHintTokenIssuer;
pub(crate) use verification::Verification;

impl Verification<'_> {
    /// Finds the user whom the hint of an authentication request names, and verifies what only this server can
    /// verify. The order is that of the checks: the first one that fails gives the reason.
    ///
    /// A locked account is a standing denial, which section 13 words as `access_denied`.
    pub(crate) fn verify(&self, request: &AuthenticationResponse) -> Result<User, FailReason> {
        let user = self.identify(request)?;
        if self.users.is_locked(&user.subject) {
            return Err(FailReason::AccessDenied);
        }
        if request.user_code_required {
            user_code::verify(&user, request.user_code.as_ref())?;
        }
        let message = request.binding_message.as_deref().unwrap_or_default();
        if !binding_message::is_acceptable(message, self.binding_message_max_length) {
            return Err(FailReason::InvalidBindingMessage);
        }
        Ok(user)
    }

    fn identify(&self, request: &AuthenticationResponse) -> Result<User, FailReason> {
        let hint = request.hint.as_deref().unwrap_or_default();
        let user = match request.hint_type {
            Some(HintType::LoginHint) => self.users.by_login_hint(hint),
            Some(HintType::IdTokenHint) => self
                .users
                .by_subject(request.sub.as_deref().unwrap_or_default()),
            Some(HintType::LoginHintToken) => {
                return login_hint_token::identify(hint, self).map_err(|fault| match fault {
                    LoginHintTokenFault::Unusable => FailReason::UnknownUserId,
                    LoginHintTokenFault::Expired => FailReason::ExpiredLoginHintToken,
                });
            }
            None => None,
        };
        user.cloned().ok_or(FailReason::UnknownUserId)
    }
}

/// The first of the ACRs asked for that the user can satisfy.
pub(crate) fn choose_acr(user: &User, wanted: &[String]) -> Option<String> {
    wanted.iter().find(|acr| user.acrs.contains(acr)).cloned()
}

#[cfg(test)]
mod tests;
