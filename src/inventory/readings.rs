//! Every good answer about a key, kept as history. Its number is that of its evidence.

use super::cells::{Cells, count, json, way};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{KeyId, Moment, Problem, Reading, SiteId, Way};
use rusqlite::params;
use std::net::IpAddr;

/// A reading with when and how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    /// The number of its evidence.
    pub number: i64,
    /// Our time.
    pub at: Moment,
    /// On which site.
    pub site: SiteId,
    /// By which way.
    pub way: Way,
    /// The address that the exchange said it saw.
    pub seen_from: Option<IpAddr>,
    /// The machine that answered.
    pub host: Option<Box<str>>,
    /// How far our clock stood from the exchange's, in milliseconds; ours minus theirs.
    pub skew_millis: Option<i64>,
    /// What it told.
    pub reading: Reading,
}

impl ReadingRow {
    /// Whether another reading tells anything else, but for when the key was last used.
    pub(super) fn reading_differs(&self, other: &Reading) -> bool {
        let same_use =
            Reading { last_used: self.reading.last_used.clone(), digest: self.reading.digest, ..other.clone() };
        same_use != self.reading
    }
}

const SELECT: &str = "SELECT e.number, e.at, e.site, e.way, e.egress, e.host, e.skew_millis, r.facts
     FROM readings r JOIN evidence e ON e.number = r.number
     WHERE r.key_id = ?1 AND r.number < ?2 ORDER BY r.number DESC LIMIT ?3";

impl Reads<'_> {
    /// A page of a key's readings, newest first: those before a number (`None`: from the newest), at most `limit`.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn readings(&self, key: KeyId, before: Option<i64>, limit: u32) -> Result<Vec<ReadingRow>, Problem> {
        self.connection
            .prepare_cached(SELECT)
            .and_then(|mut rows| {
                rows.query_map((key.0, before.unwrap_or(i64::MAX), limit), |row| row_from(&mut Cells::of(row)))?
                    .collect()
            })
            .say("The readings could not be read")
    }

    /// The reading of a key before a number: what a new one is compared with.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn reading_before(&self, key: KeyId, number: i64) -> Result<Option<ReadingRow>, Problem> {
        self.readings(key, Some(number), 1).map(|mut rows| rows.pop())
    }

    /// How many readings a key has.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count_readings(&self, key: KeyId) -> Result<u64, Problem> {
        self.connection
            .prepare_cached("SELECT count(*) FROM readings WHERE key_id = ?1")
            .and_then(|mut rows| rows.query_row([key.0], count))
            .say("The readings could not be read")
    }
}

impl Writing<'_> {
    pub(super) fn add_reading(&self, key: KeyId, number: i64, reading: &Reading) -> Result<(), Problem> {
        const WHAT: &str = "The reading could not be saved";
        let facts = serde_json::to_string(reading).map_err(|_| Problem::new(WHAT, "it cannot be written down", ""))?;
        self.connection
            .prepare_cached("INSERT INTO readings (number, key_id, facts) VALUES (?1, ?2, ?3)")
            .and_then(|mut row| row.execute(params![number, key.0, facts]))
            .map(drop)
            .say(WHAT)
    }
}

fn row_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<ReadingRow> {
    Ok(ReadingRow {
        number: cells.take()?,
        at: cells.moment()?,
        site: cells.word(|text| SiteId::new(text).ok())?,
        way: cells.word(way)?,
        seen_from: cells.word_or_null(|text| text.parse().ok())?,
        host: cells.take()?,
        skew_millis: cells.take()?,
        reading: cells.word(json)?,
    })
}
