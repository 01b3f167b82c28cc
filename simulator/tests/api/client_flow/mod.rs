//! The consumption device: what it sends, how fast, and what it believes.

mod op;
mod other;
mod poll;
mod push;
