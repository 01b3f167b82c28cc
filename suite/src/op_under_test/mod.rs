//! How an OP is judged: the suite plays the client, and has somebody decide as the user would.

pub mod audiences;
pub mod authentication_device;
pub mod consumption_device;
pub mod discovery;
pub mod examined;
pub mod jwk_set;
pub mod made_up;
pub mod memory;
pub mod notes;
pub mod room;
pub mod scenario_context;
mod steps;
pub mod target;
pub mod user_queue;
pub mod valid_request;
