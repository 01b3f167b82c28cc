//! The words that sentences capture. A vocabulary is closed: its words are part of the sentence's pattern, so that a
//! word which nobody knows makes no sentence, and a feature that says it is an error of the suite.
//!
//! What a sentence takes as it comes, such as the value of a parameter, is a type of its own below; every capture has
//! one of these types, or is a number.

use std::ops::Deref;
use std::str::FromStr;

use cucumber::Parameter;

use crate::protocol::{AuthenticationErrorCode, TokenErrorCode};

/// Words of which each means something else to its sentence.
macro_rules! words {
    (
        $(#[$about:meta])*
        $visibility:vis $name:ident as $parameter:literal:
        $first:ident = $first_word:literal $(, $variant:ident = $word:literal)* $(,)?
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $visibility enum $name {
            $first,
            $($variant,)*
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $first_word => Ok(Self::$first),
                    $($word => Ok(Self::$variant),)*
                    unknown => Err($crate::op_under_test::steps::words::unknown($parameter, unknown)),
                }
            }
        }

        impl cucumber::Parameter for $name {
            const NAME: &'static str = $parameter;
            const REGEX: &'static str = concat!($first_word, $("|", $word),*);
        }
    };
}
pub(super) use words;

/// Names that their sentence passes on as they are.
macro_rules! names {
    (
        $(#[$about:meta])*
        $name:ident as $parameter:literal: $first:literal $(, $other:literal)* $(,)?
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct $name(&'static str);

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let mut names = [$first, $($other),*].into_iter();
                let name = names.find(|name| *name == text);
                name.map(Self).ok_or_else(|| unknown($parameter, text))
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.0
            }
        }

        impl Parameter for $name {
            const NAME: &'static str = $parameter;
            const REGEX: &'static str = concat!($first, $("|", $other),*);
        }
    };
}

/// Texts that their sentence takes as they come.
macro_rules! texts {
    ($(#[$about:meta])* $name:ident as $parameter:literal: $pattern:literal) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(super) struct $name(pub(super) String);

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self(text.to_owned()))
            }
        }

        impl Parameter for $name {
            const NAME: &'static str = $parameter;
            const REGEX: &'static str = $pattern;
        }
    };
}

/// What an unknown word is called; the suite ends the scenario with it.
pub(super) fn unknown(vocabulary: &str, word: &str) -> String {
    format!("{word:?} is no {}", vocabulary.replace('_', " "))
}

names! {
    /// The parameters of authentication requests, and those that do not belong into one.
    RequestParameter as "request_parameter":
    "acr_values", "authorization_details", "backchannel_token_delivery_mode", "binding_message", "claims", "client_id",
    "client_notification_token", "code_challenge", "code_challenge_method", "id_token_hint", "max_age", "prompt",
    "registration", "response_mode", "login_hint", "login_hint_token", "redirect_uri", "request", "request_uri", "requested_expiry",
    "response_type", "scope", "user_code", "x_nobody_knows",
}

names! {
    /// What the body of an authentication request carries beside its own parameters.
    BodyParameter as "body_parameter":
    "client_assertion", "client_assertion_type", "client_secret", "request",
}

names! {
    /// The parameters of token requests, and those that do not belong into one.
    TokenParameter as "token_parameter":
    "auth_req_id", "client_id", "grant_type", "scope", "x_nobody_knows",
}

names! {
    /// The claims of a signed authentication request.
    RequestClaim as "request_claim":
    "acr_values", "aud", "binding_message", "client_notification_token", "exp", "iat", "iss", "jti", "login_hint", "nbf",
    "requested_expiry", "scope", "x_nobody_knows",
}

names! {
    /// The claims of a client assertion.
    AssertionClaim as "assertion_claim": "exp", "iat", "iss", "jti", "nbf", "sub",
}

names! {
    /// The claims about a user that scopes ask for.
    UserClaim as "user_claim": "email", "name", "phone_number",
}

names! {
    /// The scope values of OpenID Connect Core 1.0, section 5.4.
    ScopeValue as "scope_value": "email", "phone", "profile",
}

names! {
    /// The members of a JWT's header.
    HeaderMember as "header_member": "typ",
}

names! {
    /// The algorithms that make a MAC.
    MacAlg as "mac_alg": "HS256", "HS384", "HS512",
}

words! {
    /// The methods that are not for the endpoints.
    pub(super) Method as "method":
    Get = "GET",
    Put = "PUT",
    Delete = "DELETE",
}

texts! {
    /// What stands between quotation marks: the value of a parameter, mostly.
    Text as "text": "[^\"]*"
}

texts! {
    /// JSON, or what begins like some.
    Json as "json": ".+"
}

texts! {
    /// A media type with its parameters, which may stand in quotation marks.
    MediaType as "media_type": "[^']+"
}

impl Parameter for AuthenticationErrorCode {
    const NAME: &'static str = "authentication_error";
    const REGEX: &'static str = "invalid_request|invalid_scope|expired_login_hint_token|unknown_user_id|\
                                 unauthorized_client|missing_user_code|invalid_user_code|\
                                 invalid_binding_message|invalid_client|access_denied";
}

impl Parameter for TokenErrorCode {
    const NAME: &'static str = "token_error";
    const REGEX: &'static str = "invalid_request|invalid_client|invalid_grant|unauthorized_client|\
                                 unsupported_grant_type|invalid_scope|authorization_pending|slow_down|\
                                 expired_token|access_denied";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_about_errors_know_every_code() {
        let authentication = AuthenticationErrorCode::ALL.map(AuthenticationErrorCode::as_str);
        let token = TokenErrorCode::ALL.map(TokenErrorCode::as_str);

        assert_eq!(AuthenticationErrorCode::REGEX, authentication.join("|"));
        assert_eq!(TokenErrorCode::REGEX, token.join("|"));
    }

    #[test]
    fn a_word_of_another_vocabulary_is_unknown() {
        assert_eq!("GET".parse(), Ok(Method::Get));
        assert_eq!(
            "get".parse::<Method>(),
            Err("\"get\" is no method".to_owned())
        );
        assert_eq!(
            &*"scope"
                .parse::<RequestParameter>()
                .unwrap_or(RequestParameter("")),
            "scope"
        );
        assert_eq!(
            "grant_type".parse::<RequestParameter>(),
            Err("\"grant_type\" is no request parameter".to_owned())
        );
        assert!("slow_down".parse::<AuthenticationErrorCode>().is_err());
    }
}
