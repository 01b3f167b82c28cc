//! The binding_message and what else the authentication device shows (CIBA Core 1.0, sections 7.1, 7.1.2 and 13).

use super::acknowledgement::{Acknowledgement, accepted, is_invalid_request, is_success};
use super::authentication_error::refused;
use super::error_form::AUTHENTICATION;
use super::message::describe;
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::protocol::{AuthenticationErrorCode, Level, RequirementId};

/// The OP took the message, or refused it with the code that was made for it. A null character may be none of any parameter's.
pub fn taken_or_refused(
    exchange: &Exchange,
    has_null: bool,
) -> Result<Option<Acknowledgement>, Violations> {
    const REQUIREMENT: &str = "CIBA-7.1-30";
    if is_success(exchange) {
        return accepted(exchange, &REQUIREMENT.into()).map(Some);
    }
    if has_null && is_invalid_request(exchange) {
        let actual = describe(&exchange.response).because(
            "a request with a null character may count as malformed, whatever it stands in",
        );
        let expected = "HTTP 400 with error = \"invalid_binding_message\"";
        return Err(Violation::of(Level::Info, REQUIREMENT, expected, actual).into());
    }
    let expected = AuthenticationErrorCode::InvalidBindingMessage;
    let response = &exchange.response;
    let codes = [(expected.as_str(), expected.status())];
    if let Some(found) = AUTHENTICATION.status_alone(response, &codes, Level::Must) {
        return Err(found.into());
    }
    let requirement = RequirementId::from(REQUIREMENT);
    let refusal = refused(exchange, expected, &requirement, Level::Must);
    refusal.map(|()| None).map_err(|violations| {
        if violations.are_of_form() {
            return violations;
        }
        Violation::must(
            REQUIREMENT,
            "an acknowledgement, or HTTP 400 with error = \"invalid_binding_message\"",
            describe(response),
        )
        .into()
    })
}

/// What the user reads holds the message, character for character.
pub fn shown_unaltered(
    shown: Option<&str>,
    message: &str,
    requirement: &RequirementId,
) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        shown.is_some_and(|text| text.contains(message)),
        requirement.as_str(),
        &format!("the binding_message {message:?} on the authentication device"),
        &shown.map_or_else(
            || "nothing shown for this request".to_owned(),
            |text| format!("it shows {text:?}"),
        ),
    );
    judge.verdict(())
}

/// Nothing that any user reads holds the message.
pub fn shown_nowhere<'a>(
    mut shown: impl Iterator<Item = &'a str>,
    message: &str,
    requirement: &RequirementId,
) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        !shown.any(|text| text.contains(message)),
        requirement.as_str(),
        "nothing on the authentication device: the request was refused",
        &format!("the user is shown the request with the binding_message {message:?}"),
    );
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_shown_unaltered_or_it_is_not() {
        let row = RequirementId::from("CIBA-7.1-29");

        assert!(shown_unaltered(Some("Sign in? W4SCT"), "W4SCT", &row).is_ok());
        assert!(shown_unaltered(Some("Sign in? W4SC…"), "W4SCT", &row).is_err());
        assert!(shown_unaltered(None, "W4SCT", &row).is_err());
        assert!(shown_nowhere(["Sign in?"].into_iter(), "W4SCT", &row).is_ok());
        assert!(shown_nowhere(["Sign in? W4SCT"].into_iter(), "W4SCT", &row).is_err());
    }
}
