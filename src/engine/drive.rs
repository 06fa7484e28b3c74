//! Moves flows. The only place that knows the order: read the row, step, write with the revision that was read, act, write
//! the outcome. The screens' keys and `--tell` come through the same call.

use super::act::{self, Acted, Actor};
use super::apply::{self, Going};
use super::inner::Inner;
use super::port::{FlowCard, FlowKind, FlowTarget, Target, Tell};
use super::record;
use super::scene::Scene;
use super::work::{add, fleet, guide};
use crate::domain::{BotName, ExchangeId, Generation, Key, KeyRef, Outcome, Problem, SecretPlace, SlotId};
use crate::flows::{self, Command, Event, Flow, NewKey, Owner, Said, SlotLook, Step, Word};
use crate::inventory::{FlowId, FlowRow, Intent, KeyRow, Reads};
use crate::secret::Credential;
use crate::system::lock::Held;
use crate::vault::Look;

/// Which flow, found.
struct Subject {
    bot: BotName,
    exchange: ExchangeId,
    /// The key that it is about; `None` for a bot that has none.
    about: Option<Generation>,
    kind: FlowKind,
}

/// Where a flow stands, its last one, or its plan. Does what is due and needs no person.
pub(super) fn look(inner: &Inner, target: &FlowTarget) -> Result<FlowCard, Problem> {
    let tell = Tell { to: target.clone(), word: None, typed: None, reason: None, credential: None, again: false };
    if let Some(card) = at_rest(inner, target)? {
        return Ok(card);
    }
    self::tell(inner, &tell, None)
}

/// The flow as it is shown, where nothing is due and nothing was interrupted: then no lock is taken, nothing is written,
/// and whoever watches is not woken.
fn at_rest(inner: &Inner, target: &FlowTarget) -> Result<Option<FlowCard>, Problem> {
    let revision = inner.inventory.pulse()?;
    inner.inventory.read(|see| {
        let subject = find(see, target, false)?;
        let row = match row_of(see, &subject, true)? {
            None => row_of(see, &subject, false)?,
            open => open,
        };
        let Some(row) = row else { return card_at(inner, see, &subject, None, revision).map(Some) };
        let flow = flows::read(&row.place.state)?;
        let scene = Scene::of(inner, see, row.id.0, &flow)?;
        if row.open {
            let step = flows::step(&flow, &Event::Tick, &scene.world())?;
            let due = changes(&row, &flow, &step) || step.command.is_some() || unsettled(see, row.id)?.is_some();
            if due && !inner.inventory.is_read_only() {
                return Ok(None);
            }
        }
        card_of(inner, see, &flow, &scene, revision).map(Some)
    })
}

/// Whether a step has anything to write.
fn changes(row: &FlowRow, flow: &Flow, step: &Step) -> bool {
    step.flow != *flow || !step.edits.is_empty() || step.open != row.open || step.next_at != row.place.next_at
}

/// A person's word to a flow; without one, what is due.
pub(super) fn tell(inner: &Inner, tell: &Tell, credential: Option<Credential>) -> Result<FlowCard, Problem> {
    let subject = inner.inventory.read(|see| find(see, &tell.to, tell.reason.is_some()))?;
    let held = inner.hold(&subject.bot)?;
    if tell.word.as_ref().is_some_and(needs_store) {
        inner.stores.open_silently(inner)?;
    }
    let mut drive = Drive { inner, subject, credential, _held: held };
    let open = drive.open_row()?;
    if let Some(row) = &open {
        drive.resume(row)?;
    }
    let id = match (&tell.word, open) {
        (word, Some(row)) => {
            drive.told(row.id, word.as_ref(), tell)?;
            Some(row.id)
        }
        (word, None) => drive.without_open(word.as_ref(), tell)?,
    };
    drive.card(id)
}

/// Wishes that come to nothing without the store: said before anything is begun, so that it can be unlocked first.
const fn needs_store(word: &Word) -> bool {
    matches!(word, Word::Begin | Word::HaveKey | Word::RotateFirst | Word::Ask | Word::Wipe)
}

