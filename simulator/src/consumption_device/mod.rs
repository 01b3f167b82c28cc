//! The consumption device: a CIBA client that keeps every rule of the client's side (CIBA Core 1.0, sections 7 to 13), and
//! knows nothing of pages.
//!
//! `ConsumptionDevice::send` starts a flow. It goes on by itself: it polls no faster than it may, waits for a ping, or
//! takes a push by way of `ConsumptionDevice::notified`. What goes over the wire and every check that a client has to
//! make is in the flow's log, without secrets.

mod acknowledgement;
mod check;
mod client_authentication;
mod device;
mod driver;
mod error;
mod flow;
mod http;
mod id_token;
mod log;
mod metadata;
mod notification;
mod pace;
mod redaction;
mod request;
mod settings;
mod token_response;
mod tokens;

pub use check::{Check, Verdict};
pub use device::ConsumptionDevice;
pub use error::FlowError;
pub use flow::{Ending, FlowView, Phase};
pub use log::{Entry, Item, Message, Party};
pub(crate) use notification::Reply;
pub use request::{AuthenticationRequest, HintType, RequestError};
pub use settings::{ClientAuthentication, ClientSettings, DeliveryMode, Secret};
pub use tokens::Tokens;
