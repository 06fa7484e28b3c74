//! A step's edits as rows, in the transaction of the step.

use super::inner::Inner;
use super::record;
use super::scene::{Scene, find_key, key_of};
use crate::domain::{
    AddressList, BotName, Evidence, ExchangeId, Generation, Key, KeyId, KeyState, KeyTold, ListState, NewEntry,
    Problem, Scopes, SecretPlace, Tri,
};
use crate::flows::{self, By, Edit, Event, Flow, Line, Step};
use crate::inventory::{FlowId, FlowPlace, NewFlow, NewIntent, NewKey, Writing};

/// The version of the inventory's column; the text of a flow names its own form.
pub(super) const STORED: u32 = 1;

/// What a secret's going means: it was wiped by us, or it was not found where it lay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// Wiped: its slot is empty for good.
    Wiped,
    /// Not found: its slot is remembered, for a keyring that comes back.
    NotFound,
}

/// Writes the edits of one step of a flow.
pub(super) fn edits(
    inner: &Inner,
    w: &Writing<'_>,
    id: FlowId,
    scene: &Scene,
    step: &Step,
    going: Going,
) -> Result<(), Problem> {
    let (bot, exchange) = (step.flow.bot(), step.flow.exchange());
    let mut touched = Vec::new();
    for edit in &step.edits {
        one(inner, w, id, scene, &step.flow, edit, going, &mut touched)?;
    }
    let both = [step.flow.old(), step.flow.second(scene.world().current.map(|key| key.generation))];
    for generation in both.into_iter().flatten() {
        touched.extend(find_key(w, bot, exchange, generation)?.map(|row| row.key.id));
    }
    touched.sort_unstable();
    touched.dedup();
    for key in touched {
        record::regrade(inner, w, key)?;
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)] // one arm an edit; a struct of these would be read at this place only
fn one(
    inner: &Inner,
    w: &Writing<'_>,
    id: FlowId,
    scene: &Scene,
    flow: &Flow,
    edit: &Edit,
    going: Going,
    touched: &mut Vec<KeyId>,
) -> Result<(), Problem> {
    let (bot, exchange) = (flow.bot(), flow.exchange());
    let find = |generation: &Generation| key_of(w, bot, exchange, *generation).map(|row| row.key);
    match edit {
        Edit::Candidate { generation, hint, fingerprint, slot } => {
            let mut key = new_key(inner, w, scene, (bot, exchange), *generation)?;
            key.hint = *hint;
            key.fingerprint = Some(*fingerprint);
            key.slot = Some(slot.clone());
            key.state = KeyState::Candidate;
            // Its user made it for this rotation: that is their word for its age, where the exchange tells none.
            key.told = KeyTold { created: Some(inner.now()), at: Some(inner.now()), ..KeyTold::default() };
            w.add_key(&key)?;
        }
        Edit::LostOrphan { generation, hint } => {
            let mut key = new_key(inner, w, scene, (bot, exchange), *generation)?;
            if let Some(hint) = hint {
                key.hint = *hint;
            }
            key.state = KeyState::Orphan;
            touched.push(w.add_key(&key)?);
        }
        Edit::Slot { generation, slot } => {
            w.set_secret(find(generation)?.id, SecretPlace::None, Some(slot))?;
        }
        Edit::SecretHere { generation } => {
            let key = find(generation)?;
            w.set_secret(key.id, inner.stores.place_kept(inner)?, key.slot.as_ref())?;
            inner.stores.keep(inner, w)?;
            touched.push(key.id);
        }
        Edit::SecretGone { generation } => {
            let key = find(generation)?;
            match going {
                Going::Wiped => w.set_wiped(key.id, inner.now())?,
                Going::NotFound => w.set_secret(key.id, SecretPlace::None, key.slot.as_ref())?,
            }
            touched.push(key.id);
        }
        Edit::State { generation, state } => {
            let key = find(generation)?;
            w.set_key_state(key.id, *state)?;
            touched.push(key.id);
        }
        Edit::Current { generation } => {
            let key = find(generation)?;
            w.make_current(key.id)?;
            carry_told(inner, w, scene, flow, &key)?;
        }
        Edit::NoLongerCurrent { generation } => {
            let key = find(generation)?;
            if key.current {
                w.clear_current(key.id)?;
            }
        }
        Edit::Evidence { generation, kind } => {
            let key = find(generation)?;
            let way = scene.world().host_way();
            let row: Evidence = record::word(inner, &key, way, kind.clone());
            w.add_evidence(key.id, &row)?;
            touched.push(key.id);
        }
        Edit::Open(other) => {
            // Nothing of it is due before somebody drives it.
            open(inner, w, other, None)?;
        }
        Edit::Park => nudge(inner, w, (bot, exchange), &Event::Parked, Some(id))?,
        Edit::Unpark { killed, first } => {
            nudge(inner, w, (bot, exchange), &Event::Unparked { killed: *killed, first: *first }, None)?;
        }
        Edit::RetireBot => {
            let mut known = w.known_bot(bot)?.bot;
            known.retired = true;
            w.change_bot(&known)?;
        }
        Edit::Journal { who, hint, what } => {
            w.add_entry(&NewEntry {
                at: inner.now(),
                who: who.clone(),
                bot: Some(bot.clone()),
                exchange: Some(exchange.clone()),
                hint: *hint,
                flow: Some(id.0),
                what: what.clone(),
            })?;
        }
    }
    Ok(())
}