fn find(see: &Reads<'_>, to: &FlowTarget, has_reason: bool) -> Result<Subject, Problem> {
    let FlowTarget { target: Target { bot, exchange, generation }, kind } = to;
    see.known_bot(bot)?;
    let generation = match kind {
        FlowKind::Rotation => None,
        FlowKind::Revocation => *generation,
    };
    let row = see.resolve(&KeyRef { bot: bot.clone(), exchange: exchange.clone(), generation })?;
    let about = match kind {
        FlowKind::Rotation => see.current_key(bot, &row.key.exchange)?.map(|key| key.generation),
        FlowKind::Revocation if generation.is_none() => Some(revoked(see, bot, &row, has_reason)?),
        FlowKind::Revocation => Some(row.key.generation),
    };
    Ok(Subject { bot: bot.clone(), exchange: row.key.exchange, about, kind: *kind })
}

/// Which key a revocation without `--generation` is about: one that is open goes on, whatever the bot lives on by now; else
/// the last one is shown; and what is opened, by its reason, is about the bot's current key.
fn revoked(see: &Reads<'_>, bot: &BotName, row: &KeyRow, has_reason: bool) -> Result<Generation, Problem> {
    let (exchange, kind) = (&row.key.exchange, FlowKind::Revocation.word());
    let meant = match see.open_flow_of(bot, exchange, kind)? {
        None if !has_reason => see.last_flow_of(bot, exchange, kind)?,
        open => open,
    };
    let key = meant.and_then(|flow| flow.place.old).map(|key| see.key(key)).transpose()?.flatten();
    Ok(key.map_or(row.key.generation, |key| key.generation))
}

fn row_of(see: &Reads<'_>, subject: &Subject, open: bool) -> Result<Option<FlowRow>, Problem> {
    let Subject { bot, exchange, about, kind } = subject;
    match (kind, about) {
        (FlowKind::Rotation, _) if open => see.open_flow_of(bot, exchange, kind.word()),
        (FlowKind::Rotation, _) => see.last_flow_of(bot, exchange, kind.word()),
        (FlowKind::Revocation, Some(about)) => {
            let key = super::scene::key_of(see, bot, exchange, *about)?.key.id;
            if open { see.open_flow_with(key, kind.word()) } else { see.last_flow_with(key, kind.word()) }
        }
        (FlowKind::Revocation, None) => Ok(None),
    }
}

/// The last change of a flow, while its outcome is open.
fn unsettled(see: &Reads<'_>, id: FlowId) -> Result<Option<Intent>, Problem> {
    let last = see.intents(id)?.pop();
    Ok(last.filter(|intent| !matches!(intent.outcome, Some((Outcome::Confirmed | Outcome::Refused, _)))))
}

struct Drive<'a> {
    inner: &'a Inner,
    subject: Subject,
    /// The credential that came with `have-key`, until it is sealed.
    credential: Option<Credential>,
    _held: Held,
}

