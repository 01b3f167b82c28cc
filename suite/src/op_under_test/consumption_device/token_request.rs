use super::Parameters;
use crate::protocol::CIBA_GRANT_TYPE;

/// A Token Request Using the CIBA Grant Type, before the client authenticates (CIBA Core 1.0, section 10.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// The parameters; a scenario changes one of them.
    pub parameters: Parameters,
}

impl TokenRequest {
    /// Asks for the result of one authentication request.
    pub fn valid(auth_req_id: &str) -> Self {
        let mut parameters = Parameters::new();
        parameters.set("grant_type", CIBA_GRANT_TYPE);
        parameters.set("auth_req_id", auth_req_id);
        Self { parameters }
    }
}
