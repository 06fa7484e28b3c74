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
mod tail;
mod take_in;
mod wrong_one;

pub(super) use picture::snapshot;

use super::act::{self, Act, Stated, Which, Wiping};
use super::check::{Answered, Line, all_hold, lines};
use super::proof::Anchor;
use super::view::View;
use super::{Event, Flow, Illegal, Named, Said, SlotLook, Step, Word, World};
use crate::domain::{
    BotName, ExchangeId, Fingerprint, Generation, KeyHint, KeyState, Moment, Pace, SiteId, SlotId, Way,
};
use serde::{Deserialize, Serialize};

/// A rotation, as its row keeps it. No handle and no secret stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// Whose key.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// On which site.
    pub site: SiteId,
    /// What it is to do.
    pub plan: Plan,
    /// The pace that held when it began.
    pub pace: Pace,
    /// When it began; `None` in Planned.
    pub started_at: Option<Moment>,
    /// The key that is to die; `None` where the bot has none.
    pub old: Option<Named>,
    /// The key that is to replace it, from TakeIn on.
    pub new: Option<Named>,
    /// The new key's newest row when it was seen sealed: an orphan that is taken in again is checked anew.
    pub sealed_mark: i64,
    /// The account's number of the key that it replaces, where an exchange told it.
    pub account: Option<Box<str>>,
    /// Where it stands.
    pub state: State,
    /// What the user said and what has not been used yet.
    pub heard: Heard,
    /// The lines of Check that somebody answered for.
    pub answered: Answered,
    /// The lines that did not hold when the new key became the bot's.
    pub open_lines: Vec<Line>,
    /// What was left open on purpose.
    pub open_points: Vec<String>,
    /// Keys that were made and lost in this rotation.
    pub lost: Vec<Lost>,
    /// The old key was put back then: the `delivered` that said so, said once more, is not one for the new key.
    pub put_back_at: Option<Moment>,
    /// By which way it asks; `None`: by the host's.
    pub way: Option<Way>,
    /// The exchange wants no question before this.
    pub hold: Option<Moment>,
    /// A seal was ordered and what became of it was not seen yet: kept whatever happens meanwhile.
    pub sealing: Option<Sealing>,
    /// A secret is being wiped.
    pub wiping: Wiping,
    /// A revocation has it stand still.
    pub parked: bool,
    /// What the last event brought, a sentence.
    pub note: Option<String>,
}

/// What a rotation is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// Replace a key and kill the old one.
    Whole,
    /// The bot has no key: give it one. Begun as any other.
    First,
    /// The bot's key was killed: give it another. Begun by a revocation, at Make.
    Replacement,
    /// Replace a key before a revocation kills it: no quiet, and the killing is the revocation's.
    BeforeKill,
}

/// Where a rotation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "in", deny_unknown_fields)]
pub enum State {
    /// Shown, not begun; not stored.
    Planned,
    /// Asking how the old key is now.
    Baseline {
        /// The old key's newest row at the start.
        mark: i64,
    },
    /// The user makes a key at the exchange.
    Make,
    /// It is pasted and sealed.
    TakeIn,
    /// Its lines are answered.
    Check,
    /// It may replace the old one.
    Ready {
        /// Since when.
        since: Moment,
    },
    /// The bot was given it; waiting to see it used.
    Alive,
    /// The bot is given the old one back.
    PutBack {
        /// And then.
        then: Then,
    },
    /// Both live for a while.
    Quiet {
        /// Since when.
        since: Anchor,
        /// The newest rows then: old, new.
        marks: (i64, i64),
        /// When it is looked whether the time is over.
        look_at: Moment,
    },
    /// The user deletes the old one.
    Kill {
        /// Something brought it back here from later: red.
        again: bool,
    },
    /// Asking whether the exchange still knows it.
    Prove {
        /// The old key's newest row at the start.
        mark: i64,
        /// The new key's.
        new_mark: i64,
    },
    /// The user deleted the new one.
    WrongOne {
        /// The new key's newest row when that was known.
        new_mark: i64,
    },
    /// One more look is due.
    Tail {
        /// Since when.
        since: Anchor,
        /// The old key's newest row then.
        mark: i64,
        /// When.
        look_at: Moment,
        /// That look was had; what is left is the old secret.
        looked: bool,
    },
    /// The bot lives on the new one.
    Done {
        /// When it ended.
        at: Moment,
    },
    /// Given up.
    Aborted {
        /// When.
        at: Moment,
    },
}

