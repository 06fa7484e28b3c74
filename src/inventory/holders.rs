//! Who works on a bot, for the sentence that says so. The real lock is the operating system's, in `system`; a row that
//! outlived its process only makes a sentence wrong.

use super::cells::{Cells, millis};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{BotName, Moment, Problem, clean};
use rusqlite::{OptionalExtension, params};

/// Who works on a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Which process: `keyward rotate, process 4711`; at most 80 characters are kept.
    pub who: String,
    /// Since when.
    pub since: Moment,
}

impl Reads<'_> {
    /// Who works on a bot, by the last row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn holder(&self, bot: &BotName) -> Result<Option<Holder>, Problem> {
        self.connection
            .prepare_cached("SELECT who, since FROM holders WHERE bot = ?1")
            .and_then(|mut rows| {
                rows.query_row([bot.as_str()], |row| {
                    let mut cells = Cells::of(row);
                    Ok(Holder { who: cells.take()?, since: cells.moment()? })
                })
                .optional()
            })
            .say("Who works on the bot could not be read")
    }
}

impl Writing<'_> {
    /// Notes who works on a bot; whoever had the operating system's lock before is gone.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn hold(&self, bot: &BotName, holder: &Holder) -> Result<(), Problem> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO holders (bot, who, since) VALUES (?1, ?2, ?3)")
            .and_then(|mut row| row.execute(params![bot.as_str(), clean(&holder.who, 80), millis(holder.since)]))
            .map(drop)
            .say("Who works on the bot could not be noted")
    }

    /// Notes that nobody works on a bot.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn release(&self, bot: &BotName) -> Result<(), Problem> {
        self.connection
            .prepare_cached("DELETE FROM holders WHERE bot = ?1")
            .and_then(|mut row| row.execute([bot.as_str()]))
            .map(drop)
            .say("Who works on the bot could not be noted")
    }
}
