//! The operating system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! A keyring may hang for ever: a prompt that nobody answers, a daemon that is stopped. Inside its library one lock guards
//! everything, so one call that hangs takes all later ones along. Hence two threads of our own ([`worker`]): the *door* asks
//! whether the keyring is there and unlocked, in a way that never prompts; only if it is, the *store* thread is asked, with
//! a deadline, and abandoned with its store when that passes.

mod entries;
#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "windows.rs"]
mod platform;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
#[path = "none.rs"]
mod platform;
mod worker;

use super::{Entry, Named, State, Vault, VaultError, seal_once};
use crate::domain::{Chance, SecretPlace, SlotId};
use crate::secret::{Credential, SlotLabel, Wiped};
use entries::Store;
use platform::{Door, PLACE};
use std::time::Duration;
use worker::{Fault, Worker};

/// How long a keyring may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// To say whether it is there and unlocked.
    pub state: Duration,
    /// For one call.
    pub call: Duration,
    /// For its user to answer its dialog.
    pub dialog: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { state: Duration::from_secs(2), call: Duration::from_secs(10), dialog: Duration::from_secs(60) }
    }
}

/// What decides how a keyring can be unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// Somebody sits at the desktop and sees its dialogs.
    Desktop,
    /// Over ssh or without a display: nobody sees them.
    Remote,
}

/// Room that a probe asks for: an RSA key of 4096 bits with its label, or what Windows holds at most.
const PROBE_SIZE: usize = if cfg!(windows) { 2560 } else { 3500 };
const PROBE: &str = "probe-";

/// The keyring as a store.
pub struct Keyring {
    deadlines: Deadlines,
    surroundings: Surroundings,
    door: Worker<Door>,
    store: Worker<Store>,
}

impl Keyring {
    /// Nothing is connected before the first call.
    pub fn new(deadlines: Deadlines, surroundings: Surroundings) -> Self {
        let patience = deadlines.state;
        Self {
            deadlines,
            surroundings,
            door: Worker::new("keyring-door", PLACE, move || Door::open(patience)),
            store: Worker::new("keyring", PLACE, Store::open),
        }
    }

    /// Goes on only if the keyring is there and unlocked: a call to a locked one would prompt.
    fn enter(&self) -> Result<(), VaultError> {
        match self.state_or_error()? {
            State::Open => Ok(()),
            State::Locked | State::Unmade => Err(self.locked()),
            State::Absent { why } => Err(VaultError::Absent { place: PLACE, why }),
        }
    }

    fn locked(&self) -> VaultError {
        VaultError::Locked { place: PLACE, how: platform::how_to_unlock(self.surroundings).into() }
    }

    /// A call on the store, once the door is known to be open.
    fn ask<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Store) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, VaultError> {
        self.store.call(self.deadlines.call, work).map_err(|error| match error {
            VaultError::Locked { .. } => self.locked(),
            error => error,
        })
    }

    fn state_or_error(&self) -> Result<State, VaultError> {
        self.door.call(self.deadlines.state, |door| Ok(door.state()?))
    }

    fn read(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
        let wanted = slot.clone();
        let sealed = self.ask(move |store| store.get(&wanted));
        let sealed = match sealed {
            // A daemon that was just started, or locked between two calls, says "no entry" as well.
            Err(VaultError::NotThere) => return Err(self.enter().err().unwrap_or(VaultError::NotThere)),
            sealed => sealed?,
        };
        Credential::from_sealed(sealed.expose())
            .map_err(|problem| VaultError::Damaged { what: "this entry of the keyring".into(), why: problem.why })
    }

    fn delete(&self, slot: &SlotId) -> Result<(), VaultError> {
        let wanted = slot.clone();
        match self.ask(move |store| store.delete(&wanted)) {
            Err(VaultError::NotThere) => Ok(()),
            other => other,
        }
    }

    fn try_probe(&self, slot: &SlotId) -> Result<(), VaultError> {
        let size = PROBE_SIZE;
        let (to_write, to_read) = (slot.clone(), slot.clone());
        let write = move |store: &mut Store| store.set(&to_write, None, &Wiped::copy_of(&vec![b'p'; size]));
        self.ask(write)?;
        let back = self.ask(move |store| store.get(&to_read))?;
        if back.len() == size { Ok(()) } else { Err(VaultError::NotKept) }
    }
}

