//! What works here, and what is due.

use crate::domain::{BotName, ExchangeId, Finding, KeyHint, Moment, Tri};
use crate::rules::Explained;

/// What works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorLine {
    /// What was tried.
    pub what: String,
    /// Whether it works.
    pub works: Tri,
    /// How it stands.
    pub says: String,
    /// What to do; empty where nothing.
    pub fix: String,
}

/// What is due: `remind`.
#[derive(Debug, Clone)]
pub struct RemindReport {
    /// What needs the user, worst first.
    pub due: Vec<DueLine>,
    /// The next date of a key that needs nothing now.
    pub next: Option<(BotName, Moment)>,
}

/// One thing that is due.
#[derive(Debug, Clone)]
pub struct DueLine {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// Which key.
    pub hint: Option<KeyHint>,
    /// The finding.
    pub finding: Finding,
    /// In words.
    pub explained: Explained,
    /// The date that it hangs on.
    pub due: Option<Moment>,
    /// In how many days; negative where it is late.
    pub due_in_days: Option<i64>,
}
