//! Few facts about this home that are nobody's wish and so stand in no configuration.

use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::Problem;
use rusqlite::{OptionalExtension, params};

/// What can be set. The values are their users' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// In which store the secrets lie, once some do.
    Store,
    /// To which store a move that was interrupted goes.
    StoreMove,
    /// How wide this terminal draws the signs.
    SignWidth,
    /// When a reminder was last shown.
    LastReminder,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Store, Self::StoreMove, Self::SignWidth, Self::LastReminder];

    const fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::StoreMove => "store-move",
            Self::SignWidth => "sign-width",
            Self::LastReminder => "last-reminder",
        }
    }
}

impl Reads<'_> {
    /// A setting's value; `None` where nothing was set.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn setting(&self, setting: Setting) -> Result<Option<String>, Problem> {
        self.connection
            .prepare_cached("SELECT value FROM settings WHERE name = ?1")
            .and_then(|mut rows| rows.query_row([setting.name()], |row| row.get(0)).optional())
            .say("A setting could not be read")
    }
}

impl Writing<'_> {
    /// Sets a value, or takes it away.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn set_setting(&self, setting: Setting, value: Option<&str>) -> Result<(), Problem> {
        const WHAT: &str = "A setting could not be saved";
        match value {
            Some(value) => self
                .connection
                .execute(
                    "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)",
                    params![setting.name(), value],
                )
                .say(WHAT)?,
            None => self.connection.execute("DELETE FROM settings WHERE name = ?1", [setting.name()]).say(WHAT)?,
        };
        Ok(())
    }
}
