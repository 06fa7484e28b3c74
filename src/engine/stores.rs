//! The secret store of this home: chosen once, opened when first needed, never changed silently.

use super::inner::Inner;
use super::port::{StoreBrief, StoreKind, StoreState};
use crate::domain::{Key, Problem, SecretPlace};
use crate::flows;
use crate::inventory::Setting;
use crate::vault::{self, Chosen, State, Vault, VaultError, Wish};
use std::sync::{Arc, Mutex, PoisonError};

/// The stores that there could be, and the one that was taken.
pub(super) struct Stores {
    wish: Wish,
    keyring: Arc<dyn Vault>,
    sealed: Arc<dyn Vault>,
    /// Practice keeps secrets in memory and opens neither of the others.
    memory: bool,
    taken: Mutex<Option<Taken>>,
}

#[derive(Clone)]
struct Taken {
    vault: Arc<dyn Vault>,
    why: String,
}

impl Stores {
    /// The user's stores: the keyring and the sealed files.
    pub(super) fn new(wish: Wish, keyring: Arc<dyn Vault>, sealed: Arc<dyn Vault>) -> Self {
        Self { wish, keyring, sealed, memory: false, taken: Mutex::default() }
    }

    /// Memory, for practice.
    pub(super) fn memory(vault: Arc<dyn Vault>) -> Self {
        let taken = Taken { vault: vault.clone(), why: String::new() };
        Self {
            wish: Wish::Keyring,
            keyring: vault.clone(),
            sealed: vault,
            memory: true,
            taken: Mutex::new(Some(taken)),
        }
    }

    /// The store that is used. The first call chooses it; that asks the keyring whether it is there, without a prompt.
    pub(super) fn vault(&self, inner: &Inner) -> Result<Arc<dyn Vault>, Problem> {
        self.taken(inner).map(|taken| taken.vault)
    }

    /// The store that a key's secret lies in: its own word counts, since another process may have moved the one and not yet
    /// the other. A secret of which that is not known is looked for in the store that is used.
    pub(super) fn of_key(&self, inner: &Inner, key: &Key) -> Result<Arc<dyn Vault>, Problem> {
        let used = self.vault(inner)?;
        Ok(if key.secret == SecretPlace::None { used } else { self.by_place(key.secret) })
    }

    /// Opens the store that is used, for what needs a secret: sealed files by the passphrase that the environment names,
    /// under which they are made where there are none yet. A keyring is not prompted.
    ///
    /// # Errors
    /// It is locked, or not made yet; nothing was begun.
    pub(super) fn open_silently(&self, inner: &Inner) -> Result<(), Problem> {
        let vault = self.vault(inner)?;
        match (vault.state(), vault.kind()) {
            (State::Unmade, SecretPlace::Sealed)
                if inner.environment.names_passphrase() && !vault.opens_by_itself() =>
            {
                Err(unread())
            }
            (State::Locked | State::Unmade, SecretPlace::Sealed) => vault.unlock(None).map_err(Problem::from),
            (State::Locked, _) => match vault.open(&inner.new_slot()?) {
                Err(VaultError::NotThere) | Ok(_) => Ok(()),
                Err(error) => Err(error.into()),
            },
            _ => Ok(()),
        }
    }

    /// One of the two stores, by name: for moving.
    pub(super) fn by_place(&self, place: SecretPlace) -> Arc<dyn Vault> {
        if place == SecretPlace::Sealed { self.sealed.clone() } else { self.keyring.clone() }
    }

    fn taken(&self, inner: &Inner) -> Result<Taken, Problem> {
        let mut kept = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = kept.as_ref().filter(|_| self.memory) {
            return Ok(taken.clone());
        }
        let used = self.used(inner)?;
        // Another process may have moved all secrets since.
        if let Some(taken) = kept.as_ref().filter(|taken| used.is_none_or(|used| used == taken.vault.kind())) {
            return Ok(taken.clone());
        }
        let Chosen { vault, why } =
            vault::choose(self.wish, used, self.keyring.clone(), self.sealed.clone(), inner.chance.as_ref())?;
        let taken = Taken { vault, why };
        *kept = Some(taken.clone());
        Ok(taken)
    }

