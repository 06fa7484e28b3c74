//! What can happen to a flow: a person's word, a credential, an outcome, a report, or the time.

use super::Word;
use crate::domain::{BotName, ExchangeId, Fingerprint, Generation, KeyHint, KeyState, Moment, Outcome, SlotId};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A person said something.
    Word(Said),
    /// A person gave the new credential. The engine took it out of the tray, computed hint and fingerprint, and picked a
    /// slot that was never used; the bytes stay with it.
    HaveKey(NewKey),
    /// Nothing happened; do what is due.
    Tick,
    /// [`super::Command::Ask`] was carried out. The rows are in the world's evidence already (same transaction), also where
    /// they say nothing.
    Asked {
        /// The old one was asked.
        old: bool,
        /// The new one was.
        new: bool,
    },
    /// The question was not even sent: the exchange wants a pause, the secret could not be read, the way is closed.
    NotAsked {
        /// Why, a sentence fit to show.
        why: String,
        /// Not before this.
        until: Option<Moment>,
    },
    /// What became of [`super::Command::Seal`]; confirmed means read back and found equal.
    Sealed(Outcome),
    /// What became of [`super::Command::Wipe`].
    Wiped(Outcome),
    /// What [`super::Command::LookSlot`] saw, asked for by a step or by a resume after a crash.
    SlotLooked(SlotLook),
    /// A secret that should be here is not in its store any more.
    SecretGone(Generation),
    /// A revocation of one of the flow's keys was opened: stand still. Sent for [`super::Edit::Park`].
    Parked,
    /// That revocation is over, or wants the flow to go on. Sent for [`super::Edit::Unpark`].
    Unparked {
        /// The key that it killed.
        killed: Option<Generation>,
        /// Go on without a quiet time and leave the killing of this key, the flow's old one, to the revocation.
        first: Option<Generation>,
    },
}

/// A word with what came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The word.
    pub word: Word,
    /// The bot's name was typed with it (`--type-name BOT`, or in the pane).
    pub typed: bool,
    /// The reason given with it; filtered by whoever took it in.
    pub reason: Option<String>,
    /// `--again`: a `begin` soon after a rotation's end is meant.
    pub again: bool,
}

impl Said {
    /// A word alone.
    pub const fn plain(word: Word) -> Self {
        Self { word, typed: false, reason: None, again: false }
    }

    /// The same with the bot's name typed.
    #[must_use]
    pub const fn with_name(mut self) -> Self {
        self.typed = true;
        self
    }

    /// The same with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

/// A credential that was given, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Where it shall be sealed: a slot never used before; the one that it lies in, where this very credential is sealed
    /// already.
    pub slot: SlotId,
    /// Tells it from others.
    pub fingerprint: Fingerprint,
    /// Its end.
    pub hint: KeyHint,
    /// Who has this fingerprint already.
    pub owner: Option<Owner>,
}

/// A key that is known here and has the same fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// Which.
    pub generation: Generation,
    /// Where it stands.
    pub state: KeyState,
}

/// What lies in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotLook {
    /// What should lie there.
    Equal,
    /// Nothing.
    Absent,
    /// Something else.
    Other,
    /// The store is locked, or did not answer.
    Locked,
}
