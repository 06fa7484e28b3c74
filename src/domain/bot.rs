//! A program that trades, where it runs, and who holds its keys.

use super::name::{HostName, NameError};
use super::{BotName, Cidr, Scope, Way};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which program a bot is: from it follow what it needs and which names it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BotKind {
    /// freqtrade.
    Freqtrade,
    /// hummingbot, trading spot.
    Hummingbot,
    /// passivbot.
    Passivbot,
    /// OctoBot.
    Octobot,
    /// jesse.
    Jesse,
    /// nautilus_trader.
    Nautilus,
    /// A script over ccxt.
    Ccxt,
    /// Anything else.
    Script,
}

impl BotKind {
    /// All of them, in the order that the wizard offers.
    pub const ALL: [Self; 8] = [
        Self::Script,
        Self::Freqtrade,
        Self::Hummingbot,
        Self::Passivbot,
        Self::Octobot,
        Self::Jesse,
        Self::Nautilus,
        Self::Ccxt,
    ];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Freqtrade => "freqtrade",
            Self::Hummingbot => "hummingbot",
            Self::Passivbot => "passivbot",
            Self::Octobot => "octobot",
            Self::Jesse => "jesse",
            Self::Nautilus => "nautilus",
            Self::Ccxt => "ccxt",
            Self::Script => "script",
        }
    }

    /// Reads a word of `--kind`.
    ///
    /// # Errors
    /// An unknown kind.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or(NameError::Form(
            "a kind is freqtrade, hummingbot, passivbot, octobot, jesse, nautilus, ccxt or script",
        ))
    }

    /// The scopes that a bot of this kind cannot work without, by its own defaults; `None` where only its owner can tell
    /// (`Needs::Untold`). freqtrade and hummingbot trade spot unless told otherwise; passivbot trades futures only.
    pub const fn needs(self) -> Option<&'static [Scope]> {
        match self {
            Self::Freqtrade | Self::Hummingbot => Some(&[Scope::Read, Scope::Spot]),
            Self::Passivbot => Some(&[Scope::Read, Scope::Futures]),
            Self::Octobot | Self::Jesse | Self::Nautilus | Self::Ccxt | Self::Script => None,
        }
    }
}

impl fmt::Display for BotKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Who holds a bot's keys besides its owner. A named platform's breach is a breach here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Custody {
    /// Nobody: the bot runs on its owner's machines.
    Own,
    /// A cloud platform, by name.
    Cloud(Box<str>),
}

impl Custody {
    /// `self` or `cloud:NAME`.
    ///
    /// # Errors
    /// Any other form.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        match text.split_once(':') {
            None if text == "self" => Ok(Self::Own),
            Some(("cloud", name)) => HostName::new(name).map(|name| Self::Cloud(name.as_str().into())),
            _ => Err(NameError::Form("custody is self or cloud:NAME")),
        }
    }

    /// A platform holds the keys.
    pub const fn is_cloud(&self) -> bool {
        matches!(self, Self::Cloud(_))
    }
}

impl fmt::Display for Custody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.pad("self"),
            Self::Cloud(name) => f.pad(&format!("cloud:{name}")),
        }
    }
}

impl TryFrom<String> for Custody {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<Custody> for String {
    fn from(custody: Custody) -> Self {
        custody.to_string()
    }
}

/// How a new key reaches the bot. Now by hand only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Its owner puts it there.
    ByHand,
}

/// A program that trades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// What its owner calls it.
    pub name: BotName,
    /// Which program.
    pub kind: BotKind,
    /// Who else holds its keys.
    pub custody: Custody,
    /// The machine it runs on; `None` where it was not told.
    pub host: Option<HostName>,
    /// What it cannot work without, by its owner's word; `None`: by its kind.
    pub needs_told: Option<Vec<Scope>>,
    /// Days a key of this bot may live, by its owner's word; `None`: by the policy.
    pub max_age_days: Option<u32>,
    /// How a new key reaches it.
    pub delivery: Delivery,
    /// Its owner said that it no longer trades.
    pub retired: bool,
}

impl Bot {
    /// What it cannot work without; `None` where nobody told: then nothing is too much or too little.
    pub fn needs(&self) -> Option<&[Scope]> {
        self.needs_told.as_deref().or_else(|| self.kind.needs())
    }
}

/// A machine that bots run on. A bot added without `--host` has one of its own, named like the bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its name.
    pub name: HostName,
    /// The addresses that it is seen from, by its owner's word.
    pub addresses: Vec<Cidr>,
    /// How to ask through it.
    pub way: Way,
}

impl Host {
    /// How a question travelled, as a sentence says it: through the bot's host by its name, where that is its way.
    pub fn says(host: Option<&Self>, way: &Way) -> String {
        match host {
            Some(host) if host.way == *way && *way != Way::Direct => format!("through {}", host.name),
            _ => way.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_custody_read_back() {
        for kind in BotKind::ALL {
            assert_eq!(BotKind::parse(kind.word()), Ok(kind));
        }
        assert_eq!(Custody::parse("cloud:3Commas").map(|c| c.to_string()), Ok("cloud:3Commas".into()));
        assert_eq!(Custody::parse("self"), Ok(Custody::Own));
        assert!(Custody::parse("cloud:").is_err());
    }
}