    /// After a move: the next call chooses anew.
    pub(super) fn forget(&self) {
        if !self.memory {
            *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    /// Where secrets lie already, by the inventory.
    fn used(&self, inner: &Inner) -> Result<Option<SecretPlace>, Problem> {
        let word = inner.inventory.read(|see| see.setting(Setting::Store))?;
        Ok(word.as_deref().and_then(place_of))
    }

    /// Notes which store secrets lie in, with the first one that is sealed.
    pub(super) fn keep(&self, inner: &Inner, w: &crate::inventory::Writing<'_>) -> Result<(), Problem> {
        if !self.memory && w.setting(Setting::Store)?.is_none() {
            let place = self.place_kept(inner)?;
            w.set_setting(Setting::Store, Some(place.word()))?;
        }
        Ok(())
    }

    /// The sort of place of a store.
    pub(super) fn place(&self, vault: &dyn Vault) -> SecretPlace {
        vault.kind()
    }

    /// The sort of place that is used now.
    pub(super) fn place_kept(&self, inner: &Inner) -> Result<SecretPlace, Problem> {
        self.vault(inner).map(|vault| vault.kind())
    }

    /// As a sentence names the place of a key's secret.
    pub(super) fn place_name(&self, place: SecretPlace) -> &'static str {
        match place {
            SecretPlace::Sealed => "a sealed file",
            SecretPlace::Keyring if self.memory => "memory, for practice",
            SecretPlace::Keyring => self.keyring.place_name(),
            SecretPlace::None => "not here",
        }
    }

    /// Whether it can be used, for a flow. A store that cannot be chosen counts as absent: the act says why.
    pub(super) fn state_seen(&self, inner: &Inner) -> flows::StoreState {
        let seen = self.vault(inner).map(|vault| match vault.state() {
            // The key derivation is paid by the act that needs a secret, not by every look at a flow.
            State::Locked | State::Unmade if vault.opens_by_itself() => State::Open,
            state => state,
        });
        match seen {
            Ok(State::Open) => flows::StoreState::Open,
            Ok(State::Locked | State::Unmade) => flows::StoreState::Locked,
            Ok(State::Absent { .. }) | Err(_) => flows::StoreState::Absent,
        }
    }

    /// The used store in one look. Never prompts.
    pub(super) fn brief(&self, inner: &Inner) -> Result<StoreBrief, Problem> {
        let taken = self.taken(inner)?;
        self.seen(&taken, inner)
    }

    /// Either store in one look, used or not. Never prompts.
    pub(super) fn brief_of(&self, kind: StoreKind, inner: &Inner) -> Result<StoreBrief, Problem> {
        self.seen(&Taken { vault: self.by_place(place_for(kind)), why: String::new() }, inner)
    }

    fn seen(&self, taken: &Taken, inner: &Inner) -> Result<StoreBrief, Problem> {
        let state = match taken.vault.state() {
            // As a flow sees it: nobody has to be asked for anything.
            State::Locked if taken.vault.opens_by_itself() => State::Open,
            state => state,
        };
        // Why it is not to be had matters more than why it was taken.
        let says = match &state {
            State::Absent { why } => why.clone(),
            _ => taken.why.clone(),
        };
        Ok(StoreBrief {
            kind: if self.memory { StoreKind::Memory } else { kind_of(taken.vault.kind()) },
            state: match state {
                State::Open => StoreState::Open,
                State::Locked => StoreState::Locked,
                State::Unmade | State::Absent { .. } => StoreState::Absent,
            },
            place: taken.vault.place_name().to_owned(),
            says,
            empty: self.used(inner)?.is_none() && !self.memory,
        })
    }
}

fn unread() -> Problem {
    Problem::new(
        "The sealed files were not made",
        "the passphrase that the environment names cannot be read",
        "Is KEYWARD_PASSPHRASE_FILE there, with the passphrase as its only line?",
    )
}

/// The stored word of a place.
pub(super) fn place_of(word: &str) -> Option<SecretPlace> {
    match word {
        "keyring" => Some(SecretPlace::Keyring),
        "sealed" => Some(SecretPlace::Sealed),
        _ => None,
    }
}

/// The sort of place of a kind of store.
pub(super) const fn place_for(kind: StoreKind) -> SecretPlace {
    match kind {
        StoreKind::Sealed => SecretPlace::Sealed,
        StoreKind::Keyring | StoreKind::Memory => SecretPlace::Keyring,
    }
}

pub(super) const fn kind_of(place: SecretPlace) -> StoreKind {
    match place {
        SecretPlace::Sealed => StoreKind::Sealed,
        SecretPlace::Keyring | SecretPlace::None => StoreKind::Keyring,
    }
}
