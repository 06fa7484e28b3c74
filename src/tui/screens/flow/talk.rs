//! A screen's talk with one flow: words go out, snapshots come in. The flow's truth is its row: nothing is remembered here but
//! the last picture, and what is due is begun at its time.

use crate::domain::{ExchangeId, Moment, Span};
use crate::engine::port::{Answer, FleetRow, FlowCard, FlowKind, FlowTarget, Job, StoreState, Target, Tell};
use crate::flows::{Snapshot, Word};
use crate::secret::Handle;
use crate::tui::glyphs;
use crate::tui::screens::{Screen, unlock};
use crate::tui::state::{Go, Shared, Ticket};
use std::collections::VecDeque;

/// What a person says to a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    word: Word,
    typed: Option<String>,
    reason: Option<String>,
    credential: Option<Handle>,
    again: bool,
}

impl Say {
    /// A word alone.
    pub const fn of(word: Word) -> Self {
        Self { word, typed: None, reason: None, credential: None, again: false }
    }

    /// With the bot's name, as it was typed.
    #[must_use]
    pub fn typed(self, name: &str) -> Self {
        Self { typed: Some(name.to_owned()), ..self }
    }

    /// With its reason.
    #[must_use]
    pub fn because(self, reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..self }
    }

    /// With the new key, which lies on the tray.
    #[must_use]
    pub fn with_key(self, handle: Handle) -> Self {
        Self { credential: Some(handle), ..self }
    }

    /// Meant although it repeats one that is done.
    #[must_use]
    pub fn once_more(self) -> Self {
        Self { again: true, ..self }
    }

    /// It asks the exchange or seals something, so the store must be open.
    const fn needs_store(&self) -> bool {
        matches!(self.word, Word::Begin | Word::HaveKey | Word::Ask | Word::Wipe | Word::RotateFirst)
    }
}

/// What an answer was to this talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// Another's.
    NotMine,
    /// There is a new picture.
    News,
    /// The wish was refused; its sentence stands on the page.
    Refused,
}

/// Something may change by itself, or by another process: it is open, or a plan that somebody else may begin.
fn moves(snapshot: &Snapshot) -> bool {
    snapshot.open || snapshot.state == "planned"
}

/// The talk.
#[derive(Debug)]
pub struct Talk {
    target: FlowTarget,
    /// The last picture.
    pub card: Option<Box<FlowCard>>,
    /// Why the last wish was not taken.
    pub refused: Option<String>,
    sent: Option<(Ticket, Moment)>,
    heard: Option<Ticket>,
    queue: VecDeque<Say>,
    looked: Option<Moment>,
    patience: Span,
    pulse: Pulse,
}

/// Whether somebody else wrote meanwhile.
#[derive(Debug, Default)]
struct Pulse {
    known: Option<i64>,
    sent: Option<Ticket>,
    asked: Option<Moment>,
}

/// A look that brought nothing is not repeated sooner.
const PATIENCE: Span = Span::seconds(2);

/// Nor, after many, later.
const LONGEST: Span = Span::seconds(60);

/// How often it is looked whether another process moved the flow.
const PULSE: Span = Span::seconds(3);

impl Talk {
    /// A talk that begins with a look.
    pub fn new(row: &FleetRow, kind: FlowKind, shared: &mut Shared) -> Self {
        let mut talk = Self::silent(row, kind);
        talk.look(shared);
        talk
    }

    /// A talk about a flow that is not open yet.
    pub fn silent(row: &FleetRow, kind: FlowKind) -> Self {
        let generation = match kind {
            FlowKind::Rotation => None,
            FlowKind::Revocation => Some(row.generation),
        };
        let target = Target { bot: row.bot.clone(), exchange: Some(row.exchange.clone()), generation };
        Self {
            target: FlowTarget { target, kind },
            card: None,
            refused: None,
            sent: None,
            heard: None,
            queue: VecDeque::new(),
            looked: None,
            patience: PATIENCE,
            pulse: Pulse::default(),
        }
    }

