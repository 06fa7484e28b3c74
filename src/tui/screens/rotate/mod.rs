//! Rotate: nine steps through the replacement of a key while the bot keeps working. Drawn from the flow's snapshot; what is
//! typed or pasted here is the only thing that it keeps itself.

mod check;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, counts, focus, hear, paste, place, tick, typed};
pub use view::{draw, fields_say, height};
