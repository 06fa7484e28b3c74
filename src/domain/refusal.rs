//! What an answer says: its class (what the user should do), its sign (what it means for a key's life).

use super::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

/// What the user should do about an answer; the words of `answer` in `--json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A good reading.
    Ok,
    /// The address is not allowed.
    Address,
    /// The exchange knows no such key.
    UnknownKey,
    /// The key belongs to another site or environment.
    Site,
    /// The signature (or the passphrase) is wrong.
    Signature,
    /// The clocks differ too much.
    Clock,
    /// A right is missing.
    Right,
    /// The key has expired.
    Expired,
    /// Asked too often, or banned.
    Rate,
    /// The account is frozen or restricted.
    Frozen,
    /// Not from this country.
    Country,
    /// The exchange is down, or nothing sensible came back.
    Down,
    /// More than one of these, our own fault, or a code that nobody listed.
    Unclear,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Ok,
        Self::Address,
        Self::UnknownKey,
        Self::Site,
        Self::Signature,
        Self::Clock,
        Self::Right,
        Self::Expired,
        Self::Rate,
        Self::Frozen,
        Self::Country,
        Self::Down,
        Self::Unclear,
    ];

    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Address => "address",
            Self::UnknownKey => "unknown-key",
            Self::Site => "site",
            Self::Signature => "signature",
            Self::Clock => "clock",
            Self::Right => "right",
            Self::Expired => "expired",
            Self::Rate => "rate",
            Self::Frozen => "frozen",
            Self::Country => "country",
            Self::Down => "down",
            Self::Unclear => "unclear",
        }
    }

    /// The class of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == text)
    }
}

/// What one answer means for a key's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// A good reading.
    Answers,
    /// A refusal that only a living key gets there.
    Lives,
    /// Names the key as unknown.
    Gone,
    /// Expired, disabled or frozen: it cannot act and may come back.
    Asleep,
    /// More than one of these, and every code that is not listed.
    Unclear,
    /// Says nothing about the key.
    Nothing,
}

impl Sign {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Answers, Self::Lives, Self::Gone, Self::Asleep, Self::Unclear, Self::Nothing];

    /// Its word in rows and evidence.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Lives => "lives",
            Self::Gone => "gone",
            Self::Asleep => "asleep",
            Self::Unclear => "unclear",
            Self::Nothing => "nothing",
        }
    }

    /// The sign of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.word() == text)
    }
}

/// An exchange's code, or the HTTP status where there was none: `-2015`, `10003`, `HTTP 403`. Filtered, at most 24
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Box<str>);

impl Code {
    /// Takes an exchange's code, filtered.
    pub fn new(text: &str) -> Self {
        Self(super::clean(text, 24).into())
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// An answer that is no reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What the user should do.
    pub class: Class,
    /// What it means for the key's life.
    pub sign: Sign,
    /// The exchange's code or the HTTP status; `None` where nothing came back at all.
    pub code: Option<Code>,
    /// What happened, in our words or in the exchange's filtered ones; at most 160 characters, never an echo of what was
    /// sent.
    pub says: String,
    /// The address that the exchange says it saw us from.
    pub seen_from: Option<IpAddr>,
    /// Ask no sooner than this, by the exchange's word.
    pub not_before: Option<Moment>,
}

/// What became of a change. Only a plain word of the other side is a refusal; anything else is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is done, and was seen to be.
    Confirmed,
    /// It was plainly refused: nothing changed.
    Refused,
    /// It may be done or not: look before anything else.
    Unknown,
}

impl Outcome {
    /// Its word in rows.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for class in Class::ALL {
            assert_eq!(Class::parse(class.word()), Some(class));
        }
        for sign in Sign::ALL {
            assert_eq!(Sign::parse(sign.word()), Some(sign));
        }
        assert_eq!(Class::parse("never"), None);
    }
}
