//! What CIBA Core builds on, OAuth 2.0 and OpenID Connect: a file for each section of a document.

use crate::fault::Fault;

mod http;
mod http_accept;
mod oidc_core_12_2_refreshed_id_token;
mod oidc_core_2_id_token;
mod oidc_core_5_3_2_after_an_attack;
mod oidc_core_5_3_2_userinfo;
mod oidc_core_9_client_authentication;
mod oidc_discovery_3_metadata;
mod oidc_discovery_4_2_metadata_response;
mod rfc6749_10_10_guessing;
mod rfc6749_2_3_1_client_password;
mod rfc6749_2_3_client_authentication;
mod rfc6749_3_1_request_parameters;
mod rfc6749_3_2_1_client_id_beside;
mod rfc6749_3_2_other_grants;
mod rfc6749_3_2_token_endpoint;
mod rfc6749_3_3_scope;
mod rfc6749_5_1_successful_response;
mod rfc6749_5_2_error_response;
mod rfc6749_5_2_flawed_text;
mod rfc6749_6_refreshing;
mod rfc6750_2_1_bearer_token;
mod rfc7521_4_2_client_assertion;
mod rfc7523_3_client_assertion;
mod rfc7523_3_token_request;
mod rfc7617_2_at_the_token_endpoint;
mod rfc7617_2_basic_credentials;
mod rfc8259_8_1_byte_order_mark;
mod rfc8414_metadata;
mod rfc8628_3_5_device_errors;

/// Every list.
pub(super) const LISTS: &[&[Fault]] = &[
    http::FAULTS,
    http_accept::FAULTS,
    oidc_core_12_2_refreshed_id_token::FAULTS,
    oidc_core_2_id_token::FAULTS,
    oidc_core_5_3_2_after_an_attack::FAULTS,
    oidc_core_5_3_2_userinfo::FAULTS,
    oidc_core_9_client_authentication::FAULTS,
    oidc_discovery_3_metadata::FAULTS,
    oidc_discovery_4_2_metadata_response::FAULTS,
    rfc6749_10_10_guessing::FAULTS,
    rfc6749_2_3_1_client_password::FAULTS,
    rfc6749_2_3_client_authentication::FAULTS,
    rfc6749_3_1_request_parameters::FAULTS,
    rfc6749_3_2_1_client_id_beside::FAULTS,
    rfc6749_3_2_other_grants::FAULTS,
    rfc6749_3_2_token_endpoint::FAULTS,
    rfc6749_3_3_scope::FAULTS,
    rfc6749_5_1_successful_response::FAULTS,
    rfc6749_5_2_error_response::FAULTS,
    rfc6749_5_2_flawed_text::FAULTS,
    rfc6749_6_refreshing::FAULTS,
    rfc6750_2_1_bearer_token::FAULTS,
    rfc7521_4_2_client_assertion::FAULTS,
    rfc7523_3_client_assertion::FAULTS,
    rfc7523_3_token_request::FAULTS,
    rfc7617_2_at_the_token_endpoint::FAULTS,
    rfc7617_2_basic_credentials::FAULTS,
    rfc8259_8_1_byte_order_mark::FAULTS,
    rfc8414_metadata::FAULTS,
    rfc8628_3_5_device_errors::FAULTS,
];
