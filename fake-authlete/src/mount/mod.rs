//! Carries HTTP to the core and back.

pub(crate) mod on_axum;
#[cfg(feature = "wiremock")]
pub(crate) mod on_wiremock;
