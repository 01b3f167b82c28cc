//! OpenID Connect CIBA Core 1.0: a file for each section, or for a part of it.

use crate::fault::Fault;

mod s01_1_notation;
mod s03_overview;
mod s04_at_the_token_endpoint;
mod s04_client_authentication;
mod s04_metadata;
mod s05_delivery_modes;
mod s07_1_1_claims;
mod s07_1_1_signature;
mod s07_1_1_signed_authentication_request;
mod s07_1_2_user_code;
mod s07_1_acr_values;
mod s07_1_authentication_request;
mod s07_1_binding_message;
mod s07_1_client_assertion;
mod s07_1_form_encoding;
mod s07_1_hint_by_client;
mod s07_1_near_values;
mod s07_1_notification_token;
mod s07_1_requested_expiry;
mod s07_1_scope;
mod s07_2_claim_names;
mod s07_2_unfit_hints;
mod s07_2_validation;
mod s07_3_acknowledgement;
mod s07_3_elsewhere;
mod s07_3_lifetime;
mod s07_backchannel_authentication_endpoint;
mod s07_more_requests;
mod s08_at_once;
mod s08_authorization_decision;
mod s08_mixed_up;
mod s08_taken_back;
mod s09_client_notification_endpoint;
mod s10_1_1_id_token;
mod s10_1_1_subject;
mod s10_1_1_token_response;
mod s10_1_other_shapes;
mod s10_1_token_request;
mod s10_2_after_the_ping;
mod s10_2_ping_callback;
mod s10_3_1_hashes;
mod s10_3_1_push_callback;
mod s10_three_sides;
mod s11_three_sides;
mod s11_token_error_response;
mod s11_unknown_auth_req_id;
mod s12_push_error_payload;
mod s12_transaction_failed;
mod s13_authentication_error_response;
mod s13_error_codes;

/// Every list.
pub(super) const LISTS: &[&[Fault]] = &[
    s01_1_notation::FAULTS,
    s03_overview::FAULTS,
    s04_client_authentication::FAULTS,
    s04_at_the_token_endpoint::FAULTS,
    s04_metadata::FAULTS,
    s05_delivery_modes::FAULTS,
    s07_1_1_claims::FAULTS,
    s07_1_1_signature::FAULTS,
    s07_1_1_signed_authentication_request::FAULTS,
    s07_1_2_user_code::FAULTS,
    s07_1_acr_values::FAULTS,
    s07_1_authentication_request::FAULTS,
    s07_1_binding_message::FAULTS,
    s07_1_client_assertion::FAULTS,
    s07_1_form_encoding::FAULTS,
    s07_1_hint_by_client::FAULTS,
    s07_1_near_values::FAULTS,
    s07_1_notification_token::FAULTS,
    s07_1_requested_expiry::FAULTS,
    s07_1_scope::FAULTS,
    s07_2_claim_names::FAULTS,
    s07_2_unfit_hints::FAULTS,
    s07_2_validation::FAULTS,
    s07_3_acknowledgement::FAULTS,
    s07_3_elsewhere::FAULTS,
    s07_3_lifetime::FAULTS,
    s07_backchannel_authentication_endpoint::FAULTS,
    s07_more_requests::FAULTS,
    s08_at_once::FAULTS,
    s08_authorization_decision::FAULTS,
    s08_mixed_up::FAULTS,
    s08_taken_back::FAULTS,
    s09_client_notification_endpoint::FAULTS,
    s10_1_1_id_token::FAULTS,
    s10_1_1_subject::FAULTS,
    s10_1_1_token_response::FAULTS,
    s10_1_other_shapes::FAULTS,
    s10_1_token_request::FAULTS,
    s10_2_after_the_ping::FAULTS,
    s10_2_ping_callback::FAULTS,
    s10_3_1_hashes::FAULTS,
    s10_3_1_push_callback::FAULTS,
    s10_three_sides::FAULTS,
    s11_three_sides::FAULTS,
    s11_token_error_response::FAULTS,
    s11_unknown_auth_req_id::FAULTS,
    s12_push_error_payload::FAULTS,
    s12_transaction_failed::FAULTS,
    s13_authentication_error_response::FAULTS,
    s13_error_codes::FAULTS,
];
