//! Flows as rows: a kind, a stored state that only `flows` can read, and what a list needs to know of it. Only the engine
//! moves them; a late write is refused by the revision.

use super::cells::{Cells, millis, millis_or_null, millis_up};
use super::trouble::Say;
use super::{Reads, Writing};
use crate::domain::{BotName, ExchangeId, KeyId, Kind, Moment, Problem};
use rusqlite::{OptionalExtension, ToSql, named_params, params};

/// A flow's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub i64);

/// What a list shows of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowBrief {
    /// Its row.
    pub id: FlowId,
    /// `rotation`, `revocation`, `add` ...
    pub kind: Box<str>,
    /// The step's word.
    pub step: Box<str>,
    /// The step's number, from 1.
    pub at: u32,
    /// Of how many.
    pub of: u32,
    /// When a look or timer is due.
    pub next_at: Option<Moment>,
}

/// Where a flow stands: everything that a step changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowPlace {
    /// The version of the stored form.
    pub version: u32,
    /// The state in its stored form.
    pub state: String,
    /// The step's word.
    pub step: Box<str>,
    /// The step's number, from 1.
    pub at: u32,
    /// Of how many.
    pub of: u32,
    /// When a look or timer is due; kept rounded up to the millisecond.
    pub next_at: Option<Moment>,
    /// The key that goes.
    pub old: Option<KeyId>,
    /// The key that comes.
    pub new: Option<KeyId>,
}

/// A flow to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFlow {
    /// `rotation`, `revocation`, `add` ...
    pub kind: Box<str>,
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// Its first place.
    pub place: FlowPlace,
    /// When it is opened.
    pub at: Moment,
}

/// A flow as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowRow {
    /// Its row.
    pub id: FlowId,
    /// `rotation`, `revocation`, `add` ...
    pub kind: Box<str>,
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// Counts the writes of this row: what a write must have seen.
    pub revision: i64,
    /// Where it stands.
    pub place: FlowPlace,
    /// It is not done, and not aborted.
    pub open: bool,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was done or aborted.
    pub ended_at: Option<Moment>,
    /// The revocation that it waits for; only looks run meanwhile.
    pub parked_by: Option<FlowId>,
}

/// The columns of a brief, in the order of [`brief_from`].
pub(super) const BRIEF: &str = "f.id, f.kind, f.step, f.at_step, f.of_steps, f.next_at";

const FLOW: &str = "f.id, f.kind, b.name, f.exchange, f.revision, f.version, f.state, f.step, f.at_step, f.of_steps,
    f.next_at, f.old_key, f.new_key, f.open, f.opened_at, f.ended_at, f.parked_by";
const UNREAD: &str = "The flow could not be read";
const UNSAVED: &str = "The flow could not be saved";

impl Reads<'_> {
    /// A flow by its row.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn flow(&self, id: FlowId) -> Result<Option<FlowRow>, Problem> {
        self.one_flow("f.id = ?1", &[&id.0])
    }

    /// The open flow of a kind of a bot on an exchange, the newest where a revocation of each of two keys is open.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn open_flow_of(&self, bot: &BotName, exchange: &ExchangeId, kind: &str) -> Result<Option<FlowRow>, Problem> {
        self.one_flow(
            "f.open = 1 AND b.name = ?1 AND f.exchange = ?2 AND f.kind = ?3",
            &[&bot.as_str(), &exchange.as_str(), &kind],
        )
    }

    /// The open flow of a kind in which a key is the old or the new one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn open_flow_with(&self, key: KeyId, kind: &str) -> Result<Option<FlowRow>, Problem> {
        self.one_flow("f.open = 1 AND f.kind = ?2 AND (f.old_key = ?1 OR f.new_key = ?1)", &[&key.0, &kind])
    }

    /// The last flow of a kind of a bot on an exchange, open or ended.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_flow_of(&self, bot: &BotName, exchange: &ExchangeId, kind: &str) -> Result<Option<FlowRow>, Problem> {
        self.one_flow("b.name = ?1 AND f.exchange = ?2 AND f.kind = ?3", &[&bot.as_str(), &exchange.as_str(), &kind])
    }

    /// The last flow of a kind in which a key was the old or the new one, open or ended.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn last_flow_with(&self, key: KeyId, kind: &str) -> Result<Option<FlowRow>, Problem> {
        self.one_flow("f.kind = ?2 AND (f.old_key = ?1 OR f.new_key = ?1)", &[&key.0, &kind])
    }

    /// Visits the open flows of one bot or of all, in the order of their opening.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn each_open_flow(&self, bot: Option<&BotName>, mut visit: impl FnMut(FlowRow)) -> Result<(), Problem> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {FLOW} FROM flows f JOIN bots b ON b.id = f.bot_id
                 WHERE f.open = 1 AND (?1 IS NULL OR b.name = ?1) ORDER BY f.id"
            ))
            .and_then(|mut statement| {
                let mut rows = statement.query([bot.map(BotName::as_str)])?;
                while let Some(row) = rows.next()? {
                    visit(flow_from(&mut Cells::of(row))?);
                }
                Ok(())
            })
            .say("The flows could not be read")
    }

    fn one_flow(&self, which: &str, values: &[&dyn ToSql]) -> Result<Option<FlowRow>, Problem> {
        self.connection
            .prepare_cached(&format!(
                "SELECT {FLOW} FROM flows f JOIN bots b ON b.id = f.bot_id WHERE {which} ORDER BY f.id DESC LIMIT 1"
            ))
            .and_then(|mut rows| rows.query_row(values, |row| flow_from(&mut Cells::of(row))).optional())
            .say(UNREAD)
    }

    /// The sentence for what cannot be done while a flow of the bot (or of one key of it) is open.
    pub(super) fn refuse_while_open(&self, bot: &BotName, key: Option<KeyId>) -> Result<(), Problem> {
        let mut open = None;
        self.each_open_flow(Some(bot), |flow| {
            let of_key = key.is_none_or(|key| flow.place.old == Some(key) || flow.place.new == Some(key));
            if of_key {
                open = Some(flow.kind);
            }
        })?;
        match open {
            None => Ok(()),
            Some(kind) => Err(Problem::new(
                format!("{bot} cannot be removed"),
                format!("its {kind} is open"),
                "Take it to its end, or abort it, first.",
            )),
        }
    }
}

