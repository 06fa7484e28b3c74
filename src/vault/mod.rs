//! Where credentials lie: the operating system's keyring, sealed files, or memory. One trait, one contract
//! (`tests/keyring.rs` runs it against all of them).
//!
//! Every call here may take a while and is made from a blocking thread; none is ever without a deadline. An answer that did
//! not come in time ([`VaultError::Slow`]) means *unknown*, not *no*: what was asked for may still happen. A slot is written
//! once and never again, so [`Vault::look`] can tell afterwards.
//!
//! To add a store: a file with a type that implements [`Vault`], its line in [`choose`], the contract run against it.

mod choose;
mod error;
mod keyring;
mod memory;
mod moving;
mod sealed;

pub use choose::{Chosen, Wish, choose};
pub use error::VaultError;
pub use keyring::{Deadlines, Keyring, Surroundings};
pub use memory::Memory;
pub use moving::{Moved, copy_slot, wipe_moved};
pub use sealed::{PassphraseSource, Sealed};

use crate::domain::{Chance, SecretPlace, SlotId};
use crate::secret::{Credential, SlotLabel, Wiped};

/// A place that keeps credentials.
pub trait Vault: Send + Sync {
    /// What sort of place it is. Memory counts as a keyring: practice shows the same words.
    fn kind(&self) -> SecretPlace;

    /// As a sentence names it: "the login keyring".
    fn place_name(&self) -> &'static str;

    /// Where exactly, for whoever wants to look: a folder, or the name under which a keyring's own program shows it.
    fn whereabouts(&self) -> String;

    /// Whether it can be used now. Never prompts, and answers in time whatever hangs.
    fn state(&self) -> State;

    /// Opens it: sealed files by their passphrase, a keyring (no passphrase) by its own dialog.
    ///
    /// # Errors
    /// A wrong passphrase, nobody answered the dialog, or there is nothing to open.
    fn unlock(&self, passphrase: Option<&Wiped>) -> Result<(), VaultError>;

    /// A locked one opens when it is needed, without asking anybody: its passphrase is named by the environment.
    fn opens_by_itself(&self) -> bool {
        false
    }

    /// Makes a new, empty store under a passphrase, where that is needed, and opens it.
    ///
    /// # Errors
    /// There is one already, or it cannot be written.
    fn make(&self, passphrase: &Wiped) -> Result<(), VaultError>;

    /// Whether a value of full size goes in and comes out: asked once, before the first secret is entrusted to it.
    ///
    /// # Errors
    /// It does not; the sentence says why.
    fn probe(&self, chance: &dyn Chance) -> Result<(), VaultError>;

    /// Puts a credential into an empty slot and reads it back. The same one again is no error.
    ///
    /// # Errors
    /// [`VaultError::Exists`] if another lies there; any other.
    fn seal(&self, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Result<(), VaultError>;

    /// Takes a copy of what lies in a slot, with the name that it gives itself.
    ///
    /// # Errors
    /// [`VaultError::NotThere`] only if the store is open and has nothing in this slot.
    fn open(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError>;

    /// Empties a slot and sees that it is empty. An empty one is no error.
    ///
    /// # Errors
    /// It could not be emptied.
    fn wipe(&self, slot: &SlotId) -> Result<(), VaultError>;

    /// All slots of keyward's in it, also those that no inventory knows.
    ///
    /// # Errors
    /// It cannot be read at all. A slot that cannot be read is listed as such.
    fn entries(&self) -> Result<Vec<Entry>, VaultError>;

    /// Looks whether a slot holds what is expected, told by `is_it`: a comparison with a credential at hand, or its
    /// fingerprint after a crash.
    fn look(&self, slot: &SlotId, is_it: &dyn Fn(&SlotLabel, &Credential) -> bool) -> Look {
        match self.open(slot) {
            Ok((label, credential)) if is_it(&label, &credential) => Look::Equal,
            Ok(_) => Look::Other,
            Err(VaultError::NotThere) => Look::Absent,
            Err(error) => Look::Unread(error),
        }
    }
}

/// Whether a store can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Yes.
    Open,
    /// It is there and must be unlocked first.
    Locked,
    /// It is there as soon as a passphrase is chosen ([`Vault::make`]).
    Unmade,
    /// No: a reason as a sentence goes on ("there is no D-Bus session here").
    Absent {
        /// The reason.
        why: String,
    },
}

impl State {
    /// The word in `--json`.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Unmade | Self::Absent { .. } => "absent",
        }
    }
}

