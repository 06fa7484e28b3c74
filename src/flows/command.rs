//! What a step asks the engine to do: at most one thing. Looks are free to repeat; changes get an intent row before (in the
//! transaction of the step) and an outcome row after, and name the look that tells whether they are done.

use crate::domain::{Fingerprint, Generation, SlotId, Way};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Look: ask the exchange about the key or keys, each with its control question. Answered by `Event::Asked`, or
    /// `Event::NotAsked`.
    Ask {
        /// About the one that is to die (`World::old`).
        old: bool,
        /// About the other (`World::new`).
        new: bool,
        /// By this way; `None`: by the bot's host's.
        way: Option<Way>,
    },
    /// Look: what lies in this slot? Answered by `Event::SlotLooked`.
    LookSlot {
        /// The slot.
        slot: SlotId,
        /// What should lie there.
        fingerprint: Fingerprint,
    },
    /// Change: seal the credential that came with this `HaveKey` and read it back. Answered by `Event::Sealed`.
    Seal {
        /// Whose.
        generation: Generation,
        /// Where to.
        slot: SlotId,
        /// What shall lie there then.
        fingerprint: Fingerprint,
    },
    /// Change: wipe what lies in this slot. Answered by `Event::Wiped`.
    Wipe {
        /// Whose.
        generation: Generation,
        /// Where.
        slot: SlotId,
        /// What lies there now.
        fingerprint: Fingerprint,
    },
}

impl Command {
    /// It changes something outside: it needs an intent row before and an outcome row after.
    pub const fn is_change(&self) -> bool {
        matches!(self, Self::Seal { .. } | Self::Wipe { .. })
    }

    /// The look that tells whether a change is done; `None` for a look. After a crash an intent without outcome leads to
    /// this, and its answer to the step.
    pub fn look(&self) -> Option<Self> {
        match self {
            Self::Seal { slot, fingerprint, .. } | Self::Wipe { slot, fingerprint, .. } => {
                Some(Self::LookSlot { slot: slot.clone(), fingerprint: *fingerprint })
            }
            Self::Ask { .. } | Self::LookSlot { .. } => None,
        }
    }
}