    /// The last picture.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.card.as_ref().map(|card| &card.snapshot)
    }

    /// The state's word; empty before the first picture.
    pub fn state(&self) -> &'static str {
        self.snapshot().map_or("", |snapshot| snapshot.state)
    }

    /// The flow takes this word now, whatever its argument.
    pub fn takes(&self, word: &str) -> bool {
        self.snapshot().is_some_and(|snapshot| {
            let fits =
                |taken: &String| taken == word || taken.strip_prefix(word).is_some_and(|rest| rest.starts_with(':'));
            snapshot.takes.iter().any(fits)
        })
    }

    /// Which flow.
    pub const fn target(&self) -> &FlowTarget {
        &self.target
    }

    fn exchange(&self) -> Option<&ExchangeId> {
        self.target.target.exchange.as_ref()
    }

    /// For how many seconds the engine has been at it; `None` while nothing runs.
    pub fn busy(&self, now: Moment) -> Option<i64> {
        self.sent.map(|(_, since)| (now - since).num_seconds().max(0))
    }

    /// Looks where it stands; what is due is done.
    pub fn look(&mut self, shared: &mut Shared) {
        self.looked = Some(shared.now);
        self.sent = Some((shared.start(Job::Flow(self.target.clone())), shared.now));
    }

    /// Says something. Where it needs the store and that is locked, it is unlocked first.
    pub fn tell(&mut self, say: Say, shared: &mut Shared) -> Go {
        self.refused = None;
        if shared.read_only {
            self.refused = Some("Nothing is changed in this sitting: it was started with --read-only.".into());
            return Go::Stay;
        }
        let locked = say.needs_store() && shared.is_locked();
        let job = Job::Tell(Box::new(Tell {
            to: self.target.clone(),
            word: Some(say.word),
            typed: say.typed,
            reason: say.reason,
            credential: say.credential,
            again: say.again,
        }));
        if locked {
            self.sent = Some((shared.start_once_open(job), shared.now));
            return Go::Ask(Box::new(Screen::Unlock(unlock::State::new(shared))));
        }
        self.sent = Some((shared.start(job), shared.now));
        Go::Stay
    }

    /// Says several things, one after the other; the first that is refused ends it.
    pub fn tell_all(&mut self, says: Vec<Say>, shared: &mut Shared) -> Go {
        self.queue = says.into();
        match self.queue.pop_front() {
            Some(say) => self.tell(say, shared),
            None => Go::Stay,
        }
    }

    /// Hears an answer.
    pub fn hear(&mut self, ticket: Ticket, answer: &Answer, shared: &mut Shared) -> Heard {
        let mine = self.sent.is_some_and(|(sent, _)| sent == ticket);
        match answer {
            Answer::Flow(card) if self.is_about(card) && self.heard.is_none_or(|heard| ticket >= heard) => {
                self.take(ticket, card, shared.now);
                if mine {
                    self.sent = None;
                    if let Some(say) = self.queue.pop_front() {
                        self.tell(say, shared);
                    }
                }
                Heard::News
            }
            Answer::Problem(problem) if mine => {
                self.sent = None;
                self.queue.clear();
                shared.note(glyphs::BROKEN, self.target.target.bot.as_str(), &problem.to_string());
                self.refused = Some(problem.sentence());
                Heard::Refused
            }
            // What was due and waited for the store goes on.
            Answer::Store(store) if store.state == StoreState::Open && self.sent.is_none() && self.card.is_some() => {
                self.look(shared);
                Heard::NotMine
            }
            Answer::Pulse(now) if self.pulse.sent == Some(ticket) => {
                self.pulse.sent = None;
                let moved = self.pulse.known.is_some_and(|known| known != *now);
                self.pulse.known = Some(*now);
                if moved && self.sent.is_none() {
                    self.look(shared);
                }
                Heard::NotMine
            }
            Answer::Stopped if mine => {
                self.sent = None;
                Heard::NotMine
            }
            _ => Heard::NotMine,
        }
    }

    fn is_about(&self, card: &FlowCard) -> bool {
        let snapshot = &card.snapshot;
        let generation = self.target.target.generation;
        snapshot.kind == self.target.kind
            && snapshot.bot == self.target.target.bot
            && self.exchange() == Some(&snapshot.exchange)
            && generation.is_none_or(|generation| snapshot.old.is_none_or(|old| old.generation == generation))
    }

    fn take(&mut self, ticket: Ticket, card: &FlowCard, now: Moment) {
        self.heard = Some(ticket);
        self.pulse.known = Some(card.revision);
        let due = card.snapshot.next_at.is_some_and(|at| at <= now);
        self.patience = if due { (self.patience * 2).min(LONGEST) } else { PATIENCE };
        self.card = Some(Box::new(card.clone()));
    }

    /// A second went by: what is due is begun, and whether another process moved the flow is looked at now and then.
    pub fn tick(&mut self, shared: &mut Shared) {
        let Some(snapshot) = self.snapshot() else { return };
        if self.sent.is_some() || !moves(snapshot) {
            return;
        }
        let rested = self.looked.is_none_or(|looked| shared.now - looked >= self.patience || looked > shared.now);
        if snapshot.next_at.is_some_and(|at| at <= shared.now) && rested && !shared.is_locked() {
            return self.look(shared);
        }
        let due = self.pulse.asked.is_none_or(|asked| shared.now - asked >= PULSE || asked > shared.now);
        if due && self.pulse.sent.is_none() {
            self.pulse.asked = Some(shared.now);
            self.pulse.sent = Some(shared.start(Job::Pulse));
        }
    }

    /// Something on its screen counts seconds.
    pub fn counts(&self) -> bool {
        self.sent.is_some() || self.snapshot().is_some_and(moves)
    }
}