/// A new row for the bot's next key, on the account of its last one.
fn new_key(
    inner: &Inner,
    w: &Writing<'_>,
    scene: &Scene,
    (bot, exchange): (&BotName, &ExchangeId),
    generation: Generation,
) -> Result<NewKey, Problem> {
    let last =
        w.resolve(&crate::domain::KeyRef { bot: bot.clone(), exchange: Some(exchange.clone()), generation: None });
    let account = match last {
        Ok(row) => row.key.account,
        Err(_) => crate::domain::Account::unknown(),
    };
    Ok(NewKey {
        bot: bot.clone(),
        exchange: exchange.clone(),
        site: scene.world().site.clone(),
        account,
        generation,
        hint: crate::domain::KeyHint::of_key(""),
        fingerprint: None,
        slot: None,
        secret: SecretPlace::None,
        state: KeyState::Candidate,
        current: false,
        first_seen: inner.now(),
        told: KeyTold::default(),
    })
}

/// Inserts a flow's row.
pub(super) fn open(
    inner: &Inner,
    w: &Writing<'_>,
    flow: &Flow,
    next_at: Option<crate::domain::Moment>,
) -> Result<FlowId, Problem> {
    let place = place(w, flow, next_at)?;
    w.open_flow(&NewFlow {
        kind: flow.kind().word().into(),
        bot: flow.bot().clone(),
        exchange: flow.exchange().clone(),
        place,
        at: inner.now(),
    })
}

/// A flow as its row has it.
pub(super) fn place(
    w: &Writing<'_>,
    flow: &Flow,
    next_at: Option<crate::domain::Moment>,
) -> Result<FlowPlace, Problem> {
    let id = |generation: Option<Generation>| -> Result<Option<KeyId>, Problem> {
        let Some(generation) = generation else { return Ok(None) };
        // It may have been removed since the flow ended.
        Ok(find_key(w, flow.bot(), flow.exchange(), generation)?.map(|row| row.key.id))
    };
    let (step, at, of) = flow.place();
    let new = match flow {
        Flow::Rotation(_) => id(flow.second(None))?,
        Flow::Revocation(_) => None,
    };
    Ok(FlowPlace {
        version: STORED,
        state: flows::write(flow),
        step: step.into(),
        at: u32::from(at),
        of: u32::from(of),
        next_at,
        old: id(flow.old())?,
        new,
    })
}

