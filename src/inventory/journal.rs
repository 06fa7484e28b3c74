//! The record of all that was done: rows are added, never changed, each chained to the one before by its hash. The chain
//! finds accidents and careless edits; whoever can write the file can also forge it, and nobody says otherwise.

use super::cells::{Cells, count, millis};
use super::trouble::Say;
use super::{FlowId, Reads, Writing};
use crate::domain::{BotName, Digest, ExchangeId, JournalEntry, KeyHint, NewEntry, Problem, Who, clean};
use crate::secret::digest::Hasher;
use rusqlite::{OptionalExtension, named_params, params};

/// Whether the journal is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chain {
    /// Each row follows from the one before, and none is missing at the end.
    Whole,
    /// At this number a row is missing, or is not what was written.
    Broken(i64),
}

/// Which rows of the journal are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// About one bot only.
    pub bot: Option<BotName>,
    /// About one exchange only.
    pub exchange: Option<ExchangeId>,
    /// About one key only.
    pub hint: Option<KeyHint>,
    /// In one flow only.
    pub flow: Option<FlowId>,
    /// Only rows before this number.
    pub before: Option<i64>,
}

/// A line is at most so long.
const WHAT_MAX: usize = 400;
const FIRST_BEFORE: Digest = Digest::new([0; 32]);
const UNREAD: &str = "The journal could not be read";
const ENTRY: &str = "SELECT number, at, who, who_exchange, bot, exchange, hint, flow, what, before, hash FROM journal";
const FILTER: &str = "WHERE number < :before AND (:bot IS NULL OR bot = :bot) AND (:flow IS NULL OR flow = :flow)
    AND (:exchange IS NULL OR exchange = :exchange) AND (:hint IS NULL OR hint = :hint)";

impl Reads<'_> {
    /// A page of the journal, newest first, at most `limit` rows.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn journal(&self, filter: &JournalFilter, limit: u32) -> Result<Vec<JournalEntry>, Problem> {
        let mut page = Vec::new();
        self.each_entry(filter, limit, |entry| page.push(entry))?;
        Ok(page)
    }

    /// Visits rows of the journal, newest first, at most `limit`: a whole journal need not be held.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_entry(
        &self,
        filter: &JournalFilter,
        limit: u32,
        mut visit: impl FnMut(JournalEntry),
    ) -> Result<(), Problem> {
        self.connection
            .prepare_cached(&format!("{ENTRY} {FILTER} ORDER BY number DESC LIMIT :limit"))
            .and_then(|mut statement| {
                let mut rows = statement.query(named_params! {
                    ":before": filter.before.unwrap_or(i64::MAX),
                    ":bot": filter.bot.as_ref().map(BotName::as_str),
                    ":exchange": filter.exchange.as_ref().map(ExchangeId::as_str),
                    ":hint": filter.hint.map(|hint| hint.text()),
                    ":flow": filter.flow.map(|flow| flow.0),
                    ":limit": limit,
                })?;
                while let Some(row) = rows.next()? {
                    visit(entry_from(&mut Cells::of(row))?);
                }
                Ok(())
            })
            .say(UNREAD)
    }

    /// One row of the journal.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn journal_entry(&self, number: i64) -> Result<Option<JournalEntry>, Problem> {
        self.connection
            .prepare_cached(&format!("{ENTRY} WHERE number = ?1"))
            .and_then(|mut rows| rows.query_row([number], |row| entry_from(&mut Cells::of(row))).optional())
            .say(UNREAD)
    }

    /// How many rows of the journal a filter lets through.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn count_journal(&self, filter: &JournalFilter) -> Result<u64, Problem> {
        self.connection
            .prepare_cached(&format!("SELECT count(*) FROM journal {FILTER}"))
            .and_then(|mut rows| {
                let values = named_params! {
                    ":before": filter.before.unwrap_or(i64::MAX),
                    ":bot": filter.bot.as_ref().map(BotName::as_str),
                    ":exchange": filter.exchange.as_ref().map(ExchangeId::as_str),
                    ":hint": filter.hint.map(|hint| hint.text()),
                    ":flow": filter.flow.map(|flow| flow.0),
                };
                rows.query_row(values, count)
            })
            .say(UNREAD)
    }

    /// Reads the whole journal and checks each row against the one before, and the last against where it should end.
    ///
    /// # Errors
    /// The database cannot be read: then nobody knows.
    pub fn verify_journal(&self) -> Result<Chain, Problem> {
        let mut end = (0, FIRST_BEFORE);
        let broken = self
            .connection
            .prepare_cached(&format!("{ENTRY} ORDER BY number"))
            .and_then(|mut statement| {
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let next = end.0 + 1;
                    // A row that cannot be read is not what was written.
                    let Ok(entry) = entry_from(&mut Cells::of(row)) else { return Ok(Some(next)) };
                    let holds = entry.number == next
                        && entry.before == end.1
                        && entry.hash == hash_of(next, &entry.entry, &end.1);
                    if !holds {
                        return Ok(Some(next));
                    }
                    end = (next, entry.hash);
                }
                Ok(None)
            })
            .say(UNREAD)?;
        Ok(match broken {
            Some(number) => Chain::Broken(number),
            None if self.journal_end()? == end => Chain::Whole,
            None => Chain::Broken(end.0 + 1),
        })
    }

    /// Where the journal should end.
    fn journal_end(&self) -> Result<(i64, Digest), Problem> {
        self.connection
            .prepare_cached("SELECT number, hash FROM journal_end")
            .and_then(|mut rows| {
                rows.query_row([], |row| {
                    let mut cells = Cells::of(row);
                    Ok((cells.take()?, cells.digest()?))
                })
                .optional()
            })
            .say(UNREAD)
            .map(|end| end.unwrap_or((0, FIRST_BEFORE)))
    }
}

