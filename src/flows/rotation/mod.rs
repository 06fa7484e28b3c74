//! Rotation: make before break, delivery by hand. A file a state; each has
//! `take` (a wish: whether it was its own), `settle` (judge what is known, move on, look where a look is due), and `view`.
//!
//! Facts only set what was *heard*; the state whose time has come uses it in `settle`. So a thing said early is used late,
//! and a thing said twice changes nothing.

mod alive;
mod baseline;
mod both_dead;
mod check;
mod done;
mod heard;
mod kill;
mod make;
mod park;
mod picture;
mod planned;
mod prove;
mod put_back;
mod quiet;
mod ready;
mod state;
mod tail;
mod take_in;
mod wrong_one;

pub(super) use picture::snapshot;
pub use state::{Heard, Lost, Plan, Rotation, Sealing, State, Then};

use super::act::{self, Act, Which};
use super::check::{Answered, all_hold, lines};
use super::stated::Wiping;
use super::view::View;
use super::{Event, Flow, Illegal, Named, Said, SlotLook, Step, Word, World};
use crate::domain::{Generation, KeyHint, KeyState, Moment};

impl Rotation {
    /// What would be begun, in Planned.
    pub(super) fn plan(world: &World<'_>) -> Self {
        let old = world.old.as_ref();
        let account = |view: &super::KeyView<'_>| {
            view.key.reading.as_ref().and_then(|(_, reading)| reading.account_id.value().cloned())
        };
        Self {
            bot: world.bot.name.clone(),
            exchange: world.venue.id.clone(),
            site: world.site.clone(),
            plan: if old.is_some() { Plan::Whole } else { Plan::First },
            pace: world.pace,
            started_at: None,
            old: old.map(|view| Named::of(view.key)),
            new: None,
            sealed_mark: 0,
            account: old.and_then(account),
            state: State::Planned,
            heard: Heard::default(),
            answered: Answered::default(),
            open_lines: Vec::new(),
            open_points: Vec::new(),
            lost: Vec::new(),
            put_back_at: None,
            way: None,
            hold: None,
            sealing: None,
            wiping: Wiping::No,
            parked: false,
            note: None,
        }
    }

    /// The replacement after a revocation: at Make, with no old key. `World::old` is the key that was killed.
    pub(super) fn replacement(world: &World<'_>) -> Self {
        Self {
            plan: Plan::Replacement,
            old: None,
            state: State::Make,
            started_at: Some(world.now),
            ..Self::plan(world)
        }
    }

    /// The rotation before a revocation's kill. `World::old` is the key that is to be killed.
    pub(super) fn before_kill(world: &World<'_>) -> Self {
        Self { plan: Plan::BeforeKill, state: State::Make, started_at: Some(world.now), ..Self::plan(world) }
    }

    /// Step, number, of how many. What is done or aborted stands where it ended.
    pub fn place(&self) -> (&'static str, u8, u8) {
        let steps = self.plan.steps();
        let of = u8::try_from(steps.len()).unwrap_or(u8::MAX);
        let step = self.state.step();
        let at = steps.iter().position(|word| *word == step).and_then(|at| u8::try_from(at + 1).ok());
        (step, at.unwrap_or(of), of)
    }

    /// Somebody tries to kill this key here.
    pub fn kills(&self, generation: Generation) -> bool {
        let killing = matches!(
            self.state,
            State::Kill { .. } | State::Prove { .. } | State::WrongOne { .. } | State::Tail { .. } | State::Done { .. }
        );
        killing && self.plan == Plan::Whole && self.old.is_some_and(|old| old.generation == generation)
    }

    /// A `begin` now is the one that began this rotation, said once more.
    pub fn begin_repeats(&self, now: Moment, again: bool) -> bool {
        match self.state {
            State::Done { at } => !again && now < at + self.pace.quiet,
            _ => false,
        }
    }

    /// A look that moves nothing is said at least.
    const fn says_what_it_hears(&self) -> bool {
        matches!(
            self.state,
            State::Baseline { .. }
                | State::Alive
                | State::PutBack { .. }
                | State::Quiet { .. }
                | State::Kill { .. }
                | State::WrongOne { .. }
        )
    }

    fn old_hint(&self) -> Option<KeyHint> {
        self.old.map(|key| key.hint)
    }

    fn new_hint(&self) -> Option<KeyHint> {
        self.new.map(|key| key.hint)
    }

    /// The old key's end as sentences say it.
    fn old_name(&self) -> String {
        self.old.map_or_else(|| "the old key".to_owned(), |key| key.hint.to_string())
    }

    fn new_name(&self) -> String {
        self.new.map_or_else(|| "the new key".to_owned(), |key| key.hint.to_string())
    }

    fn check_lines(&self, world: &World<'_>) -> Vec<super::CheckLine> {
        lines(world, &self.pace, &self.answered, self.account.as_deref())
    }

    /// The candidate drops out: an orphan, killed by a revocation of its own.
    fn orphan_new(&mut self, act: &mut Act<'_>, why: &str) {
        if let Some(new) = self.new.take() {
            let revoked = act.world.new.as_ref().is_some_and(|view| view.key.state == KeyState::Revoked);
            if !revoked {
                act.state(new, KeyState::Orphan);
            }
            act.note(Some(new.hint), format!("{} is an orphan: {why}", new.hint));
        }
        self.answered = Answered::default();
    }

    fn abort(&mut self, act: &mut Act<'_>, why: &str) {
        self.orphan_new(act, "its rotation was given up");
        act.you(self.old_hint(), format!("rotation given up{why}"));
        self.state = State::Aborted { at: act.now() };
    }
}