impl Drive<'_> {
    fn open_row(&self) -> Result<Option<FlowRow>, Problem> {
        self.row(true)
    }

    fn row(&self, open: bool) -> Result<Option<FlowRow>, Problem> {
        self.inner.inventory.read(|see| row_of(see, &self.subject, open))
    }

    /// A change of which nobody knows yet whether it is done is looked at before anything else happens.
    fn resume(&mut self, row: &FlowRow) -> Result<(), Problem> {
        let Some(intent) = self.inner.inventory.read(|see| unsettled(see, row.id))? else { return Ok(()) };
        let (Some(slot), Some(fingerprint)) = (intent.new.slot.clone(), intent.new.fingerprint) else { return Ok(()) };
        let look = Command::LookSlot { slot, fingerprint };
        let acted = self.act(row.id, &look)?;
        self.run(row.id, acted)
    }

    /// A word for a flow that is open, or has ended.
    fn told(&mut self, id: FlowId, word: Option<&Word>, tell: &Tell) -> Result<(), Problem> {
        let event = self.event(word, tell)?;
        let before = self.slot_of(&event)?;
        self.run(id, Acted::plain(event.clone()))?;
        if let Some(before) = before {
            self.clear(&event, &before)?;
        }
        Ok(())
    }

    /// Where the row of the key that was given has its secret.
    fn slot_of(&self, event: &Event) -> Result<Option<SlotId>, Problem> {
        let Event::HaveKey(given) = event else { return Ok(None) };
        let key = self.inner.inventory.read(|see| see.key_by_fingerprint(&given.fingerprint))?;
        Ok(key.and_then(|key| key.slot))
    }

    /// A key that was given again with another secret, or that was not seen arriving, lies in a new slot now: what no row
    /// names any more is wiped. Where that fails, `store` lists it.
    fn clear(&self, event: &Event, before: &SlotId) -> Result<(), Problem> {
        let Event::HaveKey(given) = event else { return Ok(()) };
        let key = self.inner.inventory.read(|see| see.key_by_fingerprint(&given.fingerprint))?;
        let Some(key) = key.filter(|key| key.slot.as_ref() != Some(before) && key.secret != SecretPlace::None) else {
            return Ok(());
        };
        let _ = self.inner.stores.of_key(self.inner, &key)?.wipe(before);
        Ok(())
    }

    /// No flow is open: a plan, the last one, or the beginning of a new one.
    fn without_open(&mut self, word: Option<&Word>, tell: &Tell) -> Result<Option<FlowId>, Problem> {
        let last = self.row(false)?;
        let last_flow = last.as_ref().map(|row| flows::read(&row.place.state)).transpose()?;
        match self.subject.kind {
            FlowKind::Revocation => self.revoke(word, tell, last.map(|row| row.id)),
            FlowKind::Rotation => {
                let begins = matches!(word, Some(Word::Begin));
                let repeats = last_flow.as_ref().is_some_and(|flow| flow.begin_repeats(self.inner.now(), tell.again));
                match (word, last) {
                    (None, Some(last)) => Ok(Some(last.id)),
                    (Some(Word::Begin), Some(last)) if repeats => Ok(Some(last.id)),
                    (Some(_), Some(last)) if !begins => {
                        self.told(last.id, word, tell)?;
                        Ok(Some(last.id))
                    }
                    (None, None) => Ok(None),
                    (Some(_), _) => self.begin(word, tell),
                }
            }
        }
    }

    fn revoke(&mut self, word: Option<&Word>, tell: &Tell, last: Option<FlowId>) -> Result<Option<FlowId>, Problem> {
        match (&tell.reason, word, last) {
            (_, None, Some(last)) if tell.reason.is_none() => Ok(Some(last)),
            // Words for one that was open: said again after its end, they change nothing and open nothing.
            (_, Some(Word::Wipe | Word::Accept | Word::Abort), Some(last)) => {
                self.told(last, word, tell)?;
                Ok(Some(last))
            }
            (None, _, Some(last)) => {
                self.told(last, word, tell)?;
                Ok(Some(last))
            }
            (None, _, None) => Err(no_reason()),
            (Some(reason), word, _) => {
                let id = self.open_revocation(reason)?;
                if word.is_some() {
                    self.told(id, word, tell)?;
                } else {
                    self.run(id, Acted::plain(Event::Tick))?;
                }
                Ok(Some(id))
            }
        }
    }

    fn open_revocation(&self, reason: &str) -> Result<FlowId, Problem> {
        let Subject { bot, exchange, about, .. } = &self.subject;
        let reason = crate::domain::clean(reason, 200);
        self.inner.inventory.write(|w| {
            let scene = Scene::before(self.inner, w, bot, exchange, *about)?;
            let step = flows::begin_revocation(&scene.world(), &reason)?;
            let id = apply::open(self.inner, w, &step.flow, step.next_at)?;
            apply::edits(self.inner, w, id, &scene, &step, Going::NotFound)?;
            Ok(id)
        })
    }

    /// `begin`: the plan becomes a row with its first step.
    fn begin(&mut self, word: Option<&Word>, tell: &Tell) -> Result<Option<FlowId>, Problem> {
        let event = self.event(word, tell)?;
        let Subject { bot, exchange, about, .. } = &self.subject;
        let (id, command) = self.inner.inventory.write(|w| {
            let scene = Scene::before(self.inner, w, bot, exchange, *about)?;
            if let Some(row) = add::adding(w, bot, exchange)?.first() {
                return Err(Problem::new(
                    "The rotation was not begun",
                    format!("{} is being added there", row.key.hint),
                    "Save that key first, or drop it.",
                ));
            }
            let plan = flows::begin_rotation(&scene.world());
            let step = flows::step(&plan, &event, &scene.world())?;
            if !step.open || step.flow == plan {
                return Ok((None, None));
            }
            let id = apply::open(self.inner, w, &step.flow, step.next_at)?;
            apply::edits(self.inner, w, id, &scene, &step, Going::NotFound)?;
            Ok((Some(id), step.command))
        })?;
        if let (Some(id), Some(command)) = (id, command) {
            let acted = self.act(id, &command)?;
            self.run(id, acted)?;
        }
        Ok(id)
    }

    /// A person's word as an event; a credential is measured here, its bytes stay.
    fn event(&self, word: Option<&Word>, tell: &Tell) -> Result<Event, Problem> {
        let Some(word) = word else { return Ok(Event::Tick) };
        if *word == Word::HaveKey {
            let Some(credential) = &self.credential else {
                return Err(Problem::usage(
                    "The new key was not taken",
                    "no credential came with it",
                    "Give it as one JSON object on standard input: {\"key\": .., \"secret\": ..}.",
                ));
            };
            return self.new_key(credential).map(Event::HaveKey);
        }
        let typed = tell.typed.as_deref() == Some(self.subject.bot.as_str());
        if !typed && tell.typed.is_some() {
            return Err(Problem::new(
                "The word was not taken",
                "the name that was typed is not the bot's",
                format!("Type {} to mean it.", self.subject.bot),
            ));
        }
        let reason = tell.reason.as_deref().map(|reason| crate::domain::clean(reason, 200));
        Ok(Event::Word(Said { word: word.clone(), typed, reason, again: tell.again }))
    }

    fn new_key(&self, credential: &Credential) -> Result<NewKey, Problem> {
        add::fits(self.inner.venue(&self.subject.exchange)?, credential)?;
        let fingerprint = credential.fingerprint(&self.subject.exchange, self.inner.home_key()?);
        let known = self.inner.inventory.read(|see| see.key_by_fingerprint(&fingerprint))?;
        let slot = match known.as_ref().and_then(|key| self.sealed_in(key, credential)) {
            Some(slot) => slot,
            None => self.inner.new_slot()?,
        };
        let owner = known.map(|key| Owner {
            bot: key.bot,
            exchange: key.exchange,
            generation: key.generation,
            state: key.state,
        });
        Ok(NewKey { slot, fingerprint, hint: credential.hint(), owner })
    }

    /// Where this very credential lies already: an orphan that is taken in again, a paste that arrived late. It is not sealed
    /// a second time: a copy that no row names would outlive the wiping.
    fn sealed_in(&self, key: &Key, credential: &Credential) -> Option<SlotId> {
        let slot = key.slot.clone()?;
        let vault = self.inner.stores.of_key(self.inner, key).ok()?;
        (vault.look(&slot, &|_, there| there.same_as(credential)) == Look::Equal).then_some(slot)
    }

    /// Steps, writes, acts, and steps again with what came of it, until nothing is to be done. What is due after a word (the
    /// first look at a key that was just sealed, say) is done in the same call.
    fn run(&mut self, id: FlowId, mut acted: Acted) -> Result<(), Problem> {
        let mut ticked = matches!(acted.event, Event::Tick);
        // Each round is one act; no state acts for ever (a look is followed by a rest), and a bound makes sure of it.
        for _ in 0..32 {
            let step = self.advance(id, &acted)?;
            acted = match step.command {
                Some(command) => self.act(id, &command)?,
                None if !ticked && step.open => {
                    ticked = true;
                    Acted::plain(Event::Tick)
                }
                None => return Ok(()),
            };
        }
        Ok(())
    }

    fn act(&mut self, id: FlowId, command: &Command) -> Result<Acted, Problem> {
        let Subject { bot, exchange, .. } = &self.subject;
        let (flow, current) = self.inner.inventory.read(|see| {
            let row = see.flow(id)?.ok_or_else(vanished)?;
            Ok((flows::read(&row.place.state)?, see.current_key(bot, exchange)?.map(|key| key.generation)))
        })?;
        let actor = Actor { bot, exchange, state: flow.state_word(), old: flow.old(), new: flow.second(current) };
        act::act(self.inner, &actor, command, &mut self.credential)
    }

    /// One transaction: the outcome of the last act, the step that it causes, its edits, and the next intent.
    fn advance(&self, id: FlowId, acted: &Acted) -> Result<Step, Problem> {
        let inner = self.inner;
        inner.inventory.write(|w| {
            for (key, asked) in &acted.asked {
                let changed = record::asked(inner, w, *key, asked)?;
                record::news(inner, w, *key, &changed)?;
            }
            if let Some(intent) = w.intents(id)?.pop()
                && let Some(outcome) = outcome_of(&intent, &acted.event)
            {
                w.outcome(intent.id, outcome, inner.now())?;
            }
            let row = w.flow(id)?.ok_or_else(vanished)?;
            let flow = flows::read(&row.place.state)?;
            let scene = Scene::of(inner, w, id.0, &flow)?;
            let step = flows::step(&flow, &acted.event, &scene.world())?;
            if acted.event == Event::Tick && !changes(&row, &flow, &step) && step.command.is_none() {
                return Ok(step);
            }
            let going = if matches!(acted.event, Event::SecretGone(_)) { Going::NotFound } else { Going::Wiped };
            apply::store(inner, w, id, row.revision, &scene, &step, going)?;
            Ok(step)
        })
    }

    /// The flow as both faces show it.
    fn card(&self, id: Option<FlowId>) -> Result<FlowCard, Problem> {
        // Before the view is taken: what is written from here on is news to whoever shows this.
        let revision = self.inner.inventory.pulse()?;
        self.inner.inventory.read(|see| card_at(self.inner, see, &self.subject, id, revision))
    }
}

