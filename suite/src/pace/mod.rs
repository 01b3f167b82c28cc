//! How fast the suite goes: how much it does at once, and how long it lets a server rest.

mod slots;
mod spacing;

pub use slots::{Slots, Standing, Turn};
pub use spacing::Spacing;
