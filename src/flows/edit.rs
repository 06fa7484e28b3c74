//! What a step changes in the inventory: rows of the same transaction as the flow's own row. Keys are named by their
//! generation of the flow's bot on the flow's exchange.

use super::Flow;
use crate::domain::{EvidenceKind, Fingerprint, Generation, KeyHint, KeyState, SlotId, Who};

/// One change of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A new row: the key that was just given, a candidate. Its secret is not here before [`Edit::SecretHere`].
    Candidate {
        /// Its generation: `World::next_generation`.
        generation: Generation,
        /// Its end.
        hint: KeyHint,
        /// Tells it from others.
        fingerprint: Fingerprint,
        /// Where it is about to be sealed.
        slot: SlotId,
    },
    /// A new row: a key that was made at the exchange and lost; nobody has its secret.
    LostOrphan {
        /// Its generation: `World::next_generation`.
        generation: Generation,
        /// Its end; `None`: nobody saw it.
        hint: Option<KeyHint>,
    },
    /// The key's slot is another now (it was given again).
    Slot {
        /// Which key.
        generation: Generation,
        /// Its slot.
        slot: SlotId,
    },
    /// The key's secret lies sealed in its slot, read back and equal.
    SecretHere {
        /// Which key.
        generation: Generation,
    },
    /// The key's secret is not here any more: wiped, or gone from the store.
    SecretGone {
        /// Which key.
        generation: Generation,
    },
    /// The key's state.
    State {
        /// Which key.
        generation: Generation,
        /// Where it stands now.
        state: KeyState,
    },
    /// The bot's current key is this one and no other.
    Current {
        /// Which key.
        generation: Generation,
    },
    /// If this key is the bot's current one, it has none now; else nothing changes.
    NoLongerCurrent {
        /// Which key.
        generation: Generation,
    },
    /// A row of evidence by the user's word about a key: our time, the world's site, the flow's way.
    Evidence {
        /// About which key.
        generation: Generation,
        /// What they said.
        kind: EvidenceKind,
    },
    /// A new flow's row, as it stands; nothing of it is due before it is driven.
    Open(Box<Flow>),
    /// The open rotation of this bot on this exchange, if there is one, takes [`super::Event::Parked`].
    Park,
    /// The open rotation of this bot on this exchange, if there is one, takes [`super::Event::Unparked`] with these.
    Unpark {
        /// The key that was killed.
        killed: Option<Generation>,
        /// Go on without quiet; this key is killed by the revocation.
        first: Option<Generation>,
    },
    /// The bot no longer trades.
    RetireBot,
    /// A row of the journal.
    Journal {
        /// Who did or said it.
        who: Who,
        /// About which key.
        hint: Option<KeyHint>,
        /// What, in one line.
        what: String,
    },
}
