//! Whose money it is: main account, sub-account or portfolio on a site.

use super::name::NameError;
use super::text::shows;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What sort of account. A loss in a sub-account stays in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// The main account.
    Main,
    /// A sub-account.
    Sub,
    /// A portfolio (Coinbase).
    Portfolio,
    /// Nobody said.
    Unknown,
}

impl AccountKind {
    /// The word in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Sub => "sub",
            Self::Portfolio => "portfolio",
            Self::Unknown => "unknown",
        }
    }
}

/// An account on a site: its kind and the name that its owner gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Account {
    /// Main, sub, portfolio, or nobody said.
    pub kind: AccountKind,
    /// Its name; empty for the main account and where nobody told.
    pub name: Box<str>,
}

impl Account {
    /// The main account.
    pub fn main() -> Self {
        Self { kind: AccountKind::Main, name: "".into() }
    }

    /// Nobody said which.
    pub fn unknown() -> Self {
        Self { kind: AccountKind::Unknown, name: "".into() }
    }

    /// A sub-account by name.
    pub fn sub(name: &str) -> Self {
        Self { kind: AccountKind::Sub, name: name.into() }
    }

    /// `main`, `sub:NAME`, `portfolio:NAME`, as `--account` takes it.
    ///
    /// # Errors
    /// Any other form, an empty or an unshowable name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let named = |kind, name: &str| {
            if name.is_empty() || name.chars().count() > 64 || name.trim() != name || !name.chars().all(shows) {
                return Err(NameError::Form("an account's name has 1 to 64 characters that can be shown"));
            }
            Ok(Self { kind, name: name.into() })
        };
        match text.split_once(':') {
            None if text == "main" => Ok(Self::main()),
            None if text == "unknown" => Ok(Self::unknown()),
            Some(("sub", name)) => named(AccountKind::Sub, name),
            Some(("portfolio", name)) => named(AccountKind::Portfolio, name),
            _ => Err(NameError::Form("an account is main, sub:NAME or portfolio:NAME")),
        }
    }
}

impl fmt::Display for Account {
    /// As the fleet's column shows it: `main`, `sub:grid`, `pf:dca`, `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            AccountKind::Main => "main".to_owned(),
            AccountKind::Sub if self.name.is_empty() => "sub".to_owned(),
            AccountKind::Sub => format!("sub:{}", self.name),
            AccountKind::Portfolio if self.name.is_empty() => "pf".to_owned(),
            AccountKind::Portfolio => format!("pf:{}", self.name),
            AccountKind::Unknown => "?".to_owned(),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_read_as_written() {
        assert_eq!(Account::parse("sub:grid").map(|a| a.to_string()), Ok("sub:grid".into()));
        assert_eq!(Account::parse("portfolio:dca").map(|a| a.to_string()), Ok("pf:dca".into()));
        assert!(Account::parse("sub:").is_err());
        assert!(Account::parse("grid").is_err());
    }
}
