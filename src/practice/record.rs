//! What the book writes down: accounts, keys, what a form asks for, and why it refuses.

use super::{MadeUp, Proof, Rights, Site};
use crate::domain::{Account, Cidr, KeyHint, Moment, Problem, Span};

/// An account's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(pub(super) usize);

/// A key's row; never used again, also not after the key is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyNumber(pub(super) usize);

impl KeyNumber {
    /// As the exchange's own number of the key.
    pub const fn id(self) -> usize {
        self.0
    }
}

/// Why the page refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such account here.
    #[error("There is no such account here")]
    NoAccount,
    /// No such key here, or no longer.
    #[error("There is no such key here")]
    NoKey,
    /// The account is full.
    #[error("This account has {0} keys already, which is the most it may have")]
    Full(usize),
    /// The name is empty or too long.
    #[error("A key's name has 1 to 50 characters")]
    Label,
    /// Another key of the account has this name.
    #[error("Another key of this account has that name")]
    LabelTaken,
    /// The list is too long.
    #[error("The list takes {0} addresses at most")]
    ListLong(usize),
    /// The list holds something that is no address.
    #[error("The list holds something that is no IP address")]
    ListForm,
    /// This right needs a list.
    #[error("Withdrawals can be enabled only for trusted IPs")]
    ListNeeded,
    /// This right is for the main account's keys.
    #[error("Keys of a sub-account cannot withdraw")]
    MainOnly,
    /// The passphrase is too weak.
    #[error("A passphrase has 8 to 32 characters with a digit, a capital, a small letter and a sign")]
    Passphrase,
    /// Not a public key that this exchange takes.
    #[error("This is not a public key that can be used here")]
    PublicKey,
    /// The machine's dice failed.
    #[error("{0}")]
    Chance(Problem),
}

/// An account of the made-up exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookAccount {
    /// In which of its worlds.
    pub site: Site,
    /// Main or sub, and its name.
    pub account: Account,
    /// The exchange's number of it.
    pub uid: String,
    /// The number of the main account, of a sub-account.
    pub parent: Option<String>,
    /// The exchange froze it.
    pub frozen: bool,
    /// OKX: 1 spot, 2 futures, 3 multi-currency, 4 portfolio.
    pub level: u8,
    /// OKX: options trading is switched on.
    pub options: bool,
}

/// A key as the exchange keeps it.
#[derive(Debug, Clone)]
pub struct BookKey {
    /// Whose.
    pub account: AccountNumber,
    /// Its name.
    pub label: String,
    /// What its signatures are checked with.
    pub proof: Proof,
    /// OKX: its passphrase.
    pub passphrase: Option<MadeUp>,
    /// What is ticked.
    pub rights: Rights,
    /// Tokens that no toggle stands for, `Group.Token` at Bybit: what an exchange may invent tomorrow.
    pub extra: Vec<String>,
    /// From where it works; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself. At Binance: when its right to trade does.
    pub expires: Option<Moment>,
    /// When it was last used.
    pub last_used: Option<Moment>,
    /// Connected to a third party (Bybit type 2).
    pub third_party: bool,
    /// The exchange disabled it.
    pub disabled: bool,
    /// When it was deleted.
    pub deleted: Option<Moment>,
    /// When its secret was shown; `None` for a key whose user has its own.
    pub secret_shown: Option<Moment>,
    pub(super) api_key: String,
    pub(super) secret_left: bool,
    pub(super) known_from: Option<Moment>,
    pub(super) answers_until: Option<Moment>,
    pub(super) gone: bool,
}

impl BookKey {
    /// The API key itself.
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Its last four characters.
    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(&self.api_key)
    }

    /// Whether it works from an address.
    pub fn lets(&self, address: std::net::IpAddr) -> bool {
        self.list.is_empty() || self.list.iter().any(|cidr| cidr.holds(address))
    }

    /// It has ended by itself.
    pub fn is_expired(&self, now: Moment) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }
}

/// What is asked for on the page's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// The name.
    pub label: String,
    /// What is ticked.
    pub rights: Rights,
    /// From where; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// OKX: the passphrase.
    pub passphrase: Option<MadeUp>,
    /// The user's own public key, where it is not the exchange that makes the secret.
    pub public_key: Option<String>,
}

/// A key as a story wants it.
#[derive(Debug, Clone)]
pub struct Planted {
    /// Whose.
    pub account: AccountNumber,
    /// Its name.
    pub label: String,
    /// The API key.
    pub api_key: String,
    /// What it signs with.
    pub proof: Proof,
    /// OKX: its passphrase.
    pub passphrase: Option<MadeUp>,
    /// What is ticked.
    pub rights: Rights,
    /// From where; empty: from anywhere.
    pub list: Vec<Cidr>,
    /// When it was made.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
}

/// How late the exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lags {
    /// How long a new key is unknown.
    pub activation: Span,
    /// How long a deleted key answers.
    pub deletion: Span,
}

impl Default for Lags {
    fn default() -> Self {
        Self { activation: Span::zero(), deletion: Span::zero() }
    }
}

/// What the exchange finds when it looks a key up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// There never was one, or it is not known yet.
    Unknown,
    /// It was deleted.
    Gone(KeyNumber),
    /// It is there.
    Known(KeyNumber),
}
