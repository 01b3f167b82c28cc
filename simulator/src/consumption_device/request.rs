//! The authentication request (section 7.1).

use super::settings::Secret;

/// How the client says who is meant. There is one hint, never two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HintType {
    /// A name, a number, an address.
    #[default]
    LoginHint,
    /// A token that somebody else made.
    LoginHintToken,
    /// An ID Token that the client got before.
    IdTokenHint,
}

impl HintType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::LoginHint, Self::LoginHintToken, Self::IdTokenHint];

    /// The name of the parameter.
    pub fn word(self) -> &'static str {
        match self {
            Self::LoginHint => "login_hint",
            Self::LoginHintToken => "login_hint_token",
            Self::IdTokenHint => "id_token_hint",
        }
    }
}

/// What a client asks for. What is empty is left out.
#[derive(Clone, Debug, Default)]
pub struct AuthenticationRequest {
    /// `openid` and more, separated by spaces.
    pub scope: String,
    /// In the order of preference, separated by spaces.
    pub acr_values: String,
    /// Which hint.
    pub hint_type: HintType,
    /// The hint.
    pub hint: String,
    /// What both devices show.
    pub binding_message: String,
    /// What only the user knows.
    pub user_code: Secret,
    /// Seconds.
    pub requested_expiry: String,
}

/// Why a request must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Section 7.1.
    #[error("scope must contain openid")]
    Scope,
    /// Section 7.1.
    #[error("there must be a hint: the server has to know whom it asks")]
    Hint,
    /// Section 7.1.
    #[error("requested_expiry must be a whole number of seconds, at least 1")]
    RequestedExpiry,
}

impl AuthenticationRequest {
    /// What the specification asks of every request.
    pub fn check(&self) -> Result<(), RequestError> {
        if !self.scope.split(' ').any(|scope| scope == "openid") {
            return Err(RequestError::Scope);
        }
        if self.hint.is_empty() {
            return Err(RequestError::Hint);
        }
        let expiry = &self.requested_expiry;
        let is_positive = || expiry.parse::<u32>().is_ok_and(|seconds| seconds > 0);
        if !expiry.is_empty() && !is_positive() {
            return Err(RequestError::RequestedExpiry);
        }
        Ok(())
    }

    /// The parameters, without those that prove who the client is.
    pub(super) fn parameters(
        &self,
        client_notification_token: Option<&str>,
    ) -> Vec<(&'static str, String)> {
        let all = [
            ("scope", self.scope.as_str()),
            ("acr_values", &self.acr_values),
            (self.hint_type.word(), &self.hint),
            ("binding_message", &self.binding_message),
            ("user_code", self.user_code.expose()),
            ("requested_expiry", &self.requested_expiry),
            (
                "client_notification_token",
                client_notification_token.unwrap_or_default(),
            ),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> AuthenticationRequest {
        AuthenticationRequest {
            scope: "openid email".to_owned(),
            hint: "1001".to_owned(),
            ..AuthenticationRequest::default()
        }
    }

    #[test]
    fn one_hint_and_what_is_set_is_sent() {
        let parameters = request().parameters(Some("token"));

        let names: Vec<_> = parameters.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["scope", "login_hint", "client_notification_token"]);
        assert_eq!(request().check(), Ok(()));
    }

    #[test]
    fn what_the_specification_forbids_is_not_sent() {
        let mut without_openid = request();
        without_openid.scope = "email openidx".to_owned();
        let mut without_hint = request();
        without_hint.hint.clear();

        assert_eq!(without_openid.check(), Err(RequestError::Scope));
        assert_eq!(without_hint.check(), Err(RequestError::Hint));
        for wrong in ["0", "-1", "1.5", "soon"] {
            let mut request = request();
            request.requested_expiry = wrong.to_owned();
            assert_eq!(
                request.check(),
                Err(RequestError::RequestedExpiry),
                "{wrong}"
            );
        }
    }
}
