//! What keyward knows, but the secrets: bots, hosts, keys, readings, evidence, flows, the journal. In SQLite, and no type of
//! it leaves this room, so that another database can stand behind it one day.
//!
//! - [`Inventory::read`] gives one consistent view: `inventory.read(|see| see.key(id))`. All questions are methods of
//!   [`Reads`], a file a table.
//! - [`Inventory::write`] is one transaction: `inventory.write(|w| { w.outcome(..)?; w.advance_flow(..)?; w.add_intent(..) })`.
//!   All verbs are methods of [`Writing`], which can also answer every question. An error undoes all of it.
//! - Several processes at once are normal: writers wait for each other, readers wait for nobody. Never call `write` inside
//!   a `write`: it would wait for itself.
//! - [`Inventory::pulse`] tells a face cheaply that somebody wrote.
//!
//! Times are kept to the millisecond. Where order matters a row's number tells it, never a clock.
//!
//! To add a table: a file here with its `impl Reads` and `impl Writing`, its SQL in the next `schema/vN.sql`, that file's
//! line in `migrate.rs`, and a fixture of the version before. A released version's file is never edited.

mod bots;
mod cells;
mod connection;
mod evidence;
mod files;
mod flows;
mod holders;
mod home_key;
mod hosts;
mod intents;
mod journal;
mod keys;
mod migrate;
mod open;
mod pauses;
mod readings;
mod settings;
mod trouble;

#[cfg(test)]
mod tests;

pub use bots::BotRow;
pub use connection::{Inventory, Reads, Writing};
pub use evidence::EvidenceRow;
pub use flows::{FlowBrief, FlowId, FlowPlace, FlowRow, NewFlow};
pub use holders::Holder;
pub use home_key::home_key;
pub use intents::{Intent, IntentId, NewIntent};
pub use journal::{Chain, JournalFilter};
pub use keys::{Accounts, KeyFilter, KeyRow, NewKey, Which};
pub use pauses::Pause;
pub use readings::ReadingRow;
pub use settings::Setting;
