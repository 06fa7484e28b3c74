//! A value with the one who says so, and the three-valued answers.

use super::Moment;
use serde::{Deserialize, Serialize};

/// Who says so. The exchange's word beats the user's; where the two differ that is a finding (drift).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Nobody.
    Unknown,
    /// keyward saw it itself (its own clock, its own store).
    Seen,
    /// The user's word; `told` in JSON.
    Told,
    /// The exchange's own answer.
    Exchange,
}

impl Origin {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Seen => "seen",
            Self::Told => "told",
            Self::Exchange => "exchange",
        }
    }
}

/// A value, who said so, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// What is so.
    pub value: T,
    /// Who says so.
    pub origin: Origin,
    /// When they said so; `None` where nobody did.
    pub at: Option<Moment>,
}

impl<T> Fact<T> {
    /// A fact by somebody's word.
    pub const fn new(value: T, origin: Origin, at: Moment) -> Self {
        Self { value, origin, at: Some(at) }
    }

    /// What stands where nobody said anything.
    pub const fn unknown(value: T) -> Self {
        Self { value, origin: Origin::Unknown, at: None }
    }
}

/// Yes, no, or nobody knows. Never an `Option<bool>`, never a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tri {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody said.
    Unknown,
}

impl Tri {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// It is so, for certain.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Yes)
    }

    /// It is not so, for certain.
    pub const fn is_no(self) -> bool {
        matches!(self, Self::No)
    }

    /// Yes if either is, no if both are, else unknown.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Unknown,
        }
    }

    /// The first that is known.
    #[must_use]
    pub const fn else_if_unknown(self, other: Self) -> Self {
        match self {
            Self::Unknown => other,
            known => known,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

/// A value that an exchange may tell, may tell to be none, or may not tell at all: three things, never two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told<T> {
    /// The answer does not speak of it.
    NotTold,
    /// The answer says that there is none ("does not expire", "no symbol list").
    None,
    /// The answer says it.
    Is(T),
}

impl<T> Told<T> {
    /// The value, where there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            _ => None,
        }
    }

    /// Somebody spoke of it, if only to say that there is none.
    pub const fn is_told(&self) -> bool {
        !matches!(self, Self::NotTold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_never_becomes_no() {
        assert_eq!(Tri::No.or(Tri::Unknown), Tri::Unknown);
        assert_eq!(Tri::Unknown.or(Tri::Yes), Tri::Yes);
        assert_eq!(Tri::No.or(Tri::No), Tri::No);
        assert_eq!(Tri::Unknown.else_if_unknown(Tri::No), Tri::No);
        assert_eq!(Tri::Yes.else_if_unknown(Tri::No), Tri::Yes);
    }

    #[test]
    fn the_exchange_beats_the_user() {
        assert!(Origin::Exchange > Origin::Told && Origin::Told > Origin::Seen && Origin::Seen > Origin::Unknown);
    }
}
