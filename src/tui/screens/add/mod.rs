//! Add a key: the bot, the exchange, the secret, the check, the saving. Nothing is saved before the last; what is sealed
//! before that is gone on with, or dropped.

mod bot;
mod exchange;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub use bot::{addresses, sentence};
pub use state::{State, act, counts, focus, hear, paste, place, typed};
pub use view::draw;
