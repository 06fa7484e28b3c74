//! Everything that an exchange told of a key at one moment, by one way, on one site.

use super::{AccountKind, AddressList, Digest, Moment, Scopes, Told};
use serde::{Deserialize, Serialize};

/// A good answer, read. What the exchange does not tell is [`Told::NotTold`] or unknown, never a guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What the key may do.
    pub scopes: Scopes,
    /// From where.
    pub list: AddressList,
    /// When it was made.
    pub created: Told<Moment>,
    /// When it ends by itself; [`Told::None`] where the exchange says that it does not.
    pub expires: Told<Moment>,
    /// When it was last used.
    pub last_used: Told<Moment>,
    /// Main, sub or portfolio.
    pub account: AccountKind,
    /// The exchange's number of the account, to compare an old and a new key; filtered, at most 40 characters.
    pub account_id: Told<Box<str>>,
    /// Which symbols it is limited to; [`Told::None`] where the exchange says that there is no such limit.
    pub symbols: Told<Vec<Box<str>>>,
    /// The name that its owner gave it on the exchange's page; filtered.
    pub label: Told<Box<str>>,
    /// The key is connected to a third party whose addresses nobody tells.
    pub third_party: bool,
    /// What else matters, each a short sentence: limits of the account, rights that cannot be parted.
    #[serde(default)]
    pub remarks: Vec<Box<str>>,
    /// SHA-256 over the values above, as kept: the answer itself is not kept.
    pub digest: Digest,
}