/// What follows when the old key is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// After a back-out: the new key may still replace it later.
    Ready,
    /// The new key is dead: make another.
    Make,
    /// Give up.
    Aborted,
}

/// Facts that were said and not used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heard {
    /// The bot was given the key that this is about.
    pub delivered: bool,
    /// The bot was seen with the new one.
    pub seen: bool,
    /// The old key was deleted, or seen gone.
    pub deleted: Option<Stated>,
    /// The bot may stand without a key: the old one did not live when the rotation began, or was said to be deleted early.
    pub bare: bool,
}

/// A seal that was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealing {
    /// Of which key.
    pub generation: Generation,
    /// Where to.
    pub slot: SlotId,
    /// What should lie there then.
    pub fingerprint: Fingerprint,
}

/// A key that was made at the exchange and lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// The generation that it is listed as.
    pub generation: Generation,
    /// Its end, if anybody saw it.
    pub hint: Option<KeyHint>,
    /// When that was said.
    pub at: Moment,
}

impl State {
    /// Its word: the column `state`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Baseline { .. } => "baseline",
            Self::Make => "make",
            Self::TakeIn => "take-in",
            Self::Check => "check",
            Self::Ready { .. } => "ready",
            Self::Alive => "alive",
            Self::PutBack { .. } => "put-back",
            Self::Quiet { .. } => "quiet",
            Self::Kill { .. } => "kill",
            Self::Prove { .. } => "prove",
            Self::WrongOne { .. } => "wrong-one",
            Self::Tail { .. } => "tail",
            Self::Done { .. } => "done",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// All words, for walks over the whole.
    pub const WORDS: [&'static str; 15] = [
        "planned",
        "baseline",
        "make",
        "take-in",
        "check",
        "ready",
        "alive",
        "put-back",
        "quiet",
        "kill",
        "prove",
        "wrong-one",
        "tail",
        "done",
        "aborted",
    ];

    /// It has not ended.
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Done { .. } | Self::Aborted { .. })
    }

    /// The step that it belongs to, as the command line names it.
    pub const fn step(&self) -> &'static str {
        match self {
            Self::Planned | Self::Baseline { .. } => "plan",
            Self::Make => "make",
            Self::TakeIn => "take-in",
            Self::Check | Self::Ready { .. } => "check",
            Self::Alive | Self::PutBack { .. } => "alive",
            Self::Quiet { .. } => "quiet",
            Self::Kill { .. } | Self::WrongOne { .. } => "kill",
            Self::Prove { .. } | Self::Tail { .. } => "prove",
            Self::Done { .. } => "done",
            Self::Aborted { .. } => "aborted",
        }
    }

    /// The new key is the bot's current one, or was given to it.
    pub const fn is_after_ready(&self) -> bool {
        matches!(
            self,
            Self::Alive
                | Self::PutBack { .. }
                | Self::Quiet { .. }
                | Self::Kill { .. }
                | Self::Prove { .. }
                | Self::WrongOne { .. }
                | Self::Tail { .. }
        )
    }
}

impl Plan {
    /// The steps' words, for line 2 and for `at` and `of`.
    pub const fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &["plan", "make", "take-in", "check", "deliver", "alive", "quiet", "kill", "prove"],
            Self::First => &["plan", "make", "take-in", "check", "deliver", "alive"],
            Self::Replacement | Self::BeforeKill => &["make", "take-in", "check", "deliver", "alive"],
        }
    }

    /// It ends when the bot is seen with the new key.
    const fn ends_alive(self) -> bool {
        !matches!(self, Self::Whole)
    }
}

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
    // Another flow's transaction takes no command of this one: it looks when it is driven itself.
    let passed_on = matches!(event, Event::Parked | Event::Unparked { .. });
    let outcome = matches!(event, Event::Wiped(_) | Event::SlotLooked(SlotLook::Locked));
    let may_look = !(looked || passed_on || outcome);
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
    settle(&mut r, &mut act);
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
