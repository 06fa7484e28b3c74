//! Exchanges that want no question for a while (418, 429, 403), by the way that was refused: kept here, since a process
//! lives a tenth of a second.

use super::cells::{Cells, millis, way};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{ExchangeId, Moment, Problem, Way, clean};
use rusqlite::{OptionalExtension, params};

/// No question to an exchange by a way until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Which exchange.
    pub exchange: ExchangeId,
    /// By which way: what stands for the address that the exchange sees.
    pub way: Way,
    /// Until when.
    pub until: Moment,
    /// Why, as a sentence says it; at most 160 characters are kept.
    pub why: String,
}

const SELECT: &str = "SELECT exchange, way, until, why FROM pauses";
const UNREAD: &str = "The pauses of the exchanges could not be read";

impl Reads<'_> {
    /// Whether an exchange wants no question by a way now.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pause(&self, exchange: &ExchangeId, way: &Way, now: Moment) -> Result<Option<Pause>, Problem> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE exchange = ?1 AND way = ?2 AND until > ?3"))
            .and_then(|mut rows| {
                rows.query_row(params![exchange.as_str(), way.as_text(), millis(now)], |row| {
                    pause_from(&mut Cells::of(row))
                })
                .optional()
            })
            .say(UNREAD)
    }

    /// Every pause that holds now.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pauses(&self, now: Moment) -> Result<Vec<Pause>, Problem> {
        self.connection
            .prepare_cached(&format!("{SELECT} WHERE until > ?1 ORDER BY exchange, way"))
            .and_then(|mut rows| rows.query_map([millis(now)], |row| pause_from(&mut Cells::of(row)))?.collect())
            .say(UNREAD)
    }
}

impl Writing<'_> {
    /// Pauses an exchange by a way. A longer pause that holds already stays; those that are over by `now` are dropped.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_pause(&self, pause: &Pause, now: Moment) -> Result<(), Problem> {
        const WHAT: &str = "The pause could not be noted";
        self.connection.execute("DELETE FROM pauses WHERE until <= ?1", [millis(now)]).say(WHAT)?;
        self.connection
            .execute(
                "INSERT INTO pauses (exchange, way, until, why) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (exchange, way) DO UPDATE SET until = excluded.until, why = excluded.why
                 WHERE excluded.until > until",
                params![pause.exchange.as_str(), pause.way.as_text(), millis(pause.until), clean(&pause.why, 160)],
            )
            .map(drop)
            .say(WHAT)
    }
}

fn pause_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Pause> {
    Ok(Pause {
        exchange: cells.word(|text| ExchangeId::new(text).ok())?,
        way: cells.word(way)?,
        until: cells.moment()?,
        why: cells.take()?,
    })
}
