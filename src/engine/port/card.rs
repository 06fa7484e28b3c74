//! One key and what hangs on it; the answers behind its facts; the record; what asking brought.

use super::FleetRow;
use crate::domain::{Cidr, Class, Evidence, JournalEntry, KeyId, Moment, Reading, Way};
use crate::rules::Explained;

/// One key and what hangs on it: what the key page, the pane and `show` print.
#[derive(Debug, Clone)]
pub struct KeyCard {
    /// The key.
    pub row: FleetRow,
    /// Its findings in words, worst first.
    pub explained: Vec<Explained>,
    /// Each fact with the one who says so; what is wrong stands first.
    pub lines: Vec<CardLine>,
    /// What happened lately, newest first.
    pub lately: Vec<(Moment, String)>,
    /// How a new key reaches the bot.
    pub delivery: String,
    /// The addresses that its host is seen from, by its owner's word.
    pub host_addresses: Vec<Cidr>,
    /// How it is asked.
    pub way: Way,
    /// The key's page at the exchange.
    pub page: String,
    /// All generations of this bot here, newest first.
    pub generations: Vec<FleetRow>,
}

/// One line of the key page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// How it stands.
    pub sign: crate::rules::RowSign,
    /// What it is about: `Withdraw`.
    pub what: &'static str,
    /// What is so: `on; freqtrade never needs it`.
    pub so: String,
    /// Who says so: `Binance, 03:10`.
    pub who: String,
}

/// Who says so: the answers behind a key's facts.
#[derive(Debug, Clone)]
pub struct EvidenceCard {
    /// The key.
    pub row: FleetRow,
    /// All rows about its life, newest first.
    pub rows: Vec<Evidence>,
    /// All readings, newest first, with the row number of each, and what changed against the one before.
    pub readings: Vec<ReadingLine>,
    /// What the exchange is asked: `what may this key do (Binance: API key permission)`.
    pub question: String,
    /// How its host is asked through: what came by this way came through the host.
    pub host_way: Way,
}

/// A reading among others.
#[derive(Debug, Clone)]
pub struct ReadingLine {
    /// Its row.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// By which way.
    pub way: Way,
    /// Where the exchange said it saw us.
    pub egress: Option<std::net::IpAddr>,
    /// How far our clock stood from the exchange's, in milliseconds.
    pub skew_millis: Option<i64>,
    /// What it said.
    pub reading: Reading,
    /// What changed against the reading before, in words: `withdraw: on, it was off`.
    pub changed: Vec<String>,
}

/// A part of the journal.
#[derive(Debug, Clone)]
pub struct JournalPage {
    /// The rows, newest first.
    pub entries: Vec<JournalEntry>,
    /// How many there are in all.
    pub count: i64,
    /// When the first was written.
    pub since: Option<Moment>,
    /// Whether the chain of hashes holds.
    pub chain: Chain,
}

/// Whether the journal's chain of hashes holds. It finds accidents and careless edits; no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before.
    Whole,
    /// The row of this number does not.
    Broken(i64),
    /// Nobody looked.
    Unread,
}

/// What came of asking.
#[derive(Debug, Clone, Default)]
pub struct AskReport {
    /// Each key with what was said.
    pub asked: Vec<AskedLine>,
    /// Keys that were not asked, with the reason.
    pub not_asked: Vec<(KeyId, String)>,
}

/// What the exchange said of one key.
#[derive(Debug, Clone)]
pub struct AskedLine {
    /// Which.
    pub key: KeyId,
    /// What the user should do.
    pub class: Class,
    /// In words: who answered, or why it refused and what to do.
    pub says: String,
}
