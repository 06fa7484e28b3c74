//! Rotation and revocation as pure state machines, the proof of a death, and the pictures of both. No clock, no IO, no
//! randomness: `step(flow, event, &World) -> Step { flow, edits, command }`, one file a state.
//!
//! How a flow is driven (`engine/drive`): read the row, build the [`World`], [`step`]; write flow, edits, journal, and the
//! intent of a command that [`Command::is_change`], in one transaction; do the command; write its outcome's rows and step
//! again with the event that it gave, until no command comes back. A pending intent after a crash is answered by its
//! [`Command::look`] first. A `Tick` does what is due and needs no person.
//!
//! To add a state: a file in `rotation/` or `revocation/` with `take`, `settle` and `view`, its variant, word and step in that
//! folder's `state.rs`, its arm in `take`, `settle` and `picture::view`. To add a word: [`Word`]. The tests in `model/` walk over all of both.

mod act;
mod asking;
pub mod check;
mod command;
mod edit;
mod event;
mod illegal;
#[cfg(test)]
mod model;
pub mod proof;
pub mod revocation;
pub mod rotation;
mod snapshot;
mod stated;
mod stored;
mod view;
mod words;
mod world;

pub use check::{By, CheckLine, Line};
pub use command::Command;
pub use edit::Edit;
pub use event::{Event, NewKey, Owner, Said, SlotLook};
pub use illegal::Illegal;
pub use proof::{GradeLine, ProofSite, Reach, Verdict, grade, reach};
pub use revocation::Revocation;
pub use rotation::Rotation;
pub use snapshot::{Asking, Banner, FlowKind, GuideShown, KeySnapshot, Snapshot, Usable};
pub use stated::{Stated, Wiping};
pub use stored::{read, write};
pub use words::{Word, WordError};
pub use world::{KeyView, Named, OpenRotation, StoreState, World};

use crate::domain::{BotName, ExchangeId, Generation, Moment, SiteId};

/// One of the two flows. Its truth is its row: [`write`] and [`read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flow {
    /// Replacing a key.
    Rotation(Rotation),
    /// Killing one.
    Revocation(Revocation),
}

/// What a step gives: everything but `command` goes into one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The flow as it stands now.
    pub flow: Flow,
    /// Rows to change.
    pub edits: Vec<Edit>,
    /// What to do then.
    pub command: Option<Command>,
    /// When a look or a timer is due by itself: a column of the flow's row.
    pub next_at: Option<Moment>,
    /// It has not ended.
    pub open: bool,
}

/// A rotation in Planned, which is not stored before its `begin`: `World::old` is the bot's current key, if it has one.
pub fn begin_rotation(world: &World<'_>) -> Flow {
    Flow::Rotation(Rotation::plan(world))
}

/// Opens the revocation of `World::old` with its reason: stored at once, with the step's edits.
///
/// # Errors
/// Where there is no such key, another revocation of it is open, or it is being taken over at this moment.
pub fn begin_revocation(world: &World<'_>, reason: &str) -> Result<Step, Illegal> {
    revocation::open(world, reason)
}

/// Moves a flow by one event. The same call for screens, scripts, resumes and timers.
///
/// # Errors
/// A wish that this state does not take, as a sentence. The flow is as it was.
pub fn step(flow: &Flow, event: &Event, world: &World<'_>) -> Result<Step, Illegal> {
    match flow {
        Flow::Rotation(rotation) => rotation::step(rotation, event, world),
        Flow::Revocation(revocation) => revocation::step(revocation, event, world),
    }
}

/// The flow as it is shown.
pub fn snapshot(flow: &Flow, world: &World<'_>) -> Snapshot {
    match flow {
        Flow::Rotation(rotation) => rotation::snapshot(rotation, world),
        Flow::Revocation(revocation) => revocation::snapshot(revocation, world),
    }
}

impl Flow {
    /// Which of the two.
    pub const fn kind(&self) -> FlowKind {
        match self {
            Self::Rotation(_) => FlowKind::Rotation,
            Self::Revocation(_) => FlowKind::Revocation,
        }
    }

    /// Whose key.
    pub const fn bot(&self) -> &BotName {
        match self {
            Self::Rotation(flow) => &flow.bot,
            Self::Revocation(flow) => &flow.bot,
        }
    }

    /// Where.
    pub const fn exchange(&self) -> &ExchangeId {
        match self {
            Self::Rotation(flow) => &flow.exchange,
            Self::Revocation(flow) => &flow.exchange,
        }
    }

    /// On which site.
    pub const fn site(&self) -> &SiteId {
        match self {
            Self::Rotation(flow) => &flow.site,
            Self::Revocation(flow) => &flow.site,
        }
    }

    /// The key that is to die: what `World::old` must show.
    pub fn old(&self) -> Option<Generation> {
        match self {
            Self::Rotation(flow) => flow.old.map(|key| key.generation),
            Self::Revocation(flow) => Some(flow.key.generation),
        }
    }

    /// The other key: what `World::new` must show. A rotation's new one; in a revocation the bot's current key, where that
    /// is not the one to die.
    pub fn second(&self, current: Option<Generation>) -> Option<Generation> {
        match self {
            Self::Rotation(flow) => flow.new.map(|key| key.generation),
            Self::Revocation(flow) => current.filter(|current| *current != flow.key.generation),
        }
    }

    /// It has not ended.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Rotation(flow) => flow.state.is_open(),
            Self::Revocation(flow) => flow.state.is_open(),
        }
    }

    /// The step's word, its number, and of how many: the columns `step`, `at`, `of`.
    pub fn place(&self) -> (&'static str, u8, u8) {
        match self {
            Self::Rotation(flow) => flow.place(),
            Self::Revocation(flow) => flow.place(),
        }
    }

    /// The state's word: the column `state`.
    pub const fn state_word(&self) -> &'static str {
        match self {
            Self::Rotation(flow) => flow.state.word(),
            Self::Revocation(flow) => flow.state.word(),
        }
    }

    /// Somebody tries to kill this key in this flow (its grade reads *still alive* and *not proven* then).
    pub fn kills(&self, generation: Generation) -> bool {
        match self {
            Self::Rotation(flow) => flow.kills(generation),
            Self::Revocation(flow) => flow.kills(generation),
        }
    }

    /// A `begin` now repeats the rotation that this one was: it ended within its quiet time, and `--again` was not given.
    /// Then nothing is started and this flow is shown.
    pub fn begin_repeats(&self, now: Moment, again: bool) -> bool {
        match self {
            Self::Rotation(flow) => flow.begin_repeats(now, again),
            Self::Revocation(_) => false,
        }
    }
}
