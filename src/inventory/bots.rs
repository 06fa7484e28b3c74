//! The programs that trade.

use super::cells::{Cells, delivery, delivery_text, needs, needs_text};
use super::hosts::{HOST, host_from};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{Bot, BotKind, BotName, Custody, Host, HostName, Problem};
use rusqlite::{OptionalExtension, named_params};

/// A bot and the machine that it runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotRow {
    /// The bot.
    pub bot: Bot,
    /// Its host; `None` where it was not told.
    pub host: Option<Host>,
}

/// The columns of a bot, in the order of [`bot_from`]; its host's name is the last.
pub(super) const BOT: &str = "b.name, b.kind, b.custody, b.needs, b.max_age_days, b.delivery, b.retired, h.name";

impl Reads<'_> {
    /// A bot by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn bot(&self, name: &BotName) -> Result<Option<BotRow>, Problem> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {BOT}, {HOST} FROM bots b LEFT JOIN hosts h ON h.id = b.host_id WHERE b.name = ?1"
            ))
            .and_then(|mut rows| rows.query_row([name.as_str()], |row| bot_row(&mut Cells::of(row))).optional())
            .say("The bot could not be read")
    }

    /// A bot by name, or the sentence that nobody knows it.
    ///
    /// # Errors
    /// Nobody knows it, or the database cannot be read.
    pub fn known_bot(&self, name: &BotName) -> Result<BotRow, Problem> {
        self.bot(name)?.ok_or_else(|| no_such_bot(name))
    }

    /// Visits every bot, by name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_bot(&self, visit: impl FnMut(BotRow)) -> Result<(), Problem> {
        self.visit_bots("1", visit)
    }

    /// Visits the bots that have no key, by name: `list` shows each with state *none*.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_bot_without_key(&self, visit: impl FnMut(BotRow)) -> Result<(), Problem> {
        self.visit_bots("NOT EXISTS (SELECT 1 FROM keys k WHERE k.bot_id = b.id)", visit)
    }

    fn visit_bots(&self, which: &str, mut visit: impl FnMut(BotRow)) -> Result<(), Problem> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {BOT}, {HOST} FROM bots b LEFT JOIN hosts h ON h.id = b.host_id WHERE {which} ORDER BY b.name"
            ))
            .and_then(|mut statement| {
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    visit(bot_row(&mut Cells::of(row))?);
                }
                Ok(())
            })
            .say("The bots could not be read")
    }

    pub(super) fn bot_id(&self, name: &BotName) -> Result<i64, Problem> {
        self.connection
            .prepare_cached("SELECT id FROM bots WHERE name = ?1")
            .and_then(|mut rows| rows.query_row([name.as_str()], |row| row.get(0)).optional())
            .say("The bot could not be read")?
            .ok_or_else(|| no_such_bot(name))
    }
}

impl Writing<'_> {
    /// Adds a bot. Its host is put first ([`Writing::put_host`]).
    ///
    /// # Errors
    /// There is a bot of that name, its host is not known, or the database cannot be written.
    pub fn add_bot(&self, bot: &Bot) -> Result<(), Problem> {
        if self.bot(&bot.name)?.is_some() {
            return Err(Problem::new(
                format!("{} could not be added", bot.name),
                "there is a bot of that name",
                format!("Take another name, or give {} another key.", bot.name),
            ));
        }
        self.store_bot(
            "INSERT INTO bots (name, kind, custody, host_id, needs, max_age_days, delivery, retired)
             VALUES (:name, :kind, :custody, (SELECT id FROM hosts WHERE name = :host), :needs, :age, :delivery, :retired)",
            bot,
        )
    }

    /// Changes all of a bot but its name.
    ///
    /// # Errors
    /// Nobody knows it, its host is not known, or the database cannot be written.
    pub fn change_bot(&self, bot: &Bot) -> Result<(), Problem> {
        self.bot_id(&bot.name)?;
        self.store_bot(
            "UPDATE bots SET kind = :kind, custody = :custody, host_id = (SELECT id FROM hosts WHERE name = :host),
             needs = :needs, max_age_days = :age, delivery = :delivery, retired = :retired WHERE name = :name",
            bot,
        )
    }

    fn store_bot(&self, sql: &str, bot: &Bot) -> Result<(), Problem> {
        if let Some(name) = &bot.host
            && self.host(name)?.is_none()
        {
            return Err(no_such_host(name));
        }
        self.connection
            .prepare_cached(sql)
            .and_then(|mut row| {
                row.execute(named_params! {
                    ":name": bot.name.as_str(),
                    ":kind": bot.kind.word(),
                    ":custody": bot.custody.to_string(),
                    ":host": bot.host.as_ref().map(HostName::as_str),
                    ":needs": bot.needs_told.as_deref().map(needs_text),
                    ":age": bot.max_age_days,
                    ":delivery": delivery_text(bot.delivery),
                    ":retired": bot.retired,
                })
            })
            .map(drop)
            .say("The bot could not be saved")
    }

    /// Removes a bot with its keys, their evidence and its flows. The journal stays. A host that was made for it alone (of
    /// its name, used by nobody else) goes with it.
    ///
    /// # Errors
    /// A flow of it is open, nobody knows it, or the database cannot be written.
    pub fn remove_bot(&self, name: &BotName) -> Result<(), Problem> {
        const WHAT: &str = "The bot could not be removed";
        let id = self.bot_id(name)?;
        self.refuse_while_open(name, None)?;
        self.connection.execute("DELETE FROM bots WHERE id = ?1", [id]).say(WHAT)?;
        self.connection
            .execute(
                "DELETE FROM hosts WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM bots WHERE host_id = hosts.id)",
                [name.as_str()],
            )
            .say(WHAT)?;
        self.release(name)
    }
}

pub(super) fn no_such_bot(name: &BotName) -> Problem {
    Problem::new(format!("No bot is called {name}"), "", "keyward list shows all of them.")
}

fn no_such_host(name: &HostName) -> Problem {
    Problem::new(format!("No host is called {name}"), "", "Add it with its addresses first.")
}

/// A bot from its eight cells.
pub(super) fn bot_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Bot> {
    Ok(Bot {
        name: cells.word(|text| BotName::new(text).ok())?,
        kind: cells.word(|text| BotKind::parse(text).ok())?,
        custody: cells.word(|text| Custody::parse(text).ok())?,
        needs_told: cells.word_or_null(needs)?,
        max_age_days: cells.take()?,
        delivery: cells.word(delivery)?,
        retired: cells.take()?,
        host: cells.word_or_null(|text| HostName::new(text).ok())?,
    })
}

fn bot_row(cells: &mut Cells<'_, '_>) -> rusqlite::Result<BotRow> {
    Ok(BotRow { bot: bot_from(cells)?, host: host_from(cells)? })
}
