//! A made-up exchange's own page of API keys, as a pane of the program: practice only. It lets one do what a real page does,
//! mistakes included.

mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, counts, focus, hear, paste, place, typed};
pub use view::draw;
