//! What stands in the text of a feature, and a fault knows a request by. A fault says which of it, and
//! a test holds that against the scenarios that must catch the fault.

/// A parameter, or a claim, that nobody knows.
pub(crate) const UNKNOWN_PARAMETER: &str = "x_nobody_knows";
/// A parameter that belongs to another grant.
pub(crate) const PARAMETER_OF_ANOTHER_GRANT: &str = "redirect_uri";
/// An authentication context class that nobody knows.
pub(crate) const UNKNOWN_ACR: &str = "urn:example:acr:nobody-knows";
/// The grant type of the drafts of CIBA.
pub(crate) const DRAFT_GRANT_TYPE: &str = "urn:openid:params:modrna:grant-type:backchannel_request";
/// A parameter that would choose the delivery mode, were there one.
pub(crate) const DELIVERY_MODE: &str = "backchannel_token_delivery_mode";
/// The mode that it asks for.
pub(crate) const PUSH: &str = "push";
/// The binding_message of a request without a user_code.
pub(crate) const NO_CODE: &str = "N0CDE";
/// The binding_message of a request with a wrong one.
pub(crate) const BAD_CODE: &str = "B4DCD";

#[cfg(test)]
mod tests;
