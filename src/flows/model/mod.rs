//! Tests that walk over both flows as wholes, against a small model of the engine, the store and an exchange.

mod catalogue;
mod crashes;
mod happy;
mod house;
mod invariants;
mod person;
mod scenes;
mod venues;
mod walk;

/// OKX's facts, for tests of single parts.
pub(super) fn okx() -> crate::domain::VenueFacts {
    venues::Venue::Okx.facts()
}