impl Vault for Keyring {
    fn kind(&self) -> SecretPlace {
        SecretPlace::Keyring
    }

    fn place_name(&self) -> &'static str {
        PLACE
    }

    fn whereabouts(&self) -> String {
        platform::WHEREABOUTS.into()
    }

    fn state(&self) -> State {
        match self.state_or_error() {
            Ok(state) => state,
            Err(VaultError::Slow { seconds, .. }) => {
                State::Absent { why: format!("it does not answer within {seconds} s") }
            }
            Err(VaultError::Absent { why, .. }) => State::Absent { why },
            Err(error) => State::Absent { why: error.to_string() },
        }
    }

    fn unlock(&self, _passphrase: Option<&Wiped>) -> Result<(), VaultError> {
        if self.state_or_error()? == State::Open {
            return Ok(());
        }
        if self.surroundings == Surroundings::Desktop {
            // A worker of its own: the dialog may wait for a minute, and the door is asked meanwhile.
            let patience = self.deadlines.dialog;
            let dialog = Worker::new("keyring-dialog", PLACE, move || Door::open(patience));
            dialog.call(patience, |door| door.unlock())?;
        }
        self.enter()
    }

    fn make(&self, _passphrase: &Wiped) -> Result<(), VaultError> {
        self.enter()
    }

    fn probe(&self, chance: &dyn Chance) -> Result<(), VaultError> {
        self.enter()?;
        let mut dice = [0; 8];
        let refused = |why: String| VaultError::Refused { place: PLACE, why };
        chance.fill(&mut dice).map_err(|problem| refused(problem.what))?;
        let slot = SlotId::new(&format!("{PROBE}{}", hex::encode(dice))).map_err(|error| refused(error.to_string()))?;
        let kept = self.try_probe(&slot);
        // Wiped in any case: also after a write whose answer was lost.
        let wiped = self.delete(&slot);
        kept.and(wiped)
    }

    fn seal(&self, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Result<(), VaultError> {
        self.enter()?;
        let (to, name) = (slot.clone(), label.clone());
        let sealed = credential.to_sealed(label);
        let write = move |store: &mut Store| store.set(&to, Some(&name), &sealed);
        seal_once(credential, || self.read(slot), || self.ask(write))
    }

    fn open(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
        self.enter()?;
        self.read(slot)
    }

    fn wipe(&self, slot: &SlotId) -> Result<(), VaultError> {
        self.enter()?;
        self.delete(slot)?;
        match self.read(slot) {
            Err(VaultError::NotThere) => Ok(()),
            Ok(_) | Err(VaultError::Damaged { .. }) => {
                Err(VaultError::Refused { place: PLACE, why: "the entry is still there after it was deleted".into() })
            }
            Err(error) => Err(VaultError::Unseen(Box::new(error))),
        }
    }

    fn entries(&self) -> Result<Vec<Entry>, VaultError> {
        self.enter()?;
        let listed = self.ask(|store| store.list())?;
        let entry = |(slot, label): (SlotId, Option<SlotLabel>)| {
            // Where a platform keeps no attributes the content names itself.
            let label = label.map_or_else(|| self.read(&slot).map(|(label, _)| label), Ok);
            let named = match label {
                Ok(label) => Named::As(label),
                Err(VaultError::Damaged { .. }) => Named::Damaged,
                Err(_) => Named::Locked,
            };
            Entry { slot, named }
        };
        let ours = listed.into_iter().filter(|(slot, _)| !slot.as_str().starts_with(PROBE));
        Ok(ours.map(entry).collect())
    }
}
