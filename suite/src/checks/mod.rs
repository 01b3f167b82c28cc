//! What the specifications ask, as pure functions: an exchange goes in, a value or all violations come out.
//!
//! Nothing here sends, waits or knows a scenario.

pub mod acknowledgement;
pub mod acknowledgement_rows;
pub mod alternative;
pub mod auth_time;
pub mod authentication_error;
pub mod bearer;
pub mod binding_message;
pub mod byte_order_mark;
pub mod callback;
pub mod claims;
pub mod client_authentication;
pub mod entropy;
mod error_form;
pub mod flawed_text;
pub mod granted_scope;
pub mod http;
pub mod id_token;
mod id_token_form;
mod judge;
pub mod jwk_set;
pub mod key_proof;
pub mod lifetime;
mod message;
pub mod metadata;
pub mod notation;
pub mod oauth_error;
pub mod oauth_response;
pub mod oracle;
pub mod other_grants;
pub mod plain_http;
pub mod privacy;
pub mod push;
pub mod redemption;
pub mod refresh;
pub mod repetition;
pub mod scope;
pub mod server_metadata;
pub mod signed_request;
pub mod timing;
pub mod token_error;
pub mod token_response;
pub mod user_code;
pub mod userinfo;

pub use judge::Judge;
pub use message::{Members, describe_body, json_object};

use crate::violation::{Violation, Violations};