impl Writing<'_> {
    /// Opens a flow; its revision is 1.
    ///
    /// # Errors
    /// One of this kind is open for that key, nobody knows the bot, or the database cannot be written.
    pub fn open_flow(&self, flow: &NewFlow) -> Result<FlowId, Problem> {
        let NewFlow { kind, bot, exchange, place, at } = flow;
        let bot_id = self.bot_id(bot)?;
        let mut there = false;
        self.each_open_flow(Some(bot), |one| {
            there |= one.kind == *kind && one.exchange == *exchange && one.place.old == place.old;
        })?;
        if there {
            return Err(Problem::new(
                format!("A {kind} of {bot} on {exchange} could not be opened"),
                "one is open already",
                "Go on with that one.",
            )
            .of_kind(Kind::Stale));
        }
        self.connection
            .prepare_cached(
                "INSERT INTO flows (kind, bot_id, exchange, version, state, revision, step, at_step, of_steps, next_at,
                     open, old_key, new_key, opened_at)
                 VALUES (:kind, :bot, :exchange, :version, :state, 1, :step, :at, :of, :next, 1, :old, :new, :opened)",
            )
            .and_then(|mut row| {
                row.insert(named_params! {
                    ":kind": kind,
                    ":bot": bot_id,
                    ":exchange": exchange.as_str(),
                    ":version": place.version,
                    ":state": place.state,
                    ":step": place.step,
                    ":at": place.at,
                    ":of": place.of,
                    ":next": place.next_at.map(millis_up),
                    ":old": place.old.map(|key| key.0),
                    ":new": place.new.map(|key| key.0),
                    ":opened": millis(*at),
                })
            })
            .map(FlowId)
            .say(UNSAVED)
    }

    /// Moves a flow on from the revision that was seen, and returns the new revision.
    ///
    /// # Errors
    /// [`Kind::Stale`]: it moved meanwhile, has ended, or was removed. Or the database cannot be written.
    pub fn advance_flow(&self, id: FlowId, seen: i64, place: &FlowPlace) -> Result<i64, Problem> {
        self.store_place(id, seen, place, None)
    }

    /// Moves a flow to its last place and closes it. Flows that it parked go on: their revisions move, too, so read them after.
    ///
    /// # Errors
    /// As [`Writing::advance_flow`].
    pub fn end_flow(&self, id: FlowId, seen: i64, place: &FlowPlace, at: Moment) -> Result<i64, Problem> {
        let revision = self.store_place(id, seen, place, Some(at))?;
        self.connection
            .execute("UPDATE flows SET parked_by = NULL, revision = revision + 1 WHERE parked_by = ?1", [id.0])
            .say(UNSAVED)?;
        Ok(revision)
    }

    /// Notes in a flow that has ended what became of it since (an old secret that was kept is wiped); it stays ended.
    ///
    /// # Errors
    /// [`Kind::Stale`]: it moved meanwhile, was removed, or has not ended. Or the database cannot be written.
    pub fn amend_ended_flow(&self, id: FlowId, seen: i64, place: &FlowPlace) -> Result<i64, Problem> {
        let changed = self
            .connection
            .execute(
                "UPDATE flows SET revision = revision + 1, version = ?3, state = ?4, step = ?5
                 WHERE id = ?1 AND revision = ?2 AND open = 0",
                params![id.0, seen, place.version, place.state, place.step],
            )
            .say(UNSAVED)?;
        if changed == 0 { Err(moved()) } else { Ok(seen + 1) }
    }

    fn store_place(&self, id: FlowId, seen: i64, place: &FlowPlace, ended: Option<Moment>) -> Result<i64, Problem> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE flows SET revision = revision + 1, version = :version, state = :state, step = :step,
                     at_step = :at, of_steps = :of, next_at = :next, old_key = :old, new_key = :new,
                     open = :ended IS NULL, ended_at = :ended
                 WHERE id = :id AND revision = :seen AND open = 1",
            )
            .and_then(|mut row| {
                row.execute(named_params! {
                    ":id": id.0,
                    ":seen": seen,
                    ":version": place.version,
                    ":state": place.state,
                    ":step": place.step,
                    ":at": place.at,
                    ":of": place.of,
                    ":next": place.next_at.map(millis_up),
                    ":old": place.old.map(|key| key.0),
                    ":new": place.new.map(|key| key.0),
                    ":ended": millis_or_null(ended),
                })
            })
            .say(UNSAVED)?;
        if changed == 0 { Err(moved()) } else { Ok(seen + 1) }
    }

    /// Parks a flow until another one ends; returns its new revision.
    ///
    /// # Errors
    /// As [`Writing::advance_flow`].
    pub fn park_flow(&self, id: FlowId, seen: i64, by: FlowId) -> Result<i64, Problem> {
        let changed = self
            .connection
            .execute(
                "UPDATE flows SET revision = revision + 1, parked_by = ?3 WHERE id = ?1 AND revision = ?2 AND open = 1",
                params![id.0, seen, by.0],
            )
            .say(UNSAVED)?;
        if changed == 0 { Err(moved()) } else { Ok(seen + 1) }
    }

    /// Lets a parked flow go on; returns its new revision. The end of the flow that parked it does so too.
    ///
    /// # Errors
    /// As [`Writing::advance_flow`].
    pub fn unpark_flow(&self, id: FlowId, seen: i64) -> Result<i64, Problem> {
        let changed = self
            .connection
            .execute(
                "UPDATE flows SET revision = revision + 1, parked_by = NULL WHERE id = ?1 AND revision = ?2 AND open = 1",
                params![id.0, seen],
            )
            .say(UNSAVED)?;
        if changed == 0 { Err(moved()) } else { Ok(seen + 1) }
    }
}

