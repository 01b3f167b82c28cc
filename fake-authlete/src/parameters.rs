//! The parameters that a client sent to the authorization server.

use std::collections::HashSet;

use crate::form;
use crate::oauth_error::ClientError;
use crate::result_codes::{PARAMETER_DUPLICATED, PARAMETERS_MALFORMED};

/// Request parameters by name, in order.
///
/// A parameter without a value counts as absent (RFC 6749, section 3.1).
#[derive(Clone)]
pub(crate) struct Parameters {
    pairs: Vec<(String, String)>,
}

impl Parameters {
    /// Reads a form body as it came from the client.
    pub(crate) fn parse(body: &str) -> Result<Self, ClientError> {
        form::parse(body.as_bytes())
            .map(|pairs| Self { pairs })
            .ok_or(ClientError::invalid_request(PARAMETERS_MALFORMED))
    }

    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The value of a parameter, unless it is absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(pair, value)| pair == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Refuses parameters that are included more than once (RFC 6749, sections 3.1 and 3.2).
    pub(crate) fn refuse_duplicates(&self) -> Result<(), ClientError> {
        self.refuse_duplicates_among(|_| true)
    }

    /// Refuses duplicates among the parameters that say who the client is.
    pub(crate) fn refuse_ambiguous_client(&self) -> Result<(), ClientError> {
        self.refuse_duplicates_among(|name| CLIENT_PARAMETERS.contains(&name))
    }

    fn refuse_duplicates_among(&self, counts: impl Fn(&str) -> bool) -> Result<(), ClientError> {
        let mut seen = HashSet::new();
        let mut names = self.pairs.iter().map(|(name, _)| name.as_str());
        if names.any(|name| counts(name) && !seen.insert(name)) {
            return Err(ClientError::invalid_request(PARAMETER_DUPLICATED));
        }
        Ok(())
    }
}

/// The parameters of client authentication (RFC 6749, section 2.3.1; RFC 7521, section 4.2).
const CLIENT_PARAMETERS: [&str; 4] = [
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];
