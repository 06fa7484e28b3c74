//! Unlock: the passphrase of the sealed files, or the wait for the keyring's own dialog; and making the sealed files, where
//! the first secret finds no store. Opens by itself when something needs a store that is locked, and then that goes on.

mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, ask, counts, focus, hear, paste, place, typed};
pub use view::draw;
