use serde_json::{Value, json};

/// How a token names somebody: a Subject Identifier (RFC 9493).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectIdentifier(Value);

impl SubjectIdentifier {
    /// By the members that the claim has, in any format.
    pub const fn new(claim: Value) -> Self {
        Self(claim)
    }

    /// By e-mail address (section 3.2.2).
    pub fn email(address: &str) -> Self {
        Self(json!({"format": "email", "email": address}))
    }

    /// The `sub_id` claim.
    pub const fn claim(&self) -> &Value {
        &self.0
    }
}
