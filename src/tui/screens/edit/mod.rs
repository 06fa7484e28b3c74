//! Edit: facts told of a bot, its host and its key. What is not touched stays as it is; what the exchange says stays stronger.

mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, counts, focus, hear, paste, place, typed};
pub use view::draw;
