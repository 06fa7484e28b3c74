//! Revocation: killing one key on suspicion, with a graded proof. A file a state; each has `take` (a wish: whether it was its
//! own), `settle` (judge what is known, move on, look where a look is due), and `view`. Facts only set what was *heard*.

mod closed;
mod controlled;
mod cut_off;
mod heard;
mod kill_now;
mod look;
mod open;
mod orders;
mod picture;
mod prove;
mod replace;
mod suspected;
mod tail;

pub(super) use open::open;
pub(super) use picture::snapshot;

use super::act::{self, Act, Stated, Which, Wiping};
use super::proof::Anchor;
use super::view::View;
use super::{Edit, Event, Flow, Illegal, Named, Said, Step, Word, World};
use crate::domain::{BotName, ExchangeId, Generation, KeyHint, KeyState, Moment, Pace, SiteId, Way};
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
    const fn is_before_prove(&self) -> bool {
        matches!(self, Self::Suspected | Self::Controlled | Self::KillNow { .. } | Self::CutOff { .. })
    }
}

impl Revocation {
    /// The steps' words, for line 2 and for `at` and `of`.
    pub const STEPS: &'static [&'static str] = &["stop", "kill", "prove", "look", "new"];

    /// Step, number, of how many. What has ended stands at the end.
    pub fn place(&self) -> (&'static str, u8, u8) {
        let of = u8::try_from(Self::STEPS.len()).unwrap_or(u8::MAX);
        let step = self.state.step();
        let at = Self::STEPS.iter().position(|word| *word == step).and_then(|at| u8::try_from(at + 1).ok());
        (step, at.unwrap_or(of), of)
    }

    /// Somebody tries to kill this key here.
    pub fn kills(&self, generation: Generation) -> bool {
        let killing = !matches!(self.state, State::Suspected | State::Controlled | State::Aborted { .. });
        killing && generation == self.key.generation
    }

    fn hint(&self) -> Option<KeyHint> {
        Some(self.key.hint)
    }

    /// The key that stays at the exchange: the bot's current one, if that is another.
    fn other(&self, act: &Act<'_>) -> Option<Named> {
        act.world.current.filter(|current| current.generation != self.key.generation)
    }

    /// The bot can go on without a replacement: it has another key, which is not known to be dead.
    fn has_another(&self, act: &Act<'_>) -> bool {
        self.other(act).is_some() && !self.other_lost && !act.is_named_gone(Which::New)
    }

    /// The parked rotation holds this key.
    fn holds_rotation(&self, act: &Act<'_>) -> bool {
        act.world.rotation.is_some_and(|rotation| rotation.holds(self.key.generation))
    }
}

/// Moves a revocation by one event.
pub(super) fn step(flow: &Revocation, event: &Event, world: &World<'_>) -> Result<Step, Illegal> {
    let mut r = flow.clone();
    let looked = matches!(event, Event::Asked { .. } | Event::NotAsked { .. });
    let outcome = matches!(event, Event::Wiped(_) | Event::SlotLooked(_));
    let mut act = Act::new(world, r.pace, r.way.clone(), !looked && !outcome);
    match event {
        Event::Word(said) => word(&mut r, &mut act, said)?,
        Event::HaveKey(_) => {
            let hint = "Begin the replacement with `replace`, then give it to that rotation.";
            return Err(Illegal::new("The new key", "a revocation takes no key", hint));
        }
        Event::Wiped(outcome) => closed::wiped(&mut r, &mut act, *outcome),
        Event::SlotLooked(look) => closed::slot_looked(&mut r, &mut act, *look),
        Event::SecretGone(generation) => {
            act.edit(Edit::SecretGone { generation: *generation });
            if *generation == r.key.generation {
                act.note(
                    r.hint(),
                    format!("{}: its secret is gone from the store; it is graded without it", r.key.hint),
                );
            }
        }
        Event::Asked { .. } => (r.hold, r.note) = (None, None),
        Event::NotAsked { why, until } => (r.hold, r.note) = (*until, Some(why.clone())),
        Event::Sealed(_) | Event::Parked | Event::Unparked { .. } | Event::Tick => {}
    }
    let before = r.state.clone();
    settle(&mut r, &mut act);
    if matches!(event, Event::Asked { old: true, .. }) && r.state == before && r.state.is_before_prove() {
        r.note = act.newest(Which::Old);
    }
    finish(r, act)
}

/// Settles, and makes the step of it.
fn finish(mut r: Revocation, mut act: Act<'_>) -> Result<Step, Illegal> {
    settle(&mut r, &mut act);
    clock(&mut r, &act);
    let next_at = picture::next_at(&r, act.world);
    let open = r.state.is_open();
    Ok(Step { flow: Flow::Revocation(r), edits: act.edits, command: act.command, next_at, open })
}

/// A person's word: a fact is noted in every state, a wish must be one that this state takes.
fn word(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<(), Illegal> {
    act::complete(said, act)?;
    if said.word.is_fact() {
        r.note = None;
        return heard::take(r, act, &said.word);
    }
    if let Word::Way(way) = &said.word
        && r.state.is_open()
    {
        r.way = Some(way.clone());
        act.way = r.way.clone();
        act.you(r.hint(), format!("asks {way} from now on"));
        return Ok(());
    }
    if said.word == Word::Ask && r.state.is_open() {
        r.note = None;
        return act.ask_for(true, r.other(act).is_some(), r.hold);
    }
    let before = r.note.take();
    if take(r, act, said)? {
        return Ok(());
    }
    r.note = before;
    let waits = picture::waits_for(r, act.world);
    Err(act::refused(&said.word, format!("the revocation stands at {}", r.state.word()), &waits))
}

/// The state's own wishes. False: it does not take this one.
fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match r.state {
        State::Suspected => suspected::take(r, act, said),
        State::Controlled => controlled::take(r, act, said),
        State::KillNow { .. } => kill_now::take(r, act, said),
        State::CutOff { .. } => cut_off::take(r, act, said),
        State::Prove { .. } => prove::take(r, act, said),
        State::Look => look::take(r, act, said),
        State::Replace => replace::take(r, act, said),
        State::Tail => tail::take(r, act, said),
        State::Closed { .. } | State::Aborted { .. } => closed::take(r, act, said),
    }
}

/// Lets each state judge what is known until none moves any more.
fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    for _ in 0..12 {
        let before = r.state.clone();
        closed::wipe_on(r, act);
        match r.state {
            State::Suspected => suspected::settle(r, act),
            State::Controlled => controlled::settle(r, act),
            State::KillNow { .. } => kill_now::settle(r, act),
            State::CutOff { .. } => cut_off::settle(r, act),
            State::Prove { .. } => prove::settle(r, act),
            State::Look => look::settle(r, act),
            State::Replace => replace::settle(r, act),
            State::Tail => tail::settle(r, act),
            State::Closed { .. } | State::Aborted { .. } => {}
        }
        if r.state == before {
            return;
        }
    }
}

/// How long the key could be used: the count stands still once it is cut off or dead, and goes on if it lives again.
fn clock(r: &mut Revocation, act: &Act<'_>) {
    let Some(grade) = act.verdict(Which::Old).map(|verdict| verdict.grade) else { return };
    let stopped = grade.is_death() || grade == crate::domain::Grade::CutOff || matches!(r.state, State::CutOff { .. });
    if !stopped && grade == crate::domain::Grade::Alive && r.state.is_open() {
        r.usable_until = None;
    } else if stopped && r.usable_until.is_none() {
        r.usable_until = Some(act.now());
    }
}
