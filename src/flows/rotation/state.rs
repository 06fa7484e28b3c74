//! A rotation as its row keeps it: the states, and what each must remember.

use crate::domain::{BotName, ExchangeId, Fingerprint, Generation, KeyHint, Moment, Pace, SiteId, SlotId, Way};
use crate::flows::Named;
use crate::flows::check::{Answered, Line};
use crate::flows::proof::Anchor;
use crate::flows::stated::{Stated, Wiping};
use serde::{Deserialize, Serialize};

/// A rotation, as its row keeps it. No handle and no secret stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Whose key.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// On which site.
    pub site: SiteId,
    /// What it is to do.
    pub plan: Plan,
    /// The pace that held when it began.
    pub pace: Pace,
    /// When it began; `None` in Planned.
    pub started_at: Option<Moment>,
    /// The key that is to die; `None` where the bot has none.
    pub old: Option<Named>,
    /// The key that is to replace it, from TakeIn on.
    pub new: Option<Named>,
    /// The new key's newest row when it was seen sealed: an orphan that is taken in again is checked anew.
    pub sealed_mark: i64,
    /// The account's number of the key that it replaces, where an exchange told it.
    pub account: Option<Box<str>>,
    /// Where it stands.
    pub state: State,
    /// What the user said and what has not been used yet.
    pub heard: Heard,
    /// The lines of Check that somebody answered for.
    pub answered: Answered,
    /// The lines that did not hold when the new key became the bot's.
    pub open_lines: Vec<Line>,
    /// What was left open on purpose.
    pub open_points: Vec<String>,
    /// Keys that were made and lost in this rotation.
    pub lost: Vec<Lost>,
    /// The old key was put back then: the `delivered` that said so, said once more, is not one for the new key.
    pub put_back_at: Option<Moment>,
    /// By which way it asks; `None`: by the host's.
    pub way: Option<Way>,
    /// The exchange wants no question before this.
    pub hold: Option<Moment>,
    /// A seal was ordered and what became of it was not seen yet: kept whatever happens meanwhile.
    pub sealing: Option<Sealing>,
    /// A secret is being wiped.
    pub wiping: Wiping,
    /// A revocation has it stand still.
    pub parked: bool,
    /// What the last event brought, a sentence.
    pub note: Option<String>,
}

/// What a rotation is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// Replace a key and kill the old one.
    Whole,
    /// The bot has no key: give it one. Begun as any other.
    First,
    /// The bot's key was killed: give it another. Begun by a revocation, at Make.
    Replacement,
    /// Replace a key before a revocation kills it: no quiet, and the killing is the revocation's.
    BeforeKill,
}

/// Where a rotation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "in", deny_unknown_fields)]
pub enum State {
    /// Shown, not begun; not stored.
    Planned,
    /// Asking how the old key is now.
    Baseline {
        /// The old key's newest row at the start.
        mark: i64,
    },
    /// The user makes a key at the exchange.
    Make,
    /// It is pasted and sealed.
    TakeIn,
    /// Its lines are answered.
    Check,
    /// It may replace the old one.
    Ready {
        /// Since when.
        since: Moment,
    },
    /// The bot was given it; waiting to see it used.
    Alive,
    /// The bot is given the old one back.
    PutBack {
        /// And then.
        then: Then,
    },
    /// Both live for a while.
    Quiet {
        /// Since when.
        since: Anchor,
        /// The newest rows then: old, new.
        marks: (i64, i64),
        /// When it is looked whether the time is over.
        look_at: Moment,
    },
    /// The user deletes the old one.
    Kill {
        /// Something brought it back here from later: red.
        again: bool,
    },
    /// Asking whether the exchange still knows it.
    Prove {
        /// The old key's newest row at the start.
        mark: i64,
        /// The new key's.
        new_mark: i64,
    },
    /// The user deleted the new one.
    WrongOne {
        /// The new key's newest row when that was known.
        new_mark: i64,
    },
    /// One more look is due.
    Tail {
        /// Since when.
        since: Anchor,
        /// The old key's newest row then.
        mark: i64,
        /// When.
        look_at: Moment,
        /// That look was had; what is left is the old secret.
        looked: bool,
    },
    /// The bot lives on the new one.
    Done {
        /// When it ended.
        at: Moment,
    },
    /// Given up.
    Aborted {
        /// When.
        at: Moment,
    },
}

