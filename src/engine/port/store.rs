//! The secret store: which, whether it is open, what lies in it.

use crate::domain::{BotName, ExchangeId, Generation, KeyHint, Tri};

/// Which secret store is used, and whether it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreBrief {
    /// The keyring, or sealed files.
    pub kind: StoreKind,
    /// Open, locked, or not there.
    pub state: StoreState,
    /// Where it is, for people: `the login keyring (GNOME Keyring)`, `a sealed file`.
    pub place: String,
    /// Why it is this one, or why it is not open, and what to do; may be empty.
    pub says: String,
    /// No secret was ever sealed: the first one may still choose.
    pub empty: bool,
}

/// The sort of secret store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// The OS keyring.
    Keyring,
    /// Sealed files.
    Sealed,
    /// Memory: practice.
    Memory,
}

impl StoreKind {
    /// The word of `store` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Sealed => "sealed",
            Self::Memory => "memory",
        }
    }
}

/// Whether a store can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreState {
    /// It answers.
    Open,
    /// It wants its passphrase or its dialog first.
    Locked,
    /// It is not there, or not made yet.
    Absent,
}

impl StoreState {
    /// The word of `state` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Absent => "absent",
        }
    }
}

/// What lies in the store: `store` prints it.
#[derive(Debug, Clone)]
pub struct StoreReport {
    /// The store.
    pub brief: StoreBrief,
    /// Its entries.
    pub entries: Vec<StoreEntry>,
}

/// One sealed credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreEntry {
    /// Whose; `None` where neither the store nor the inventory tells.
    pub bot: Option<BotName>,
    /// Where.
    pub exchange: Option<ExchangeId>,
    /// Its last four characters.
    pub hint: Option<KeyHint>,
    /// The how-manyth.
    pub generation: Option<Generation>,
    /// It lies in the store.
    pub there: Tri,
    /// The inventory knows it.
    pub known: Tri,
}
