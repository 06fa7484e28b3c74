//! What a flow is about to change, written before it does; and what became of it, written after. A pending one is looked
//! at, never repeated on memory.

use super::cells::{Cells, millis, outcome};
use super::trouble::Say;
use super::{FlowId, Reads, Writing};
use crate::domain::{Fingerprint, KeyId, Kind, Moment, Outcome, Problem, SlotId};
use rusqlite::{ToSql, params};

/// An intent's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId(pub i64);

/// What is about to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIntent {
    /// The change's word: `seal`, `wipe` ...
    pub what: Box<str>,
    /// At which key.
    pub key: Option<KeyId>,
    /// In which slot.
    pub slot: Option<SlotId>,
    /// Of which credential.
    pub fingerprint: Option<Fingerprint>,
    /// Our time.
    pub at: Moment,
}

/// An intent as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Its row.
    pub id: IntentId,
    /// Of which flow.
    pub flow: FlowId,
    /// What was to be changed.
    pub new: NewIntent,
    /// What became of it and when that was known; `None` while it is pending.
    pub outcome: Option<(Outcome, Moment)>,
}

const SELECT: &str = "SELECT i.id, i.flow_id, i.what, i.key_id, i.slot, i.fingerprint, i.at, i.outcome, i.outcome_at
     FROM intents i WHERE";
const UNREAD: &str = "The flow's acts could not be read";

impl Reads<'_> {
    /// The change of a flow of which nobody knows yet whether it is done.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pending_intent(&self, flow: FlowId) -> Result<Option<Intent>, Problem> {
        Ok(self.intents_where("i.flow_id = ?1 AND i.outcome IS NULL", &[&flow.0])?.pop())
    }

    /// An intent by its row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn intent(&self, id: IntentId) -> Result<Option<Intent>, Problem> {
        Ok(self.intents_where("i.id = ?1", &[&id.0])?.pop())
    }

    /// All changes of a flow, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn intents(&self, flow: FlowId) -> Result<Vec<Intent>, Problem> {
        self.intents_where("i.flow_id = ?1 ORDER BY i.id", &[&flow.0])
    }

    /// The last change that had to do with a slot: whose a sealed credential is that no key names.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn intent_of_slot(&self, slot: &SlotId) -> Result<Option<Intent>, Problem> {
        Ok(self.intents_where("i.slot = ?1 ORDER BY i.id DESC LIMIT 1", &[&slot.as_str()])?.pop())
    }

    fn intents_where(&self, which: &str, values: &[&dyn ToSql]) -> Result<Vec<Intent>, Problem> {
        self.connection
            .prepare_cached(&format!("{SELECT} {which}"))
            .and_then(|mut rows| rows.query_map(values, |row| intent_from(&mut Cells::of(row)))?.collect())
            .say(UNREAD)
    }
}

impl Writing<'_> {
    /// Notes what a flow is about to change.
    ///
    /// # Errors
    /// [`Kind::Stale`]: another change of it is pending. Or the database cannot be written.
    pub fn add_intent(&self, flow: FlowId, intent: &NewIntent) -> Result<IntentId, Problem> {
        const WHAT: &str = "The flow's next act could not be noted";
        if self.pending_intent(flow)?.is_some() {
            let why = "one is being done, or was interrupted";
            return Err(Problem::new(WHAT, why, "Look first what became of it.").of_kind(Kind::Stale));
        }
        self.connection
            .prepare_cached(
                "INSERT INTO intents (flow_id, what, key_id, slot, fingerprint, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )
            .and_then(|mut row| {
                row.insert(params![
                    flow.0,
                    intent.what,
                    intent.key.map(|key| key.0),
                    intent.slot.as_ref().map(SlotId::as_str),
                    intent.fingerprint.as_ref().map(Fingerprint::bytes),
                    millis(intent.at),
                ])
            })
            .map(IntentId)
            .say(WHAT)
    }

    /// Notes what became of a change. *Unknown* may become known later; what is known stays.
    ///
    /// # Errors
    /// Nobody knows the intent, or the database cannot be written.
    pub fn outcome(&self, intent: IntentId, outcome: Outcome, at: Moment) -> Result<(), Problem> {
        const WHAT: &str = "The outcome could not be noted";
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE intents SET outcome = ?2, outcome_at = ?3
                 WHERE id = ?1 AND (outcome IS NULL OR outcome = 'unknown')",
            )
            .and_then(|mut row| row.execute(params![intent.0, outcome.word(), millis(at)]))
            .say(WHAT)?;
        if changed == 0 && self.intent(intent)?.is_none() {
            return Err(Problem::new(WHAT, "its flow was removed meanwhile", "").of_kind(Kind::Stale));
        }
        Ok(())
    }
}

fn intent_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Intent> {
    Ok(Intent {
        id: IntentId(cells.take()?),
        flow: FlowId(cells.take()?),
        new: NewIntent {
            what: cells.take()?,
            key: cells.take::<Option<i64>>()?.map(KeyId),
            slot: cells.word_or_null(|text| SlotId::new(text).ok())?,
            fingerprint: cells.fingerprint_or_null()?,
            at: cells.moment()?,
        },
        outcome: {
            let word = cells.word_or_null(outcome)?;
            word.zip(cells.moment_or_null()?)
        },
    })
}
