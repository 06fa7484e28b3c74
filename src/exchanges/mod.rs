//! Asks exchanges what a key is and may do, and reads what they say: exactly, three-valued, never guessed.
//!
//! *Exchanges are data first.* What a venue is called, where it answers, what its codes mean and how its keys end stands in
//! its guide under `assets/` (`registry`). Code knows how it signs and how its answers are laid out, in one file a venue,
//! which describes a question and reads an answer but never sends, waits, sleeps or repeats: that stands once, in `client`.
//!
//! An ask is two questions by one way: the exchange's public clock (the control), then the key's own, signed with that
//! clock's time. Whatever happens, the result is one [`Asked`](crate::domain::Asked).
//!
//! To add a venue: its guide `assets/NAME.toml`; its file `NAME.rs` with an `adapter::Adapter`; its fixtures
//! `fixtures/NAME/`, refusals included; its line in `registry::ENTRIES`. The catalogue's tests say what is missing.

mod adapter;
mod ask;
mod binance;
mod bybit;
mod client;
mod fields;
mod okx;
mod refusal;
mod registry;

pub use adapter::Question;
pub use ask::{AskRequest, Exchanges};
pub use client::{BaseUrl, Limits, Pause, check_base_url};
pub use registry::{site, spacing, venue, venues};

#[cfg(test)]
mod tests;
