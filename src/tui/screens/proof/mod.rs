//! Is it dead? The same question before and after, and why that is enough; or what the answers can mean and what would
//! settle it. The words for death are the grades', and nothing else is called dead.

mod state;
mod view;

#[cfg(test)]
mod tests;

pub use state::{State, act, counts, focus, hear, paste, place, tick, typed};
pub use view::draw;
