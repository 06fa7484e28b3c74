//! What the flows' screens share: their talk with the engine, the pane that asks for a name, a reason or an end, and the
//! frame. No screen itself.

pub mod ask;
pub mod passphrase;
pub mod talk;
#[cfg(test)]
pub(crate) mod testing;
pub mod view;

pub use ask::Ask;
pub use passphrase::Making;
pub use talk::{Heard, Say, Talk};