/// Moves the open rotation of a bot on an exchange by an event of another flow: it stands still, or goes on. What it wants
/// to look at then waits until it is driven; a change it wants has its intent now, and is looked at then.
fn nudge(
    inner: &Inner,
    w: &Writing<'_>,
    (bot, exchange): (&BotName, &ExchangeId),
    event: &Event,
    by: Option<FlowId>,
) -> Result<(), Problem> {
    let Some(row) = w.open_flow_of(bot, exchange, "rotation")? else { return Ok(()) };
    let flow = flows::read(&row.place.state)?;
    let scene = Scene::of(inner, w, row.id.0, &flow)?;
    let step = flows::step(&flow, event, &scene.world())?;
    let revision = store(inner, w, row.id, row.revision, &scene, &step, Going::NotFound)?;
    let Some(revision) = revision else { return Ok(()) };
    match by {
        Some(by) => w.park_flow(row.id, revision, by).map(|_| ()),
        None if row.parked_by.is_some() => w.unpark_flow(row.id, revision).map(|_| ()),
        None => Ok(()),
    }
}

/// Writes one step whole: edits, the flow's row, and the intent of its change. Returns the row's new revision; `None` where
/// the flow has ended.
pub(super) fn store(
    inner: &Inner,
    w: &Writing<'_>,
    id: FlowId,
    seen: i64,
    scene: &Scene,
    step: &Step,
    going: Going,
) -> Result<Option<i64>, Problem> {
    edits(inner, w, id, scene, step, going)?;
    let place = place(w, &step.flow, step.next_at)?;
    let was_open = w.flow(id)?.is_some_and(|row| row.open);
    let revision = match (was_open, step.open) {
        (true, true) => Some(w.advance_flow(id, seen, &place)?),
        (true, false) => {
            w.end_flow(id, seen, &place, inner.now())?;
            None
        }
        (false, _) => {
            w.amend_ended_flow(id, seen, &place)?;
            None
        }
    };
    if let Some(intent) = step.command.as_ref().and_then(|command| intent_of(inner, w, step, command)) {
        w.add_intent(id, &intent?)?;
    }
    Ok(revision)
}

fn intent_of(
    inner: &Inner,
    w: &Writing<'_>,
    step: &Step,
    command: &flows::Command,
) -> Option<Result<NewIntent, Problem>> {
    let (what, generation, slot, fingerprint) = match command {
        flows::Command::Seal { generation, slot, fingerprint } => ("seal", generation, slot, fingerprint),
        flows::Command::Wipe { generation, slot, fingerprint } => ("wipe", generation, slot, fingerprint),
        flows::Command::Ask { .. } | flows::Command::LookSlot { .. } => return None,
    };
    let key = key_of(w, step.flow.bot(), step.flow.exchange(), *generation);
    Some(key.map(|row| NewIntent {
        what: what.into(),
        key: Some(row.key.id),
        slot: Some(slot.clone()),
        fingerprint: Some(*fingerprint),
        at: inner.now(),
    }))
}

/// What its user told line by line in Check is told of the key from now on: nobody is asked for it twice. Where the exchange
/// tells it one day, its word stands over this.
fn carry_told(inner: &Inner, w: &Writing<'_>, scene: &Scene, flow: &Flow, key: &Key) -> Result<(), Problem> {
    let snapshot = flows::snapshot(flow, &scene.world());
    let told_now = |line: Line| {
        snapshot.lines.iter().any(|check| check.line == line && check.by == Some(By::Told) && check.holds.is_yes())
    };
    if flow.second(None) != Some(key.generation) {
        return Ok(());
    }
    let mut told = key.told.clone();
    let mut scopes = told.scopes.clone().unwrap_or_else(Scopes::unknown);
    if told_now(Line::NoWithdraw) {
        scopes.withdraw = Tri::No;
    }
    if told_now(Line::Enough) {
        scene.bot.needs().unwrap_or_default().iter().for_each(|scope| scopes.set(*scope, Tri::Yes));
    }
    if scopes != told.scopes.clone().unwrap_or_else(Scopes::unknown) {
        told.scopes = Some(scopes);
    }
    if told_now(Line::Listed) && told.list.is_none() {
        let addresses = scene.host.as_ref().map(|host| host.addresses.clone()).filter(|list| !list.is_empty());
        told.list = Some(AddressList { state: ListState::Restricted, addresses });
    }
    if told != key.told {
        told.at = Some(inner.now());
        w.tell(key.id, &told)?;
    }
    Ok(())
}
