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
mod state;
mod suspected;
mod tail;

pub(super) use open::open;
pub(super) use picture::snapshot;
pub use state::{Answer, Heard, Revocation, State, TailLook};

use super::act::{self, Act, Which};
use super::stated::Wiping;
use super::view::View;
use super::{Edit, Event, Flow, Illegal, Named, Said, Step, Word, World};
use crate::domain::{Generation, KeyHint};

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
