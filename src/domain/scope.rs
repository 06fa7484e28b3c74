//! What a key may do, in our words, beside the exchange's own tokens.

use super::Tri;
use super::name::NameError;
use super::text::clean;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing that a key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// See balances and orders.
    Read,
    /// Trade spot.
    Spot,
    /// Trade on margin, borrow.
    Margin,
    /// Trade futures.
    Futures,
    /// Trade options.
    Options,
    /// Convert, stake, subscribe to earn products.
    Earn,
    /// Move coins between accounts.
    Transfer,
    /// Send coins away.
    Withdraw,
    /// Make or change API keys.
    Manage,
}

impl Scope {
    /// All of them, in the order of the scope strip, then the two that it does not show.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Spot,
        Self::Margin,
        Self::Futures,
        Self::Options,
        Self::Transfer,
        Self::Withdraw,
        Self::Earn,
        Self::Manage,
    ];

    /// The word on the command line and in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Spot => "spot",
            Self::Margin => "margin",
            Self::Futures => "futures",
            Self::Options => "options",
            Self::Earn => "earn",
            Self::Transfer => "transfer",
            Self::Withdraw => "withdraw",
            Self::Manage => "manage",
        }
    }

    /// Reads a word of `--need` or `--scope`.
    ///
    /// # Errors
    /// An unknown word.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        Self::ALL.into_iter().find(|scope| scope.word() == text).ok_or(NameError::Form(
            "a scope is read, spot, margin, futures, options, earn, transfer, withdraw or manage",
        ))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Whether coins can be moved between accounts, and whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transfer {
    /// Not at all.
    No,
    /// Between accounts of the same owner.
    Own,
    /// To somebody else's account: as bad as a withdrawal.
    Out,
    /// Nobody said.
    Unknown,
}

impl Transfer {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Own => "own",
            Self::Out => "out",
            Self::Unknown => "unknown",
        }
    }
}

/// A word of the exchange's own for a right that keyward does not know. Filtered, at most 48 characters; too broad by rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeToken(Box<str>);

impl ScopeToken {
    /// Takes the exchange's word, filtered.
    pub fn new(text: &str) -> Self {
        Self(clean(text, 48).into())
    }

    /// The filtered word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a key may do, by one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes {
    /// See balances and orders.
    pub read: Tri,
    /// Trade spot.
    pub spot: Tri,
    /// Trade on margin, borrow.
    pub margin: Tri,
    /// Trade futures.
    pub futures: Tri,
    /// Trade options.
    pub options: Tri,
    /// Convert, stake, earn.
    pub earn: Tri,
    /// Move coins between accounts.
    pub transfer: Transfer,
    /// Send coins away.
    pub withdraw: Tri,
    /// Make or change API keys.
    pub manage: Tri,
    /// The exchange's tokens that none of the above stands for: each counts as too broad.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<ScopeToken>,
}

impl Scopes {
    /// Nobody said anything.
    pub const fn unknown() -> Self {
        Self {
            read: Tri::Unknown,
            spot: Tri::Unknown,
            margin: Tri::Unknown,
            futures: Tri::Unknown,
            options: Tri::Unknown,
            earn: Tri::Unknown,
            transfer: Transfer::Unknown,
            withdraw: Tri::Unknown,
            manage: Tri::Unknown,
            extra: Vec::new(),
        }
    }

    /// Nothing is allowed: the start of a reading whose answer names each right that is on.
    pub const fn none() -> Self {
        Self {
            read: Tri::No,
            spot: Tri::No,
            margin: Tri::No,
            futures: Tri::No,
            options: Tri::No,
            earn: Tri::No,
            transfer: Transfer::No,
            withdraw: Tri::No,
            manage: Tri::No,
            extra: Vec::new(),
        }
    }

    /// One scope as yes, no or unknown; a transfer of either sort is yes.
    pub const fn may(&self, scope: Scope) -> Tri {
        match scope {
            Scope::Read => self.read,
            Scope::Spot => self.spot,
            Scope::Margin => self.margin,
            Scope::Futures => self.futures,
            Scope::Options => self.options,
            Scope::Earn => self.earn,
            Scope::Withdraw => self.withdraw,
            Scope::Manage => self.manage,
            Scope::Transfer => match self.transfer {
                Transfer::No => Tri::No,
                Transfer::Own | Transfer::Out => Tri::Yes,
                Transfer::Unknown => Tri::Unknown,
            },
        }
    }