/// A flow by its row; without one, the plan.
fn card_at(
    inner: &Inner,
    see: &Reads<'_>,
    subject: &Subject,
    id: Option<FlowId>,
    revision: i64,
) -> Result<FlowCard, Problem> {
    let Subject { bot, exchange, about, kind } = subject;
    let (flow, scene) = match id.map(|id| see.flow(id)).transpose()?.flatten() {
        Some(row) => {
            let flow = flows::read(&row.place.state)?;
            let scene = Scene::of(inner, see, row.id.0, &flow)?;
            (flow, scene)
        }
        None if *kind == FlowKind::Revocation => return Err(no_reason()),
        None => {
            let scene = Scene::before(inner, see, bot, exchange, *about)?;
            (flows::begin_rotation(&scene.world()), scene)
        }
    };
    card_of(inner, see, &flow, &scene, revision)
}

fn no_reason() -> Problem {
    Problem::usage(
        "The revocation was not opened",
        "it needs its reason once",
        "Say what you suspect: --reason \"seen in a log\".",
    )
}

fn card_of(inner: &Inner, see: &Reads<'_>, flow: &Flow, scene: &Scene, revision: i64) -> Result<FlowCard, Problem> {
    let snapshot = flows::snapshot(flow, &scene.world());
    let last;
    let about = match scene.old.as_ref().or(scene.new.as_ref()) {
        Some(seen) => &seen.row,
        None => {
            let exchange = Some(flow.exchange().clone());
            last = see.resolve(&KeyRef { bot: flow.bot().clone(), exchange, generation: None })?;
            &last
        }
    };
    let row = fleet::row_of(inner, see, about)?;
    let page = scene.venue.site(flow.site()).map(|site| site.page.clone()).unwrap_or_default();
    Ok(FlowCard {
        guide: guide::lines(inner, see, scene, &snapshot, about, &row)?,
        evidence: scene.evidence(),
        host: scene.host.clone(),
        open: snapshot.open,
        revision,
        snapshot,
        row,
        page,
    })
}

/// What an event tells of the change that came before it. A look settles it: what lies in the slot is how it ended.
fn outcome_of(intent: &Intent, event: &Event) -> Option<Outcome> {
    if matches!(intent.outcome, Some((Outcome::Confirmed | Outcome::Refused, _))) {
        return None;
    }
    let seals = intent.new.what.as_ref() == "seal";
    match event {
        Event::Sealed(outcome) if seals => Some(*outcome),
        Event::Wiped(outcome) if !seals => Some(*outcome),
        Event::SlotLooked(look) => match (seals, look) {
            (true, SlotLook::Equal) | (false, SlotLook::Absent) => Some(Outcome::Confirmed),
            (true, SlotLook::Absent | SlotLook::Other) | (false, SlotLook::Equal | SlotLook::Other) => {
                Some(Outcome::Refused)
            }
            (_, SlotLook::Locked) => None,
        },
        _ => None,
    }
}

fn vanished() -> Problem {
    Problem::new("The flow could not be moved", "it is not there any more", "Look at the fleet again.")
}