fn moved() -> Problem {
    Problem::new(UNSAVED, "it was moved on elsewhere meanwhile", "Look again: it stands at another step now.")
        .of_kind(Kind::Stale)
}

/// A brief from its six cells; nothing where a join found none.
pub(super) fn brief_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<Option<FlowBrief>> {
    let Some(id) = cells.take::<Option<i64>>()? else {
        cells.skip(5);
        return Ok(None);
    };
    Ok(Some(FlowBrief {
        id: FlowId(id),
        kind: cells.take()?,
        step: cells.take()?,
        at: cells.take()?,
        of: cells.take()?,
        next_at: cells.moment_or_null()?,
    }))
}

fn flow_from(cells: &mut Cells<'_, '_>) -> rusqlite::Result<FlowRow> {
    Ok(FlowRow {
        id: FlowId(cells.take()?),
        kind: cells.take()?,
        bot: cells.word(|text| BotName::new(text).ok())?,
        exchange: cells.word(|text| ExchangeId::new(text).ok())?,
        revision: cells.take()?,
        place: FlowPlace {
            version: cells.take()?,
            state: cells.take()?,
            step: cells.take()?,
            at: cells.take()?,
            of: cells.take()?,
            next_at: cells.moment_or_null()?,
            old: cells.take::<Option<i64>>()?.map(KeyId),
            new: cells.take::<Option<i64>>()?.map(KeyId),
        },
        open: cells.take()?,
        opened_at: cells.moment()?,
        ended_at: cells.moment_or_null()?,
        parked_by: cells.take::<Option<i64>>()?.map(FlowId),
    })
}