    /// Sets one scope; a transfer that is told as yes counts as within the owner's accounts.
    pub const fn set(&mut self, scope: Scope, value: Tri) {
        match scope {
            Scope::Read => self.read = value,
            Scope::Spot => self.spot = value,
            Scope::Margin => self.margin = value,
            Scope::Futures => self.futures = value,
            Scope::Options => self.options = value,
            Scope::Earn => self.earn = value,
            Scope::Withdraw => self.withdraw = value,
            Scope::Manage => self.manage = value,
            Scope::Transfer => {
                self.transfer = match value {
                    Tri::Yes => Transfer::Own,
                    Tri::No => Transfer::No,
                    Tri::Unknown => Transfer::Unknown,
                };
            }
        }
    }

    /// Whether it may trade anything.
    pub const fn can_trade(&self) -> Tri {
        self.spot.or(self.margin).or(self.futures).or(self.options).or(self.earn)
    }

    /// Whether it may move coins, inside the owner's accounts or out of them.
    pub const fn can_move_coins(&self) -> Tri {
        self.withdraw.or(self.may(Scope::Transfer))
    }

    /// Whether coins can leave the owner's accounts.
    pub const fn coins_can_leave(&self) -> Tri {
        match self.transfer {
            Transfer::Out => Tri::Yes,
            Transfer::No | Transfer::Own => self.withdraw,
            Transfer::Unknown => self.withdraw.or(Tri::Unknown),
        }
    }

    /// The scope strip: seven places that never move, `rs-f-xW`.
    pub fn strip(&self) -> String {
        const fn place(value: Tri, letter: char) -> char {
            match value {
                Tri::Yes => letter,
                Tri::No => '-',
                Tri::Unknown => '?',
            }
        }
        let transfer = match self.transfer {
            Transfer::No => '-',
            Transfer::Own => 'x',
            Transfer::Out => 'X',
            Transfer::Unknown => '?',
        };
        [
            place(self.read, 'r'),
            place(self.spot, 's'),
            place(self.margin, 'm'),
            place(self.futures, 'f'),
            place(self.options, 'o'),
            transfer,
            place(self.withdraw, 'W'),
        ]
        .iter()
        .collect()
    }

    /// Where this source does not know, the other's word stands.
    #[must_use]
    pub fn else_if_unknown(&self, other: &Self) -> Self {
        Self {
            read: self.read.else_if_unknown(other.read),
            spot: self.spot.else_if_unknown(other.spot),
            margin: self.margin.else_if_unknown(other.margin),
            futures: self.futures.else_if_unknown(other.futures),
            options: self.options.else_if_unknown(other.options),
            earn: self.earn.else_if_unknown(other.earn),
            transfer: if self.transfer == Transfer::Unknown { other.transfer } else { self.transfer },
            withdraw: self.withdraw.else_if_unknown(other.withdraw),
            manage: self.manage.else_if_unknown(other.manage),
            extra: self.extra.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strip_has_seven_places() {
        let mut scopes = Scopes::none();
        scopes.read = Tri::Yes;
        scopes.spot = Tri::Yes;
        scopes.futures = Tri::Yes;
        scopes.transfer = Transfer::Own;
        scopes.withdraw = Tri::Yes;
        assert_eq!(scopes.strip(), "rs-f-xW");
        assert_eq!(Scopes::unknown().strip(), "???????");
        assert_eq!(scopes.coins_can_leave(), Tri::Yes);
        scopes.withdraw = Tri::Unknown;
        assert_eq!(scopes.coins_can_leave(), Tri::Unknown);
    }

    #[test]
    fn every_scope_has_a_word_that_reads_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.word()), Ok(scope));
            let mut scopes = Scopes::none();
            scopes.set(scope, Tri::Yes);
            assert_eq!(scopes.may(scope), Tri::Yes);
        }
    }
}
