//! A revocation as its row keeps it: the states, and what each must remember.

use crate::domain::{BotName, ExchangeId, KeyState, Moment, Pace, SiteId, Way};
use crate::flows::Named;
use crate::flows::proof::Anchor;
use crate::flows::stated::{Stated, Wiping};
use serde::{Deserialize, Serialize};

/// A revocation, as its row keeps it. No handle and no secret stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Whose key.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// On which site.
    pub site: SiteId,
    /// The key that is to die.
    pub key: Named,
    /// What it was before the suspicion.
    pub was: KeyState,
    /// Why.
    pub reason: String,
    /// The pace that held when it was opened.
    pub pace: Pace,
    /// When it was opened.
    pub started_at: Moment,
    /// The key's newest row then.
    pub opened_mark: i64,
    /// Where it stands.
    pub state: State,
    /// The key was deleted, or seen gone, the user said.
    pub deleted: Option<Stated>,
    /// Facts that were said.
    pub heard: Heard,
    /// The other key, the bot's current one, is known to be deleted: said once.
    pub other_lost: bool,
    /// A rotation was begun to replace it before the kill.
    pub rotating: bool,
    /// What becomes of the bot.
    pub answer: Option<Answer>,
    /// The second look after the death.
    pub tail: Option<TailLook>,
    /// Since when it can no longer be used.
    pub usable_until: Option<Moment>,
    /// What was left open on purpose.
    pub open_points: Vec<String>,
    /// By which way it asks; `None`: by the host's.
    pub way: Option<Way>,
    /// The exchange wants no question before this.
    pub hold: Option<Moment>,
    /// A secret is being wiped.
    pub wiping: Wiping,
    /// What the last event brought, a sentence.
    pub note: Option<String>,
}

/// Where a revocation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "in", deny_unknown_fields)]
pub enum State {
    /// Is somebody using it now?
    Suspected,
    /// Nobody is: positions first.
    Controlled,
    /// Kill it now.
    KillNow {
        /// Something brought it back here: red.
        again: bool,
        /// The key's newest row then.
        mark: i64,
    },
    /// It cannot trade any more; the kill is pending.
    CutOff {
        /// The key's newest row at the start.
        mark: i64,
    },
    /// Asking whether the exchange still knows it.
    Prove {
        /// The key's newest row at the start.
        mark: i64,
        /// The other key's.
        other_mark: i64,
    },
    /// What rests at the exchange, and what was done with it.
    Look,
    /// Is there to be another key?
    Replace,
    /// One more look is due.
    Tail,
    /// It is over.
    Closed {
        /// When.
        at: Moment,
    },
    /// Nothing was deleted; the key is what it was.
    Aborted {
        /// When.
        at: Moment,
    },
}

/// Facts that were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// Every position has its stop at the exchange.
    pub guarded: bool,
    /// Trading was turned off at the exchange.
    pub off: bool,
    /// The account is frozen.
    pub frozen: bool,
    /// What was done with the key has been looked at.
    pub looked: bool,
}

/// What becomes of the bot whose key was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A replacement was begun.
    Replace,
    /// Later: it stands without a key.
    Later,
    /// Never: it is retired.
    Never,
}

/// The second look after a death, which runs beside what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TailLook {
    /// Since when.
    pub since: Anchor,
    /// The key's newest row then.
    pub mark: i64,
    /// When it is due.
    pub look_at: Moment,
    /// It was had.
    pub looked: bool,
}

impl State {
    /// Its word: the column `state`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Controlled => "controlled",
            Self::KillNow { .. } => "kill-now",
            Self::CutOff { .. } => "cut-off",
            Self::Prove { .. } => "prove",
            Self::Look => "look",
            Self::Replace => "replace",
            Self::Tail => "tail",
            Self::Closed { .. } => "closed",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// All words, for walks over the whole.
    pub const WORDS: [&'static str; 10] =
        ["suspected", "controlled", "kill-now", "cut-off", "prove", "look", "replace", "tail", "closed", "aborted"];

    /// It has not ended.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. } | Self::Aborted { .. })
    }

    /// The step that it belongs to: the board's columns.
    pub const fn step(&self) -> &'static str {
        match self {
            Self::Suspected | Self::Controlled => "stop",
            Self::KillNow { .. } | Self::CutOff { .. } => "kill",
            Self::Prove { .. } => "prove",
            Self::Look => "look",
            Self::Replace | Self::Tail => "new",
            Self::Closed { .. } => "done",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// The key is not killed yet.
    pub(super) const fn is_before_prove(&self) -> bool {
        matches!(self, Self::Suspected | Self::Controlled | Self::KillNow { .. } | Self::CutOff { .. })
    }
}