/// What follows when the old key is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// After a back-out: the new key may still replace it later.
    Ready,
    /// The new key is dead: make another.
    Make,
    /// Give up.
    Aborted,
}

/// Facts that were said and not used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// The bot was given the key that this is about.
    pub delivered: bool,
    /// The bot was seen with the new one.
    pub seen: bool,
    /// The old key was deleted, or seen gone.
    pub deleted: Option<Stated>,
    /// The bot may stand without a key: the old one did not live when the rotation began, or was said to be deleted early.
    pub bare: bool,
}

/// A seal that was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealing {
    /// Of which key.
    pub generation: Generation,
    /// Where to.
    pub slot: SlotId,
    /// What should lie there then.
    pub fingerprint: Fingerprint,
}

/// A key that was made at the exchange and lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// The generation that it is listed as.
    pub generation: Generation,
    /// Its end, if anybody saw it.
    pub hint: Option<KeyHint>,
    /// When that was said.
    pub at: Moment,
}

impl State {
    /// Its word: the column `state`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Baseline { .. } => "baseline",
            Self::Make => "make",
            Self::TakeIn => "take-in",
            Self::Check => "check",
            Self::Ready { .. } => "ready",
            Self::Alive => "alive",
            Self::PutBack { .. } => "put-back",
            Self::Quiet { .. } => "quiet",
            Self::Kill { .. } => "kill",
            Self::Prove { .. } => "prove",
            Self::WrongOne { .. } => "wrong-one",
            Self::Tail { .. } => "tail",
            Self::Done { .. } => "done",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// All words, for walks over the whole.
    pub const WORDS: [&'static str; 15] = [
        "planned",
        "baseline",
        "make",
        "take-in",
        "check",
        "ready",
        "alive",
        "put-back",
        "quiet",
        "kill",
        "prove",
        "wrong-one",
        "tail",
        "done",
        "aborted",
    ];

    /// It has not ended.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Done { .. } | Self::Aborted { .. })
    }

    /// The step that it belongs to, as the command line names it.
    pub const fn step(&self) -> &'static str {
        match self {
            Self::Planned | Self::Baseline { .. } => "plan",
            Self::Make => "make",
            Self::TakeIn => "take-in",
            Self::Check | Self::Ready { .. } => "check",
            Self::Alive | Self::PutBack { .. } => "alive",
            Self::Quiet { .. } => "quiet",
            Self::Kill { .. } | Self::WrongOne { .. } => "kill",
            Self::Prove { .. } | Self::Tail { .. } => "prove",
            Self::Done { .. } => "done",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// The new key is the bot's current one, or was given to it.
    pub const fn is_after_ready(&self) -> bool {
        matches!(
            self,
            Self::Alive
                | Self::PutBack { .. }
                | Self::Quiet { .. }
                | Self::Kill { .. }
                | Self::Prove { .. }
                | Self::WrongOne { .. }
                | Self::Tail { .. }
        )
    }
}

impl Plan {
    /// The steps' words, for line 2 and for `at` and `of`.
    pub const fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &["plan", "make", "take-in", "check", "deliver", "alive", "quiet", "kill", "prove"],
            Self::First => &["plan", "make", "take-in", "check", "deliver", "alive"],
            Self::Replacement | Self::BeforeKill => &["make", "take-in", "check", "deliver", "alive"],
        }
    }

    /// It ends when the bot is seen with the new key.
    pub(super) const fn ends_alive(self) -> bool {
        !matches!(self, Self::Whole)
    }
}
