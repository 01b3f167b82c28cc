//! The hint: exactly one of the three (CIBA Core 1.0, section 7.1).

use super::id_token_hint;
use crate::clients::Client;
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{HINT_MISSING, HINTS_SEVERAL};
use crate::service::Service;
use crate::store::HintType;

const HINT_TYPES: [HintType; 3] = [
    HintType::LoginHint,
    HintType::LoginHintToken,
    HintType::IdTokenHint,
];

/// The hint of a request.
pub(super) struct Hint<'a> {
    pub(super) hint_type: HintType,
    pub(super) value: &'a str,
}

/// The only hint of a request.
pub(super) fn only(parameters: &Parameters) -> Result<Hint<'_>, ClientError> {
    let mut hints = HINT_TYPES.into_iter().filter_map(|hint_type| {
        let value = parameters.get(hint_type.parameter())?;
        Some(Hint { hint_type, value })
    });
    match (hints.next(), hints.next()) {
        (Some(hint), None) => Ok(hint),
        (None, _) => Err(ClientError::invalid_request(HINT_MISSING)),
        (Some(_), Some(_)) => Err(ClientError::invalid_request(HINTS_SEVERAL)),
    }
}

impl Hint<'_> {
    /// The subject, which an ID Token tells. What the other hints mean is for the authorization server to find out.
    pub(super) fn subject(
        &self,
        service: &Service,
        client: &Client,
    ) -> Result<Option<String>, ClientError> {
        match self.hint_type {
            HintType::IdTokenHint => id_token_hint::subject(service, client, self.value).map(Some),
            HintType::LoginHint | HintType::LoginHintToken => Ok(None),
        }
    }
}