impl Writing<'_> {
    /// Adds a row. Its line is filtered and cut at 400 characters; times are kept to the millisecond.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn add_entry(&self, entry: &NewEntry) -> Result<JournalEntry, Problem> {
        const WHAT: &str = "The journal could not be written";
        let (last, before) = self.journal_end()?;
        let number = last + 1;
        let what = clean(&entry.what, WHAT_MAX);
        let entry = NewEntry { what, ..entry.clone() };
        let hash = hash_of(number, &entry, &before);
        self.connection
            .prepare_cached(
                "INSERT INTO journal (number, at, who, who_exchange, bot, exchange, hint, flow, what, before, hash)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )
            .and_then(|mut row| {
                row.execute(params![
                    number,
                    millis(entry.at),
                    entry.who.word(),
                    exchange_of(&entry.who),
                    entry.bot.as_ref().map(BotName::as_str),
                    entry.exchange.as_ref().map(ExchangeId::as_str),
                    entry.hint.map(|hint| hint.text()),
                    entry.flow,
                    entry.what,
                    before.bytes(),
                    hash.bytes(),
                ])
            })
            .say(WHAT)?;
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO journal_end (one, number, hash) VALUES (1, ?1, ?2)")
            .and_then(|mut row| row.execute(params![number, hash.bytes()]))
            .say(WHAT)?;
        Ok(JournalEntry { number, entry, before, hash })
    }
}

fn exchange_of(who: &Who) -> Option<&str> {
    match who {
        Who::Keyward | Who::You => None,
        Who::Exchange(exchange) => Some(exchange.as_str()),
    }
}

/// The hash over a row and the hash before. Each field goes in with its length, an absent one differs from an empty one.
fn hash_of(number: i64, entry: &NewEntry, before: &Digest) -> Digest {
    let NewEntry { at, who, bot, exchange, hint, flow, what } = entry;
    let mut hasher = Hasher::new();
    let mut field = |value: Option<&[u8]>| {
        hasher.field(if value.is_some() { b"+" } else { b"-" });
        hasher.field(value.unwrap_or_default());
    };
    field(Some(b"keyward journal 1"));
    field(Some(before.bytes()));
    field(Some(&number.to_be_bytes()));
    field(Some(&millis(*at).to_be_bytes()));
    field(Some(who.word().as_bytes()));
    field(exchange_of(who).map(str::as_bytes));
    field(bot.as_ref().map(|bot| bot.as_str().as_bytes()));
    field(exchange.as_ref().map(|exchange| exchange.as_str().as_bytes()));
    field(hint.map(|hint| hint.text()).as_ref().map(String::as_bytes));
    field(flow.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    field(Some(what.as_bytes()));
    hasher.finish()
}

fn entry_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<JournalEntry> {
    Ok(JournalEntry {
        number: cells.take()?,
        entry: NewEntry {
            at: cells.moment()?,
            who: {
                let word: Box<str> = cells.take()?;
                let exchange = cells.word_or_null(|text| ExchangeId::new(text).ok())?;
                match (&*word, exchange) {
                    ("keyward", None) => Who::Keyward,
                    ("you", None) => Who::You,
                    ("exchange", Some(exchange)) => Who::Exchange(exchange),
                    _ => return Err(cells.unreadable()),
                }
            },
            bot: cells.word_or_null(|text| BotName::new(text).ok())?,
            exchange: cells.word_or_null(|text| ExchangeId::new(text).ok())?,
            hint: cells.word_or_null(|text| KeyHint::new(text).ok())?,
            flow: cells.take()?,
            what: cells.take()?,
        },
        before: cells.digest()?,
        hash: cells.digest()?,
    })
}
