//! The result codes of the fake: one table that says which ones Authlete is known to use.
//!
//! A code that is marked [`Origin::Invented`] must not be asserted by tests of an authorization server: assert the
//! `action`, the HTTP status and the OAuth `error` instead. The third digit from the right says whose fault it is:
//! 0 nobody's, 1 Authlete's, 2 the calling server's, 3 the client's.

/// Where a result code comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Seen in Authlete's documentation or in published answers of it.
    Known,
    /// Made up here, because Authlete's own code for the case is not published.
    Invented,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultCode {
    /// `A` and six digits.
    pub code: &'static str,
    /// What it means. It goes into `error_description`, so it keeps to that member's characters.
    pub text: &'static str,
    /// Whether Authlete is known to use the code.
    pub origin: Origin,
}

impl ResultCode {
    /// The text with its code in front, as Authlete writes it.
    pub fn message(&self) -> String {
        format!("[{}] {}", self.code, self.text)
    }
}

macro_rules! result_codes {
    ($($name:ident = $code:literal $origin:ident $text:literal;)+) => {
        $(pub(crate) const $name: ResultCode = ResultCode { code: $code, text: $text, origin: Origin::$origin };)+

        /// Every result code that the fake can answer.
        pub const RESULT_CODES: &[ResultCode] = &[$($name),+];
    };
}

