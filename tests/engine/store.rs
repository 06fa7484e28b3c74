//! A secret store that outlives the processes of a test, and can be locked, slow (having done it, or not), or deadly.

use crate::fuse::Fuse;
use keyward::domain::{Chance, SecretPlace, SlotId};
use keyward::secret::{Credential, SlotLabel, Wiped};
use keyward::vault::{Entry, Named, State, Vault, VaultError};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Slots = BTreeMap<SlotId, (SlotLabel, Credential)>;

/// How it answers the next changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Good,
    /// Does it, and does not say so in time.
    SlowDone,
    /// Does not do it, and does not say so in time.
    SlowNotDone,
    /// Refuses.
    Full,
}

pub struct Store {
    kind: SecretPlace,
    slots: Mutex<Slots>,
    mood: Mutex<Mood>,
    locked: AtomicBool,
    locks_itself: AtomicBool,
    pub seals: AtomicI64,
    pub wipes: AtomicI64,
    fuse: Arc<Fuse>,
}

impl Store {
    pub fn new(kind: SecretPlace, fuse: Arc<Fuse>) -> Self {
        Self {
            kind,
            slots: Mutex::default(),
            mood: Mutex::default(),
            locked: AtomicBool::new(false),
            locks_itself: AtomicBool::new(false),
            seals: AtomicI64::new(0),
            wipes: AtomicI64::new(0),
            fuse,
        }
    }

    pub fn set_mood(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    pub fn lock(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    /// It locks itself right after its next change.
    pub fn lock_after_next(&self) {
        self.locks_itself.store(true, Ordering::SeqCst);
    }

    /// In how many slots a credential lies.
    pub fn count(&self, credential: &Credential) -> usize {
        self.slots().values().filter(|(_, there)| there.same_as(credential)).count()
    }

    pub fn len(&self) -> usize {
        self.slots().len()
    }

    /// Loses everything, as a keyring that was reset.
    pub fn reset(&self) -> Slots {
        std::mem::take(&mut *self.slots())
    }

    pub fn copy(&self) -> Slots {
        self.slots().iter().map(|(slot, (label, there))| (slot.clone(), (label.clone(), there.dup()))).collect()
    }

    pub fn put_back(&self, slots: Slots) {
        *self.slots() = slots;
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn usable(&self) -> Result<(), VaultError> {
        if self.locked.load(Ordering::SeqCst) {
            return Err(VaultError::Locked { place: "the test's keyring", how: "Unlock it.".into() });
        }
        Ok(())
    }

    /// An effect, with a death before and after it.
    fn effect(&self, change: impl FnOnce(&mut Slots)) -> Result<(), VaultError> {
        let slow = VaultError::Slow { place: "the test's keyring", seconds: 5 };
        let mood = *self.mood.lock().unwrap();
        self.fuse.point();
        match mood {
            Mood::Good | Mood::SlowDone => change(&mut self.slots()),
            Mood::SlowNotDone => return Err(slow),
            Mood::Full => return Err(VaultError::Full { why: "the disk is full".into() }),
        }
        if self.locks_itself.swap(false, Ordering::SeqCst) {
            self.lock(true);
        }
        self.fuse.point();
        if mood == Mood::SlowDone { Err(slow) } else { Ok(()) }
    }
}

impl Vault for Store {
    fn kind(&self) -> SecretPlace {
        self.kind
    }

    fn place_name(&self) -> &'static str {
        if self.kind == SecretPlace::Sealed { "the test's files" } else { "the test's keyring" }
    }

    fn whereabouts(&self) -> String {
        "memory".into()
    }

    fn state(&self) -> State {
        if self.locked.load(Ordering::SeqCst) { State::Locked } else { State::Open }
    }

    fn unlock(&self, _: Option<&Wiped>) -> Result<(), VaultError> {
        self.usable()
    }

    fn make(&self, _: &Wiped) -> Result<(), VaultError> {
        Ok(())
    }

    fn probe(&self, _: &dyn Chance) -> Result<(), VaultError> {
        self.usable()
    }

    fn seal(&self, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Result<(), VaultError> {
        self.usable()?;
        match self.slots().get(slot) {
            Some((_, there)) if there.same_as(credential) => return Ok(()),
            Some(_) => return Err(VaultError::Exists),
            None => {}
        }
        self.effect(|slots| {
            self.seals.fetch_add(1, Ordering::SeqCst);
            slots.insert(slot.clone(), (label.clone(), credential.dup()));
        })
    }

    fn open(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
        self.usable()?;
        let slots = self.slots();
        let (label, there) = slots.get(slot).ok_or(VaultError::NotThere)?;
        Ok((label.clone(), there.dup()))
    }

    fn wipe(&self, slot: &SlotId) -> Result<(), VaultError> {
        self.usable()?;
        if !self.slots().contains_key(slot) {
            return Ok(());
        }
        self.effect(|slots| {
            self.wipes.fetch_add(1, Ordering::SeqCst);
            slots.remove(slot);
        })
    }

    fn entries(&self) -> Result<Vec<Entry>, VaultError> {
        self.usable()?;
        let named = |(slot, (label, _)): (&SlotId, &(SlotLabel, Credential))| Entry {
            slot: slot.clone(),
            named: Named::As(label.clone()),
        };
        Ok(self.slots().iter().map(named).collect())
    }
}
