//! The fleet: all keys, the next action on line 2, and a pane that explains the row under the cursor.
//!
//! | file | holds |
//! | --- | --- |
//! | `state` | order, cursor, find, and what keys and answers do to them |
//! | `order` | which rows stand where: kept while answers come, made anew when somebody says so |
//! | `asking` | asking the exchanges, and what came of it |
//! | `lead` | line 1 and line 2: the next action, and the fleet's other states |
//! | `table` | the rows in each layout |
//! | `pane` | what is wrong with one key, why it matters, how to mend it, then facts |
//! | `view` | puts them together |

mod asking;
mod lead;
mod order;
pub mod pane;
mod state;
pub mod table;
mod view;

#[cfg(test)]
mod tests;

pub use lead::head_plain as head;
pub use state::{State, act, counts, focus, hear, open_page, paste, place, typed, welcome};
pub use view::draw;
