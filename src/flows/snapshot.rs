//! A flow as it is shown: all that `rotate --json` prints, and what the screens need beside it. Drawn from the flow and the
//! world, stored nowhere.

use super::check::CheckLine;
use super::proof::Reach;
use crate::domain::{BotName, ExchangeId, Generation, Grade, KeyHint, Moment};

/// A flow as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its row.
    pub id: i64,
    /// Rotation or revocation.
    pub kind: FlowKind,
    /// Whose key.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// The exchange's name on screens.
    pub exchange_name: String,
    /// The step's word: `plan`, `make`, …, `done`, `aborted`.
    pub step: &'static str,
    /// Its number.
    pub at: u8,
    /// Of so many.
    pub of: u8,
    /// All steps' words, for line 2.
    pub steps: &'static [&'static str],
    /// The state's word, finer than the step: `ready`, `put-back`, `tail`.
    pub state: &'static str,
    /// The words that move it on, best first. An argument that is left open stands with its colon: `deleted:`.
    pub waits_for: Vec<String>,
    /// Every word that is taken now and means something here.
    pub takes: Vec<String>,
    /// When a look or a timer is due by itself.
    pub next_at: Option<Moment>,
    /// The key that is to die, or to be replaced.
    pub old: Option<KeySnapshot>,
    /// The other one.
    pub new: Option<KeySnapshot>,
    /// The lines of Check, while they matter.
    pub lines: Vec<CheckLine>,
    /// How dead the key is that is to die; `None` where there is none.
    pub grade: Option<Grade>,
    /// What was left open on purpose, each a sentence.
    pub open_points: Vec<String>,
    /// What is to be done or waited for: one or two sentences.
    pub message: String,
    /// What else must be seen now.
    pub banner: Option<Banner>,
    /// How it ends, from the first answer on.
    pub reach: Option<Reach>,
    /// Which guide of the venue belongs on the screen.
    pub guide: GuideShown,
    /// When it was begun; `None` before.
    pub started_at: Option<Moment>,
    /// A revocation's clock: since when the key could be used, and until when.
    pub usable: Option<Usable>,
    /// How the asking goes, while a death is being proven.
    pub asking: Option<Asking>,
    /// A revocation has it stand still.
    pub parked: bool,
    /// It has not ended.
    pub open: bool,
}

/// Which flow it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowKind {
    /// Replacing a key.
    Rotation,
    /// Killing one.
    Revocation,
}

impl FlowKind {
    /// The word of `kind` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rotation => "rotation",
            Self::Revocation => "revocation",
        }
    }
}

/// One of the keys as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySnapshot {
    /// Its end.
    pub hint: KeyHint,
    /// Which.
    pub generation: Generation,
    /// How dead it is; in a killing by a killing's words.
    pub alive: Grade,
    /// Somebody tries to kill it: *alive* reads *still alive*.
    pub killing: bool,
}

/// A sentence that must be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// Red: the bot stands without a key, or a key lives that should not.
    pub red: bool,
    /// The sentence.
    pub text: String,
}

/// Which part of the venue's guide belongs on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GuideShown {
    /// None.
    Nothing,
    /// How a key is made there.
    Create,
    /// How a key's rights or list are changed there.
    Edit,
    /// How a key is deleted there.
    Delete,
    /// How a key is deleted, turned off or its account frozen, fastest first.
    Kill,
}

/// How long a suspected key could be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usable {
    /// Since the suspicion was told.
    pub since: Moment,
    /// Until it was cut off or dead; `None`: it still can.
    pub until: Option<Moment>,
}

/// How the asking goes: "1 of 3, next in 60 s".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// How many answers count so far.
    pub heard: u32,
    /// How many a proof needs here.
    pub of: u32,
    /// When it is asked next by itself; `None`: only when a person says so.
    pub next_at: Option<Moment>,
}
