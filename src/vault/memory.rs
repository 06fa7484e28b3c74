//! Credentials in memory: for tests, and for practice, which never opens the user's own store.

use super::{Entry, Named, State, Vault, VaultError, seal_once};
use crate::domain::{Chance, SecretPlace, SlotId};
use crate::secret::{Credential, SlotLabel, Wiped};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store that forgets when it goes. Its content has the same sealed form as the others'.
#[derive(Default)]
pub struct Memory {
    slots: Mutex<BTreeMap<SlotId, Wiped>>,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<SlotId, Wiped>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Memory {
    fn kind(&self) -> SecretPlace {
        SecretPlace::Keyring
    }

    fn place_name(&self) -> &'static str {
        "memory, until keyward ends"
    }

    fn whereabouts(&self) -> String {
        "memory".into()
    }

    fn state(&self) -> State {
        State::Open
    }

    fn unlock(&self, _passphrase: Option<&Wiped>) -> Result<(), VaultError> {
        Ok(())
    }

    fn make(&self, _passphrase: &Wiped) -> Result<(), VaultError> {
        Ok(())
    }

    fn probe(&self, _chance: &dyn Chance) -> Result<(), VaultError> {
        Ok(())
    }

    fn seal(&self, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Result<(), VaultError> {
        let write = || {
            self.slots().insert(slot.clone(), credential.to_sealed(label));
            Ok(())
        };
        seal_once(credential, || self.open(slot), write)
    }

    fn open(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
        let slots = self.slots();
        let sealed = slots.get(slot).ok_or(VaultError::NotThere)?;
        Credential::from_sealed(sealed.expose())
            .map_err(|problem| VaultError::Damaged { what: "this slot".into(), why: problem.why })
    }

    fn wipe(&self, slot: &SlotId) -> Result<(), VaultError> {
        self.slots().remove(slot);
        Ok(())
    }

    fn entries(&self) -> Result<Vec<Entry>, VaultError> {
        let slots: Vec<SlotId> = self.slots().keys().cloned().collect();
        let named = |slot: &SlotId| self.open(slot).map_or(Named::Damaged, |(label, _)| Named::As(label));
        Ok(slots.into_iter().map(|slot| Entry { named: named(&slot), slot }).collect())
    }
}
