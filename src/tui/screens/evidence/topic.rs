//! Which fact the question is about, and how an answer to it reads.

use crate::domain::{ListState, Moment, Reading, Scopes, Told, Transfer, Tri, date_of};
use crate::tui::glyphs::{BROKEN, FINE, SOON, UNKNOWN};

/// A fact that the exchange tells of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Whether it may withdraw.
    Withdraw,
    /// Whether it may move coins between accounts.
    Transfer,
    /// What it may trade.
    Trade,
    /// From which addresses it works.
    WorksFrom,
    /// When it was made.
    Made,
    /// When it ends.
    Ends,
    /// On which sort of account it is.
    Account,
    /// Which symbols it is limited to.
    Symbols,
    /// Whether it lives.
    Life,
}

impl Topic {
    /// The fact behind a line of the key's page; its life where the line is none of the exchange's.
    pub fn of(what: &str) -> Self {
        match what {
            "Withdraw" => Self::Withdraw,
            "Transfer" => Self::Transfer,
            "Trade" => Self::Trade,
            "Works from" => Self::WorksFrom,
            "Made" | "Replace by" => Self::Made,
            "Ends by itself" => Self::Ends,
            "Account" => Self::Account,
            "Symbols" => Self::Symbols,
            _ => Self::Life,
        }
    }

    /// As line 1 says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Withdraw => "Withdraw",
            Self::Transfer => "Transfer",
            Self::Trade => "Trade",
            Self::WorksFrom => "Works from",
            Self::Made => "Made",
            Self::Ends => "Ends by itself",
            Self::Account => "Account",
            Self::Symbols => "Symbols",
            Self::Life => "Alive",
        }
    }

    /// What it means.
    pub const fn means(self) -> &'static str {
        match self {
            Self::Withdraw => "coins can leave, where the account's address book lets them",
            Self::Transfer => "coins can move: own, inside your accounts; out, to somebody else's",
            Self::Trade => "what orders it may place: r read, s spot, m margin, f futures, o options",
            Self::WorksFrom => "the addresses that the exchange takes this key from",
            Self::Made => "its age counts from here",
            Self::Ends => "after that day the exchange refuses it",
            Self::Account => "a loss stays in a sub-account of its own",
            Self::Symbols => "what it may trade; all, if the exchange has no such list",
            Self::Life => "death is a change: it answered, and then the refusal names the key",
        }
    }

    /// What changed besides this fact.
    pub fn else_changed(self, changed: &[String]) -> String {
        let own = self.words().to_lowercase();
        let others: Vec<&str> = changed.iter().map(String::as_str).filter(|change| !change.starts_with(&own)).collect();
        if others.is_empty() { "nothing".to_owned() } else { others.join("; ") }
    }

    /// What a reading answers, and its sign.
    pub fn answer(self, reading: &Reading) -> (String, char) {
        match self {
            Self::Withdraw => right(reading.scopes.withdraw),
            Self::Transfer => match reading.scopes.transfer {
                Transfer::No => ("off".into(), FINE),
                Transfer::Own => ("own".into(), FINE),
                Transfer::Out => ("out".into(), BROKEN),
                Transfer::Unknown => unknown(),
            },
            Self::Trade => trade(&reading.scopes),
            Self::WorksFrom => list(reading),
            Self::Made => told_date(&reading.created, "no"),
            Self::Ends => told_date(&reading.expires, "no"),
            Self::Account => (reading.account.word().into(), FINE),
            Self::Symbols => match &reading.symbols {
                Told::NotTold => unknown(),
                Told::None => ("all".into(), FINE),
                Told::Is(symbols) => (format!("{} of them", symbols.len()), FINE),
            },
            Self::Life => ("answered".into(), FINE),
        }
    }
}

fn right(value: Tri) -> (String, char) {
    match value {
        Tri::Yes => ("on".into(), BROKEN),
        Tri::No => ("off".into(), FINE),
        Tri::Unknown => unknown(),
    }
}

fn unknown() -> (String, char) {
    ("not told".into(), UNKNOWN)
}

fn trade(scopes: &Scopes) -> (String, char) {
    let strip = scopes.strip();
    let sign = if strip.chars().take(5).any(|c| c == '?') { UNKNOWN } else { FINE };
    (strip.chars().take(5).collect(), sign)
}

fn list(reading: &Reading) -> (String, char) {
    match reading.list.state {
        ListState::Open => ("open".into(), SOON),
        ListState::Unknown => unknown(),
        ListState::Bound => ("bound".into(), FINE),
        ListState::Restricted => match reading.list.addresses.as_deref() {
            Some([one]) => (one.to_string(), FINE),
            Some([]) | None => ("a list".into(), FINE),
            Some(several) => (format!("{} addresses", several.len()), FINE),
        },
    }
}

fn told_date(told: &Told<Moment>, none: &str) -> (String, char) {
    match told {
        Told::NotTold => unknown(),
        Told::None => (none.into(), FINE),
        Told::Is(at) => (date_of(*at), FINE),
    }
}
