//! One API key that one bot uses on one account, as the inventory keeps it.

use super::{
    Account, AddressList, BotName, Class, ExchangeId, Fingerprint, Generation, KeyHint, Moment, Reading, Scopes,
    SiteId, SlotId,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A key's row in the inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub i64);

/// A bot on an exchange, and a generation where one is meant: `BOT`, `BOT@EXCHANGE`, `--generation N`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyRef {
    /// Whose.
    pub bot: BotName,
    /// Where; `None` where the bot has keys on one exchange only.
    pub exchange: Option<ExchangeId>,
    /// Which; `None` for the current one.
    pub generation: Option<Generation>,
}

impl KeyRef {
    /// Reads `BOT` or `BOT@EXCHANGE`.
    ///
    /// # Errors
    /// Either part is not a name.
    pub fn parse(text: &str) -> Result<Self, super::NameError> {
        let (bot, exchange) = match text.split_once('@') {
            Some((bot, exchange)) => (bot, Some(ExchangeId::new(exchange)?)),
            None => (text, None),
        };
        Ok(Self { bot: BotName::new(bot)?, exchange, generation: None })
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.bot.as_str())?;
        if let Some(exchange) = &self.exchange {
            write!(f, "@{exchange}")?;
        }
        if let Some(generation) = self.generation {
            write!(f, " --generation {generation}")?;
        }
        Ok(())
    }
}

/// Where a key stands in its own life here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Being added: sealed perhaps, not saved.
    Adding,
    /// The bot's.
    Active,
    /// New, not yet the bot's.
    Candidate,
    /// Old, not yet dead.
    Retiring,
    /// Being killed on suspicion.
    Suspected,
    /// Out of use; how dead it is says the grade.
    Revoked,
    /// Made at the exchange, taken over by no bot.
    Orphan,
}

impl KeyState {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Adding, Self::Active, Self::Candidate, Self::Retiring, Self::Suspected, Self::Revoked, Self::Orphan];

    /// The word in `--json` and in rows.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adding => "adding",
            Self::Active => "active",
            Self::Candidate => "candidate",
            Self::Retiring => "retiring",
            Self::Suspected => "suspected",
            Self::Revoked => "revoked",
            Self::Orphan => "orphan",
        }
    }

    /// The state of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == text)
    }
}

/// How dead a key is, from all its evidence (`flows::proof`). Nothing else is ever called dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Never asked.
    Unasked,
    /// It shows life; in a killing: still alive.
    Alive,
    /// Refused, and nobody tries to kill it.
    Unclear,
    /// Refused, but the answer has another meaning too, or came once.
    NotProven,
    /// It can neither trade nor move coins, or is expired, disabled or frozen.
    CutOff,
    /// The user saw it gone, and the answers tell nothing more.
    DeadByWord,
    /// The user saw it gone and it is refused, or it is refused by name twice.
    LikelyDead,
    /// It lived, and then the exchange named it unknown as often and as far apart as the guide asks; or a list lost it.
    ProvenDead,
}

impl Grade {
    /// All of them, least dead first.
    pub const ALL: [Self; 8] = [
        Self::Unasked,
        Self::Alive,
        Self::Unclear,
        Self::NotProven,
        Self::CutOff,
        Self::DeadByWord,
        Self::LikelyDead,
        Self::ProvenDead,
    ];

    /// The word of `alive` in `--json`, and in rows.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Alive => "alive",
            Self::Unclear => "unclear",
            Self::NotProven => "not-proven",
            Self::CutOff => "cut-off",
            Self::DeadByWord => "dead-by-word",
            Self::LikelyDead => "likely-dead",
            Self::ProvenDead => "proven-dead",
        }
    }

    /// The grade of a stored word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.word() == text)
    }

    /// As a sentence says it. In a killing *alive* reads *still alive*.
    pub const fn says(self, killing: bool) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Alive if killing => "still alive",
            Self::Alive => "alive",
            Self::Unclear => "unclear",
            Self::NotProven => "not proven",
            Self::CutOff => "cut off",
            Self::DeadByWord => "dead, by your word",
            Self::LikelyDead => "likely dead",
            Self::ProvenDead => "proven dead",
        }
    }

    /// Some word for death: lets a flow go on. Only *proven* lets a secret be wiped without the bot's name typed.
    pub const fn is_death(self) -> bool {
        matches!(self, Self::DeadByWord | Self::LikelyDead | Self::ProvenDead)
    }
}

/// Where a key's secret lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretPlace {
    /// The OS keyring (or memory, in practice).
    Keyring,
    /// Sealed files.
    Sealed,
    /// Nowhere here.
    None,
}

impl SecretPlace {
    /// The word in `--json` and in rows.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Sealed => "sealed",
            Self::None => "none",
        }
    }
}

/// What the user told of a key, each with when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeyTold {
    /// What it may do.
    pub scopes: Option<Scopes>,
    /// Its address list.
    pub list: Option<AddressList>,
    /// When it was made, or from when its age shall count.
    pub created: Option<Moment>,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// When the latest of these was told.
    pub at: Option<Moment>,
}

/// One API key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its row.
    pub id: KeyId,
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account, by the user's word; the reading may know better.
    pub account: Account,
    /// The how-manyth of this bot here.
    pub generation: Generation,
    /// Its last four characters.
    pub hint: KeyHint,
    /// Tells it from others; `None` for a key that was made and lost unseen.
    pub fingerprint: Option<Fingerprint>,
    /// Where its secret is sealed.
    pub slot: Option<SlotId>,
    /// In which sort of store.
    pub secret: SecretPlace,
    /// Where it stands here.
    pub state: KeyState,
    /// It is what the bot is given.
    pub current: bool,
    /// When keyward first saw it.
    pub first_seen: Moment,
    /// What the user told.
    pub told: KeyTold,
    /// The last good reading and when it was made.
    pub reading: Option<(Moment, Reading)>,
    /// When the exchange last said anything (or failed to), and what.
    pub answer: Option<(Moment, Class)>,
    /// When the two-sided list proof last held.
    pub list_proven_at: Option<Moment>,
    /// How dead it is; kept beside the evidence that it follows from.
    pub grade: Grade,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_by_bot_and_exchange() {
        let key = KeyRef::parse("grid-eth@binance");
        assert_eq!(key.as_ref().map(ToString::to_string), Ok("grid-eth@binance".into()));
        assert!(KeyRef::parse("grid-eth@").is_err());
        assert!(KeyRef::parse("@binance").is_err());
    }

    #[test]
    fn words_read_back() {
        for grade in Grade::ALL {
            assert_eq!(Grade::parse(grade.word()), Some(grade));
        }
        for state in KeyState::ALL {
            assert_eq!(KeyState::parse(state.word()), Some(state));
        }
    }

    #[test]
    fn only_three_words_mean_death() {
        let dead: Vec<_> = Grade::ALL.into_iter().filter(|grade| grade.is_death()).collect();
        assert_eq!(dead, [Grade::DeadByWord, Grade::LikelyDead, Grade::ProvenDead]);
    }
}
