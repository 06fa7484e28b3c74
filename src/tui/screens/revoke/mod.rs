//! Revoke: one key is killed on suspicion. One question first, the safe answer first; nothing is changed before it is answered.

mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, counts, focus, hear, paste, place, tick, typed};
pub use view::draw;
