//! What is stored of each question and each word about a key's life: the grade is a pure function of these rows.

use super::{Class, Code, Moment, Reading, Refusal, Scopes, Sign, SiteId, Tri, Way};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// One question to an exchange about one key, answered or not, with its control question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Our time when the answer was there.
    pub at: Moment,
    /// The exchange's time, from the control question; `None` where that got no answer.
    pub exchange_at: Option<Moment>,
    /// The control question (the exchange's public clock, by the same way, in the same seconds) was answered.
    pub control: bool,
    /// On which site.
    pub site: SiteId,
    /// The machine that answered: `api.binance.com`. For the evidence screen.
    pub host: Box<str>,
    /// By which way.
    pub way: Way,
    /// How far our clock stands from the exchange's, in milliseconds; ours minus theirs.
    pub skew_millis: Option<i64>,
    /// How long the answer took, in milliseconds.
    pub took_millis: u32,
    /// The reading, or the refusal.
    pub answer: Result<Reading, Refusal>,
}

impl Asked {
    /// The row's class.
    pub const fn class(&self) -> Class {
        match &self.answer {
            Ok(_) => Class::Ok,
            Err(refusal) => refusal.class,
        }
    }

    /// The row's sign.
    pub const fn sign(&self) -> Sign {
        match &self.answer {
            Ok(_) => Sign::Answers,
            Err(refusal) => refusal.sign,
        }
    }

    /// The row to store of it.
    pub fn evidence(&self) -> Evidence {
        let (code, egress, power) = match &self.answer {
            Ok(reading) => (None, None, Some(Power::of(&reading.scopes))),
            Err(refusal) => (refusal.code.clone(), refusal.seen_from, None),
        };
        let kind = EvidenceKind::Answer { class: self.class(), sign: self.sign(), code, control: self.control, power };
        Evidence {
            number: 0,
            at: self.at,
            exchange_at: self.exchange_at,
            site: self.site.clone(),
            way: self.way.clone(),
            egress,
            kind,
        }
    }
}

/// What a reading shows of a key's power to do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Power {
    /// It may trade something.
    pub trade: Tri,
    /// It may move coins.
    pub move_coins: Tri,
}

impl Power {
    /// The power that scopes give.
    pub const fn of(scopes: &Scopes) -> Self {
        Self { trade: scopes.can_trade(), move_coins: scopes.can_move_coins() }
    }

    /// It can neither trade nor move coins, for certain.
    pub const fn is_none(self) -> bool {
        self.trade.is_no() && self.move_coins.is_no()
    }

    /// It can do one of the two, for certain.
    pub const fn is_some(self) -> bool {
        self.trade.is_yes() || self.move_coins.is_yes()
    }
}

/// What a list of the account's keys, read by another key of it, says about this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListWord {
    /// It holds the key.
    Holds,
    /// It holds it as expired or disabled.
    HoldsAsleep,
    /// It does not hold it.
    HoldsNot,
}

/// What happened, as far as a key's life is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum EvidenceKind {
    /// The exchange answered, or did not.
    Answer {
        /// What the user should do.
        class: Class,
        /// What it means for the key's life.
        sign: Sign,
        /// The exchange's code.
        code: Option<Code>,
        /// The control question was answered.
        control: bool,
        /// What a reading shows of its power.
        power: Option<Power>,
    },
    /// A list of the account's keys was read by another key of it.
    List {
        /// What it says.
        word: ListWord,
    },
    /// The exchange confirmed a delete call of ours.
    DeleteConfirmed,
    /// The user saw that it is gone from the page's list.
    YouSawGone,
    /// The user said that they turned trading off, or set its list to an address that nobody uses.
    YouSaidOff,
    /// The user said that they deleted it. No proof of anything: the wrong one may be gone. It dates the deletion.
    YouSaidDeleted,
}

/// One row of evidence. Order is the row's number; distance is measured between the exchange's own times.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The row's number: its place in time, whatever clocks say. 0 before it is stored.
    pub number: i64,
    /// Our time.
    pub at: Moment,
    /// The exchange's time, from the control question.
    pub exchange_at: Option<Moment>,
    /// On which site.
    pub site: SiteId,
    /// By which way.
    pub way: Way,
    /// The address that the exchange said it saw.
    pub egress: Option<IpAddr>,
    /// What happened.
    pub kind: EvidenceKind,
}

impl Evidence {
    /// The time to measure distances by.
    pub fn time(&self) -> Moment {
        self.exchange_at.unwrap_or(self.at)
    }

    /// The sign of an answer; `None` for words and lists.
    pub const fn sign(&self) -> Option<Sign> {
        match self.kind {
            EvidenceKind::Answer { sign, .. } => Some(sign),
            _ => None,
        }
    }
}