/// Moves a rotation by one event.
pub(super) fn step(flow: &Rotation, event: &Event, world: &World<'_>) -> Result<Step, Illegal> {
    let mut r = flow.clone();
    let looked = matches!(event, Event::Asked { .. } | Event::NotAsked { .. });
    // Another flow's transaction takes no command of this one: it settles when it is driven itself.
    let passed_on = matches!(event, Event::Parked | Event::Unparked { .. });
    let outcome = matches!(event, Event::Wiped(_) | Event::SlotLooked(SlotLook::Locked));
    let may_look = !(looked || outcome);
    let mut act = Act::new(world, r.pace, r.way.clone(), may_look);
    match event {
        Event::Word(said) => word(&mut r, &mut act, said)?,
        Event::HaveKey(key) => take_in::given(&mut r, &mut act, key)?,
        Event::Sealed(outcome) => take_in::sealed(&mut r, &mut act, *outcome),
        Event::SlotLooked(look) => take_in::slot_looked(&mut r, &mut act, *look),
        Event::Wiped(outcome) => done::wiped(&mut r, &mut act, *outcome),
        Event::SecretGone(generation) => take_in::secret_gone(&mut r, &mut act, *generation),
        Event::Parked => r.parked = true,
        Event::Unparked { killed, first } => park::unparked(&mut r, &mut act, *killed, *first),
        Event::Asked { .. } => (r.hold, r.note) = (None, None),
        Event::NotAsked { why, until } => (r.hold, r.note) = (*until, Some(why.clone())),
        Event::Tick => {}
    }
    if !passed_on {
        settle(&mut r, &mut act);
    }
    if matches!(event, Event::Asked { old: true, .. }) && r.state == flow.state && r.says_what_it_hears() {
        r.note = act.newest(Which::Old);
    }
    let next_at = picture::next_at(&r, world);
    let open = r.state.is_open();
    Ok(Step { flow: Flow::Rotation(r), edits: act.edits, command: act.command, next_at, open })
}

/// A person's word: a fact is noted in every state, a wish must be one that this state takes.
fn word(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<(), Illegal> {
    act::complete(said, act)?;
    if said.word.is_fact() && r.state != State::Planned {
        r.note = None;
        return heard::take(r, act, &said.word);
    }
    if let Word::Way(way) = &said.word
        && r.state.is_open()
        && r.state != State::Planned
    {
        r.way = Some(way.clone());
        act.way = r.way.clone();
        act.you(None, format!("asks {way} from now on"));
        return Ok(());
    }
    if r.parked && said.word != Word::Ask {
        return Err(act::refused(
            &said.word,
            "a revocation of one of its keys is open, and this stands still until it is closed",
            &[],
        ));
    }
    let before = r.note.take();
    if take(r, act, said)? {
        return Ok(());
    }
    r.note = before;
    let waits = picture::waits_for(r, act.world);
    Err(act::refused(&said.word, format!("the rotation stands at {}", r.state.word()), &waits))
}

/// The state's own wishes. False: it does not take this one.
fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match r.state {
        State::Planned => planned::take(r, act, said),
        State::Baseline { .. } => baseline::take(r, act, said),
        State::Make => make::take(r, act, said),
        State::TakeIn => take_in::take(r, act, said),
        State::Check => check::take(r, act, said),
        State::Ready { .. } => ready::take(r, act, said),
        State::Alive => alive::take(r, act, said),
        State::PutBack { .. } => put_back::take(r, act, said),
        State::Quiet { .. } => quiet::take(r, act, said),
        State::Kill { .. } => kill::take(r, act, said),
        State::Prove { .. } => prove::take(r, act, said),
        State::WrongOne { .. } => wrong_one::take(r, act, said),
        State::Tail { .. } => tail::take(r, act, said),
        State::Done { .. } | State::Aborted { .. } => done::take(r, act, said),
    }
}

/// Lets each state judge what is known until none moves any more.
fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    // The longest way is short: said early, delivered and seen, deleted, quiet of zero, proven.
    for _ in 0..12 {
        let before = r.state.clone();
        settle_once(r, act);
        if r.state == before || r.parked {
            return;
        }
    }
}

fn settle_once(r: &mut Rotation, act: &mut Act<'_>) {
    take_in::look_after(r, act);
    done::wipe_on(r, act);
    if r.parked {
        return;
    }
    heard::doubt(r, act);
    if both_dead::settle(r, act) {
        return;
    }
    match r.state {
        State::Planned | State::Make | State::Done { .. } | State::Aborted { .. } => {}
        State::Baseline { .. } => baseline::settle(r, act),
        State::TakeIn => take_in::settle(r, act),
        State::Check => check::settle(r, act),
        State::Ready { .. } => ready::settle(r, act),
        State::Alive => alive::settle(r, act),
        State::PutBack { .. } => put_back::settle(r, act),
        State::Quiet { .. } => quiet::settle(r, act),
        State::Kill { .. } => kill::settle(r, act),
        State::Prove { .. } => prove::settle(r, act),
        State::WrongOne { .. } => wrong_one::settle(r, act),
        State::Tail { .. } => tail::settle(r, act),
    }
}

/// A look that a person asks for, about both keys; refused in nothing but its pace.
fn ask(r: &Rotation, act: &mut Act<'_>) -> Result<bool, Illegal> {
    act.ask_for(r.old.is_some(), r.new.is_some(), r.hold)?;
    Ok(true)
}
