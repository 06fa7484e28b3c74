//! The fleet as both faces show it: a row a key, judged.

use crate::domain::{
    Account, BotKind, BotName, Class, Custody, ExchangeId, Finding, Fingerprint, Generation, Grade, HostName, KeyHint,
    KeyId, KeyState, Moment, SecretPlace, SiteId,
};
use crate::rules::{Explained, KeyFacts, RowState};

/// All keys, and what stands over them.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// The keys, worst first: broken, soon, at work, unknown, fine, dead; inside each by date.
    pub rows: Vec<FleetRow>,
    /// When the newest reading was made.
    pub asked_at: Option<Moment>,
    /// The next date of a key that needs nothing now: whose, and when it is due.
    pub next_due: Option<(BotName, Moment)>,
    /// The inventory's revision when this was read: another number means that somebody wrote since.
    pub revision: i64,
    /// When this was read, by the clock that was passed in: ages and days count from here.
    pub now: Moment,
}

impl Fleet {
    /// As the fleet's screen shows it: a bot whose key is being replaced has one row, that of the key which shall go.
    #[must_use]
    pub fn one_row_a_rotation(mut self) -> Self {
        let rank = |row: &FleetRow| match (&row.flow, row.state) {
            (Some(flow), Some(KeyState::Retiring)) if flow.kind == "rotation" => Some((flow.id, 0)),
            (Some(flow), Some(KeyState::Active)) if flow.kind == "rotation" => Some((flow.id, 1)),
            (Some(flow), Some(KeyState::Candidate)) if flow.kind == "rotation" => Some((flow.id, 2)),
            _ => None,
        };
        let ranks: Vec<(i64, u8)> = self.rows.iter().filter_map(rank).collect();
        self.rows.retain(|row| {
            rank(row).is_none_or(|(id, mine)| !ranks.iter().any(|(other, better)| *other == id && *better < mine))
        });
        self
    }
}

/// One key in the fleet; everything that `list --json` prints.
#[derive(Debug, Clone)]
pub struct FleetRow {
    /// Its row; `None` for a bot without a key.
    pub id: Option<KeyId>,
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// The exchange's name on screens.
    pub exchange_name: String,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account: by the exchange's word where it tells.
    pub account: Account,
    /// Who else holds it.
    pub custody: Custody,
    /// Which program the bot is.
    pub kind: BotKind,
    /// The machine the bot runs on.
    pub host: Option<HostName>,
    /// Its last four characters; `None` for a bot without a key.
    pub hint: Option<KeyHint>,
    /// Tells it from others.
    pub fingerprint: Option<Fingerprint>,
    /// The how-manyth.
    pub generation: Generation,
    /// Where its secret lies.
    pub secret: SecretPlace,
    /// The same in words: `the login keyring`.
    pub secret_in: &'static str,
    /// It is what the bot is given.
    pub current: bool,
    /// Where it stands; `None` for a bot without a key.
    pub state: Option<KeyState>,
    /// How dead it is.
    pub grade: Grade,
    /// Rights, list, age, dates: what is so and who says it.
    pub facts: KeyFacts,
    /// When the exchange last said anything, and what.
    pub answer: Option<(Moment, Class)>,
    /// What its row says in the column STATE, and where it sorts.
    pub row: RowState,
    /// The rules that it breaks, worst first.
    pub findings: Vec<Finding>,
    /// The flow that is open on it.
    pub flow: Option<FlowBrief>,
}

/// A row with its findings in words: what scripts and text lists print. The fleet's own rows carry none, to stay small.
#[derive(Debug, Clone)]
pub struct ExplainedRow {
    /// The key.
    pub row: FleetRow,
    /// The words of `row.findings`, one for each, in the same order.
    pub explained: Vec<Explained>,
}

/// A flow in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowBrief {
    /// Its row.
    pub id: i64,
    /// `rotation`, `revocation`.
    pub kind: &'static str,
    /// The step's word.
    pub step: String,
    /// Its number.
    pub at: u8,
    /// Of so many.
    pub of: u8,
    /// When a look or a timer is due.
    pub next_at: Option<Moment>,
}