/// What a look into a slot found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// What was expected.
    Equal,
    /// Nothing, and the store is open.
    Absent,
    /// Something else.
    Other,
    /// It could not be seen: locked, slow, damaged.
    Unread(VaultError),
}

/// A slot that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its address.
    pub slot: SlotId,
    /// Whose credential it is, by its own word.
    pub named: Named,
}

/// Whose an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// This one's.
    As(SlotLabel),
    /// Not to be told while the store is locked.
    Locked,
    /// It cannot be read.
    Damaged,
}

/// Puts a value into an empty slot, for stores that read and write: the contract of [`Vault::seal`]. *Refused* is said only
/// where the slot was seen to be empty afterwards; whatever cannot be seen is unknown ([`VaultError::is_unknown`]).
fn seal_once(
    credential: &Credential,
    read: impl Fn() -> Result<(SlotLabel, Credential), VaultError>,
    write: impl FnOnce() -> Result<(), VaultError>,
) -> Result<(), VaultError> {
    match read() {
        Ok((_, there)) if there.same_as(credential) => return Ok(()),
        Ok(_) => return Err(VaultError::Exists),
        Err(VaultError::NotThere) => {}
        Err(error) => return Err(error),
    }
    let written = write();
    if let Err(error) = &written
        && error.is_unknown()
    {
        // It may still be written, after a look that finds nothing.
        return written;
    }
    match (read(), written) {
        (Ok((_, there)), _) if there.same_as(credential) => Ok(()),
        (Err(VaultError::NotThere), Err(error)) => Err(error),
        (Ok(_), Err(VaultError::Exists)) => Err(VaultError::Exists),
        (Ok(_) | Err(VaultError::NotThere), _) => Err(VaultError::NotKept),
        (Err(error), _) => Err(VaultError::Unseen(Box::new(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BotName, ExchangeId, Generation, SiteId};
    use crate::secret::Parts;
    use std::cell::RefCell;

    type Answer = Result<&'static str, VaultError>;

    fn locked() -> VaultError {
        VaultError::Locked { place: "it", how: String::new() }
    }

    /// Seals `mine` where reads give these answers, first and second.
    fn sealed(first: Answer, written: Result<(), VaultError>, second: Answer) -> Result<(), VaultError> {
        let credential = |secret: &str| Credential::new(Parts::new("key", secret)).unwrap();
        let label = || SlotLabel {
            bot: BotName::new("b").unwrap(),
            exchange: ExchangeId::new("okx").unwrap(),
            site: SiteId::new("us").unwrap(),
            generation: Generation::FIRST,
        };
        let answers = RefCell::new(vec![second, first]);
        let read = || answers.borrow_mut().pop().unwrap().map(|secret| (label(), credential(secret)));
        seal_once(&credential("mine"), read, || written)
    }

    #[test]
    fn refused_is_said_only_of_a_slot_seen_empty() {
        let nothing = || Err(VaultError::NotThere);
        let full = || VaultError::Full { why: "no room".into() };
        let slow = || VaultError::Slow { place: "it", seconds: 10 };
        assert_eq!(sealed(nothing(), Ok(()), Ok("mine")), Ok(()));
        assert_eq!(sealed(Ok("mine"), Err(full()), nothing()), Ok(()), "nothing is written twice");
        assert_eq!(sealed(nothing(), Err(full()), Ok("mine")), Ok(()), "it failed and was done");
        for (refused, wanted) in [
            (sealed(Ok("theirs"), Ok(()), Ok("mine")), VaultError::Exists),
            (sealed(Err(locked()), Ok(()), Ok("mine")), locked()),
            (sealed(nothing(), Err(full()), nothing()), full()),
            (sealed(nothing(), Err(VaultError::Exists), Ok("theirs")), VaultError::Exists),
        ] {
            assert!(!wanted.is_unknown());
            assert_eq!(refused, Err(wanted));
        }
        for unknown in [
            sealed(nothing(), Err(slow()), nothing()),
            sealed(nothing(), Ok(()), nothing()),
            sealed(nothing(), Ok(()), Ok("theirs")),
            sealed(nothing(), Ok(()), Err(locked())),
            sealed(nothing(), Err(full()), Err(locked())),
        ] {
            assert!(unknown.as_ref().is_err_and(VaultError::is_unknown), "{unknown:?}");
        }
    }
}
