//! The append-only record of all that was done.

use super::{BotName, Digest, ExchangeId, KeyHint, Moment};

/// Who did or said it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// This program.
    Keyward,
    /// Its user.
    You,
    /// An exchange, by id.
    Exchange(ExchangeId),
}

impl Who {
    /// The word of `who` in `--json`: the exchanges are one word there.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Keyward => "keyward",
            Self::You => "you",
            Self::Exchange(_) => "exchange",
        }
    }
}

/// A row to write. Never a secret: hint, fingerprint, digests, codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Our time.
    pub at: Moment,
    /// Who.
    pub who: Who,
    /// About which bot.
    pub bot: Option<BotName>,
    /// On which exchange.
    pub exchange: Option<ExchangeId>,
    /// About which key.
    pub hint: Option<KeyHint>,
    /// In which flow.
    pub flow: Option<i64>,
    /// What, in one line.
    pub what: String,
}

/// A row as it stands, chained to the one before by its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Its place, from 1.
    pub number: i64,
    /// What it says.
    pub entry: NewEntry,
    /// The hash of the row before; zeros for the first.
    pub before: Digest,
    /// SHA-256 over the row and `before`.
    pub hash: Digest,
}