result_codes! {
    // The call itself.
    SERVER_FAULT = "A001101" Known "Authlete Server error.";
    AUTHORIZATION_MISSING = "A001202" Known "Authorization header is missing.";
    CREDENTIALS_WRONG = "A001203" Invented "The credentials of the service are wrong.";
    SERVICE_UNKNOWN = "A001204" Invented "No service has the ID in the path.";
    API_UNKNOWN = "A001205" Invented "No API has the path.";
    METHOD_WRONG = "A001206" Invented "The API does not support the HTTP method.";
    MEDIA_TYPE_WRONG = "A001207" Invented "The API takes application/json or application/x-www-form-urlencoded.";
    BODY_MALFORMED = "A001208" Invented "The request body is malformed.";
    BODY_TOO_LARGE = "A001209" Invented "The request body is too large.";
    FIELD_MALFORMED = "A001210" Invented "A request parameter has a wrong type.";
    CLIENT_NOT_FOUND = "A001211" Invented "No client has the ID in the path.";
    CLIENT_LOCKED = "A001215" Known "The client is locked.";
    CLIENT_PROPERTY_WRONG = "A001216" Invented "A property of the client cannot be used:";
    CLIENTS_TOO_MANY = "A001217" Invented "The service cannot hold more clients.";
    SERVICE_PROPERTY_WRONG = "A001218" Invented "A property of the service cannot be used:";
    RATE_LIMITED = "A001219" Invented "Too many calls; try again when the limit is reset.";
    LOCK_FLAG_UPDATED = "A001013" Invented "The lock flag of the client was updated.";
    PATCH_UNSUPPORTED = "A001212" Invented "The patch parameter is not supported here.";
    FORCED = "A001999" Invented "This answer was forced by a test switch.";

    // Access tokens at the UserInfo endpoint and at protected resources.
    TOKEN_VALID = "A056001" Known "The access token is valid.";
    TOKEN_ABSENT = "A056301" Invented "The request contains no access token.";
    TOKEN_UNKNOWN = "A088302" Known "The access token does not exist.";
    TOKEN_EXPIRED = "A056303" Invented "The access token has expired.";
    TOKEN_CLIENT_GONE = "A056304" Invented "The client of the access token does not exist any more.";
    TOKEN_SCOPE_MISSING = "A056305" Invented "The access token does not cover the required scopes.";
    TOKEN_SUBJECT_WRONG = "A056306" Invented "The access token is not the required subject's.";
    USERINFO_TOKEN_VALID = "A091001" Known "The access token presented at the userinfo endpoint is valid.";
    USERINFO_OPENID_MISSING = "A091301" Invented "The access token does not have the openid scope.";
    USERINFO_ISSUED = "A096001" Known "An ID token was generated successfully.";
    USERINFO_CLAIMS_WRONG = "A096201" Invented "The value of 'claims' parameter is not a JSON object.";

    // Parameters that a client sent to either endpoint.
    PARAMETERS_MALFORMED = "A160301" Invented "The request parameters are malformed.";
    PARAMETER_DUPLICATED = "A160302" Invented "A request parameter is included more than once.";
    METHODS_SEVERAL = "A160303" Invented "The request uses more than one client authentication method.";

    // Client authentication at either endpoint.
    CLIENT_UNIDENTIFIED = "A161301" Invented "The request contains no client credentials.";
    CLIENT_UNKNOWN = "A161302" Invented "The client does not exist.";
    METHOD_UNSUPPORTED = "A161316" Invented "The service does not support the client authentication method.";
    METHOD_UNREGISTERED = "A161303" Invented "The client authentication method is not the registered one.";
    SECRET_WRONG = "A161304" Invented "The client secret is wrong.";
    CLIENT_MISMATCH = "A161305" Invented "The request names more than one client.";
    ASSERTION_TYPE_WRONG = "A161306" Invented "The value of client_assertion_type is missing or wrong.";
    ASSERTION_MALFORMED = "A161307" Invented "The client assertion is malformed.";
    ASSERTION_ALG_WRONG = "A161308" Invented "The client assertion is signed with an algorithm that the client authentication method does not allow.";
    ASSERTION_SIGNATURE_WRONG = "A161309" Invented "The signature of the client assertion is wrong.";
    ASSERTION_SUBJECT_WRONG = "A161310" Invented "The iss and sub claims of the client assertion must both be the client ID.";
    ASSERTION_AUDIENCE_WRONG = "A161311" Invented "The aud claim of the client assertion does not identify this server.";
    ASSERTION_EXPIRED = "A161312" Invented "The exp claim of the client assertion is missing or has passed.";
    ASSERTION_NOT_YET_VALID = "A161313" Invented "The nbf or iat claim of the client assertion is wrong or lies in the future.";
    ASSERTION_JTI_MISSING = "A161314" Invented "The jti claim of the client assertion is missing.";
    ASSERTION_REPLAYED = "A161315" Invented "The client assertion was used before.";

    // Signed authentication requests.
    REQUEST_PARAMETERS_MISSING = "A167201" Invented "The call to /backchannel/authentication does not contain 'parameters' parameter.";
    REQUEST_OBJECT_MALFORMED = "A167301" Invented "The request object is malformed.";
    REQUEST_OBJECT_ENCRYPTED = "A167302" Invented "An encrypted request object is not supported.";
    REQUEST_OBJECT_UNSIGNED = "A167303" Known "A request object included in a backchannel authentication request must be signed.";
    REQUEST_OBJECT_SYMMETRIC = "A167304" Invented "The request object must be signed with an asymmetric algorithm.";
    REQUEST_OBJECT_ALG_WRONG = "A167305" Invented "The request object is not signed with the algorithm that the client registered.";
    REQUEST_OBJECT_SIGNATURE_WRONG = "A167306" Invented "The signature of the request object is wrong.";
    REQUEST_OBJECT_ISSUER_UNKNOWN = "A167307" Known "Failed to find a client application whose ID matches the value of the 'iss' claim in the request object included in the backchannel authentication request.";
    REQUEST_OBJECT_ISSUER_WRONG = "A167308" Invented "The iss claim of the request object is not the client's ID.";
    REQUEST_OBJECT_AUDIENCE_WRONG = "A167309" Invented "The aud claim of the request object does not contain the issuer identifier.";
    REQUEST_OBJECT_EXPIRED = "A167310" Invented "The exp claim of the request object is missing or has passed.";
    REQUEST_OBJECT_IAT_WRONG = "A167311" Invented "The iat claim of the request object is missing or lies in the future.";
    REQUEST_OBJECT_NBF_WRONG = "A167312" Invented "The nbf claim of the request object is missing or lies in the future.";
    REQUEST_OBJECT_JTI_MISSING = "A167313" Invented "The jti claim of the request object is missing.";
    REQUEST_OBJECT_REPLAYED = "A167314" Invented "The request object was used before.";
    REQUEST_OBJECT_CLAIM_WRONG = "A167315" Invented "A request parameter inside the request object has a wrong type.";
    PARAMETER_OUTSIDE = "A167316" Invented "A request parameter is outside the request object.";
    REQUEST_URI_UNSUPPORTED = "A167317" Invented "The request_uri parameter is not supported.";

    // What the client is registered for.
    DELIVERY_MODE_UNSET = "A169301" Known "The backchannel token delivery mode of the client application is not set.";
    DELIVERY_MODE_UNSUPPORTED = "A169304" Invented "The service does not support the CIBA grant type or the client's backchannel token delivery mode.";
    CLIENT_PUBLIC = "A169305" Invented "A public client cannot use CIBA.";
    GRANT_UNREGISTERED = "A169302" Invented "The client application is not registered for the CIBA grant type.";
    NOTIFICATION_ENDPOINT_UNSET = "A169303" Invented "The client application has no client notification endpoint.";

    // Parameters of the authentication request.
    SCOPE_MISSING = "A170301" Invented "The scope parameter is missing.";
    SCOPE_MALFORMED = "A170302" Invented "The scope parameter is malformed.";
    OPENID_MISSING = "A170303" Invented "The scope parameter does not contain openid.";
    NOTIFICATION_TOKEN_MISSING = "A171301" Invented "The client_notification_token parameter is missing.";
    NOTIFICATION_TOKEN_TOO_LONG = "A171302" Invented "The client_notification_token parameter is longer than 1024 characters.";
    NOTIFICATION_TOKEN_MALFORMED = "A171303" Invented "The client_notification_token parameter is not a bearer token.";
    HINT_MISSING = "A173301" Invented "The request contains no hint.";
    HINTS_SEVERAL = "A173302" Invented "The request contains more than one hint.";
    ID_TOKEN_HINT_MALFORMED = "A174301" Invented "The id_token_hint parameter is not a signed ID Token.";
    ID_TOKEN_HINT_SIGNATURE_WRONG = "A174302" Invented "The signature of the id_token_hint is wrong.";
    ID_TOKEN_HINT_ISSUER_WRONG = "A174303" Invented "The id_token_hint was issued by somebody else.";
    ID_TOKEN_HINT_AUDIENCE_WRONG = "A174304" Invented "The id_token_hint was not issued to the client.";
    ID_TOKEN_HINT_SUBJECT_MISSING = "A174305" Invented "The id_token_hint has no sub claim.";
    USER_CODE_MISSING = "A176301" Invented "The user_code parameter is missing.";
    REQUESTED_EXPIRY_WRONG = "A177301" Invented "The requested_expiry parameter is not a positive integer.";
    AUTHENTICATION_REQUEST_OK = "A179001" Known "The backchannel authentication request was processed successfully.";

    // issue, fail, complete.
    ISSUE_TICKET_UNKNOWN = "A181201" Known "The ticket does not exist.";
    ISSUE_TICKET_USED = "A181202" Invented "An auth_req_id was issued for the ticket before.";
    ISSUE_TICKET_MISSING = "A180201" Invented "The call to /backchannel/authentication/issue does not contain 'ticket' parameter.";
    ISSUE_OK = "A183001" Known "An auth_req_id was issued successfully.";
    FAIL_REASON_UNKNOWN = "A184201" Invented "The value of 'reason' parameter is unknown.";
    FAIL_DESCRIPTION_MALFORMED = "A184202" Invented "The value of 'errorDescription' or 'errorUri' parameter contains characters that are not allowed.";
    FAIL_OK = "A185001" Known "Successfully generated an error response for the backchannel authentication request.";
    COMPLETE_TICKET_MISSING = "A186201" Invented "The call to /backchannel/authentication/complete does not contain 'ticket' parameter.";
    COMPLETE_TICKET_UNKNOWN = "A186202" Known "No record that holds the ticket.";
    COMPLETE_NOT_ISSUED = "A186203" Invented "No auth_req_id was issued for the ticket.";
    COMPLETE_RESULT_WRONG = "A187201" Invented "The value of 'result' parameter is missing or unknown.";
    COMPLETE_SUBJECT_WRONG = "A187202" Invented "The value of 'subject' parameter is missing, not ASCII or longer than 100 characters.";
    COMPLETE_CLAIMS_WRONG = "A187203" Invented "The value of 'claims' or 'idtHeaderParams' parameter is not a JSON object.";
    COMPLETE_DESCRIPTION_MALFORMED = "A187204" Invented "The value of 'errorDescription' or 'errorUri' parameter contains characters that are not allowed.";
    COMPLETE_EXPIRED = "A188201" Invented "The auth_req_id has expired.";
    COMPLETE_POLL_AUTHORIZED = "A198001" Known "Successfully updated the database so that the token endpoint can generate tokens (mode = poll, result = AUTHORIZED).";
    COMPLETE_POLL_REFUSED = "A198002" Invented "Successfully updated the database so that the token endpoint can generate an error (mode = poll).";
    COMPLETE_PING_AUTHORIZED = "A198003" Invented "Successfully updated the database so that the token endpoint can generate tokens (mode = ping, result = AUTHORIZED).";
    COMPLETE_PING_REFUSED = "A198004" Invented "Successfully updated the database so that the token endpoint can generate an error (mode = ping).";
    COMPLETE_PUSH_AUTHORIZED = "A198005" Invented "Successfully generated tokens (mode = push, result = AUTHORIZED).";
    COMPLETE_PUSH_REFUSED = "A198006" Invented "Successfully generated an error notification (mode = push).";

    // The token endpoint.
    TOKEN_PARAMETERS_MISSING = "A050201" Invented "The call to /auth/token does not contain 'parameters' parameter.";
    GRANT_TYPE_MISSING = "A050301" Invented "The grant_type parameter is missing.";
    GRANT_TYPE_UNSUPPORTED = "A050302" Invented "The grant type is not supported.";
    TOKEN_GRANT_UNREGISTERED = "A050303" Invented "The client application is not registered for the grant type.";
    REFRESH_TOKEN_MISSING = "A051301" Invented "The refresh_token parameter is missing.";
    REFRESH_TOKEN_UNKNOWN = "A051302" Invented "The refresh token does not exist or belongs to another client.";
    REFRESH_SCOPE_WIDER = "A051303" Invented "The scope parameter asks for more than was granted.";
    REFRESH_OK = "A053001" Invented "The token request (grant_type=refresh_token) was processed successfully.";
    TOKEN_PUSH_CLIENT = "A200301" Invented "A client application registered for push mode cannot use the token endpoint with the CIBA grant type.";
    AUTH_REQ_ID_MISSING = "A200302" Invented "The auth_req_id parameter is missing.";
    AUTH_REQ_ID_UNKNOWN = "A200304" Known "The 'auth_req_id' does not exist.";
    AUTH_REQ_ID_EXPIRED = "A200305" Invented "The 'auth_req_id' has expired.";
    POLL_TOO_FAST = "A200307" Invented "The client application polls too fast.";
    POLL_PENDING = "A200308" Known "The end-user has not been authenticated yet.";
    POLL_REFUSED = "A200309" Invented "The backchannel authentication request was refused.";
    TOKEN_OK = "A201001" Invented "The token request (grant_type=urn:openid:params:grant-type:ciba) was processed successfully.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Origin, RESULT_CODES};

    #[test]
    fn no_code_stands_for_two_things() {
        let codes: HashSet<_> = RESULT_CODES.iter().map(|row| row.code).collect();

        assert_eq!(codes.len(), RESULT_CODES.len());
    }

    #[test]
    fn codes_are_a_letter_and_six_digits() {
        for row in RESULT_CODES {
            let digits = row.code.strip_prefix('A').unwrap_or_default();
            assert!(
                digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{row:?}"
            );
        }
    }

    #[test]
    fn texts_keep_to_the_characters_of_an_error_description() {
        for row in RESULT_CODES {
            let allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
            assert!(row.message().bytes().all(allowed), "{row:?}");
        }
    }

    #[test]
    fn exactly_the_published_codes_are_marked_as_known() {
        let known: Vec<_> = RESULT_CODES
            .iter()
            .filter(|row| row.origin == Origin::Known)
            .map(|row| row.code)
            .collect();

        assert_eq!(
            known,
            [
                "A001101", "A001202", "A001215", "A056001", "A088302", "A091001", "A096001",
                "A167303", "A167307", "A169301", "A179001", "A181201", "A183001", "A185001",
                "A186202", "A198001", "A200304", "A200308"
            ]
        );
    }
}
