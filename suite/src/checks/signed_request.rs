//! The Signed Authentication Request (CIBA Core 1.0, section 7.1.1).

use super::acknowledgement::{self, Acknowledgement};
use super::alternative::{Alternative, Leniency};
use super::authentication_error::{self, refused_with};
use super::error_form::AUTHENTICATION;
use super::oracle;
use super::{Violation, Violations};
use crate::http::Exchange;
use crate::jose::DecodedJwt;
use crate::protocol::{AuthenticationErrorCode, Level, RequirementId};

/// Why a signed request is refused, which decides what other codes are tolerated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The JWT is wrong.
    Jwt,
    /// The JWT was issued by somebody else than the client that sends it.
    Issuer,
    /// The OP offers no signed requests.
    Unsupported,
    /// A claim of the JWT has a type that the parameter cannot have.
    ClaimType,
}

const INVALID_REQUEST_OBJECT: Alternative = Alternative {
    code: "invalid_request_object",
    status: 400,
    leniency: Leniency::Ruled(oracle::CODE_OF_JAR),
};

const JWT: &[Alternative] = &[INVALID_REQUEST_OBJECT];

const ISSUER: &[Alternative] = &[
    INVALID_REQUEST_OBJECT,
    Alternative {
        code: "invalid_client",
        status: 401,
        leniency: Leniency::Ruled(oracle::OTHER_ISSUER),
    },
    Alternative {
        code: "invalid_client",
        status: 400,
        leniency: Leniency::Ruled(oracle::OTHER_ISSUER),
    },
];

const UNSUPPORTED: &[Alternative] = &[
    INVALID_REQUEST_OBJECT,
    Alternative {
        code: "request_not_supported",
        status: 400,
        leniency: Leniency::Ruled(oracle::NOT_SUPPORTED),
    },
];

/// A value that is no string may be read as one; what it says then is wrong in another way.
const CLAIM_TYPE: &[Alternative] = &[
    INVALID_REQUEST_OBJECT,
    Alternative {
        code: "invalid_scope",
        status: 400,
        leniency: Leniency::OfTheClause(
            Level::Info,
            "the value was read as a text, which is no scope",
        ),
    },
    Alternative {
        code: "unknown_user_id",
        status: 400,
        leniency: Leniency::OfTheClause(
            Level::Info,
            "the value was read as a text, which names nobody",
        ),
    },
    Alternative {
        code: "invalid_binding_message",
        status: 400,
        leniency: Leniency::OfTheClause(
            Level::Info,
            "the value was read as a text, which cannot be shown",
        ),
    },
];

impl Fault {
    const fn alternatives(self) -> &'static [Alternative] {
        match self {
            Self::Jwt => JWT,
            Self::Issuer => ISSUER,
            Self::Unsupported => UNSUPPORTED,
            Self::ClaimType => CLAIM_TYPE,
        }
    }
}

/// The request is refused with invalid_request, or with a code that this fault makes tolerable.
pub fn refused(
    exchange: &Exchange,
    fault: Fault,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let expected = AuthenticationErrorCode::InvalidRequest;
    refused_with(
        &exchange.response,
        &AUTHENTICATION,
        &[(expected.as_str(), expected.status())],
        fault.alternatives(),
        requirement,
        level,
    )
}

/// The client is not authenticated by what is no client assertion.
pub fn not_authenticated(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let expected = AuthenticationErrorCode::InvalidClient;
    authentication_error::refused(exchange, expected, requirement, level)
}

/// A parameter beside the JWT makes the OP refuse the request; nothing comes back where it is acknowledged instead.
pub fn refused_or_acknowledged(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<Option<Acknowledgement>, Violations> {
    match acknowledgement::accepted(exchange, requirement) {
        Ok(acknowledgement) => Ok(Some(acknowledgement)),
        Err(_) => refused(exchange, Fault::Jwt, requirement, level).map(|()| None),
    }
}

/// The warning for an OP that ignores what stands beside the JWT (O6).
pub fn ignored(requirement: &RequirementId) -> Violation {
    oracle::BESIDE_IGNORED.finding(
        requirement.as_str(),
        "HTTP 400 with error = \"invalid_request\": a parameter stands beside the JWT",
        "the parameter ignored",
    )
}

/// The ID Token is about the user whom the JWT names.
pub fn about(id_token: &str, subject: &str, requirement: &RequirementId) -> Result<(), Violations> {
    let decoded = DecodedJwt::parse(id_token).ok();
    let actual = decoded
        .as_ref()
        .and_then(|decoded| decoded.claims.get("sub")?.as_str());
    if actual == Some(subject) {
        return Ok(());
    }
    Err(oracle::BESIDE_COUNTED
        .finding(
            requirement.as_str(),
            format!("an ID Token about {subject:?}, whom the JWT names, or no acknowledgement"),
            format!("an ID Token about {actual:?}"),
        )
        .into())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::error_answer as answer;

    #[rstest]
    #[case::the_code_of_section_13(Fault::Jwt, 400, "invalid_request", None)]
    #[case::the_code_of_jar(Fault::Jwt, 400, "invalid_request_object", Some(Level::Should))]
    #[case::another_status(Fault::Jwt, 401, "invalid_request", Some(Level::Must))]
    #[case::a_client_that_is_right(Fault::Jwt, 401, "invalid_client", Some(Level::Must))]
    #[case::a_client_that_is_another(Fault::Issuer, 401, "invalid_client", Some(Level::Should))]
    #[case::not_supported(Fault::Unsupported, 400, "request_not_supported", Some(Level::Should))]
    #[case::not_the_reason(Fault::Jwt, 400, "request_not_supported", Some(Level::Must))]
    #[case::an_acknowledgement(Fault::Jwt, 200, "", Some(Level::Must))]
    fn a_refusal_is_judged_by_its_code_and_status(
        #[case] fault: Fault,
        #[case] status: u16,
        #[case] code: &str,
        #[case] expected: Option<Level>,
    ) {
        let requirement = RequirementId::from("CIBA-7.1.1-09");

        let verdict = refused(&answer(status, code), fault, &requirement, Level::Must);

        let level = verdict
            .err()
            .and_then(|violations| violations.into_vec().first().map(|found| found.level));
        assert_eq!(level, expected);
    }
}
