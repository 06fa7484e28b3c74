//! The API keys, each with the facts of its latest reading as columns of its own: a list of the fleet reads no history.

mod accounts;
mod change;
mod find;
mod row;
mod visit;

pub use accounts::Accounts;
pub use change::NewKey;
pub use row::KeyRow;
pub use visit::{KeyFilter, Which};
