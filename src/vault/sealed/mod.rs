//! Sealed files, where no keyring answers: openable with any `age` program when keyward is gone
//! (`age -d -i identity.key.age SLOT.age`).
//!
//! A passphrase seals one identity; each credential is a small file of its own, sealed to that identity: one that is damaged
//! takes no other along, and the key derivation (half a second, 128 MiB at its peak) is paid once a process, when a secret is
//! first needed.

mod folder;
mod identity;

use super::{Entry, Named, State, Vault, VaultError, seal_once};
use crate::domain::{Chance, SecretPlace, SlotId};
use crate::secret::{Credential, SlotLabel, Wiped};
use age::x25519::Identity;
use folder::Folder;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Names of identity files have a dot inside, which no slot's has.
const IDENTITY: &str = "identity.key.age";
/// Tells a damaged identity from a wrong passphrase, which `age` alone cannot.
const IDENTITY_DIGEST: &str = "identity.key.sha256";
const ENDING: &str = ".age";
const LEAST_PASSPHRASE: usize = 8;
const PLACE: &str = "the sealed file";

/// Where a passphrase comes from when nobody was asked yet: a file that the user named, say.
pub type PassphraseSource = Box<dyn Fn() -> Option<Wiped> + Send + Sync>;

/// A folder of sealed files.
pub struct Sealed {
    folder: Folder,
    work_factor: u8,
    source: Option<PassphraseSource>,
    opened: Mutex<Option<Arc<Identity>>>,
}

impl Sealed {
    /// scrypt's work factor for new passphrases: 2^17, about half a second.
    pub const WORK_FACTOR: u8 = 17;

    /// The folder need not be there yet. What interrupted writes left in it is swept. Tests take a small work factor.
    pub fn new(folder: PathBuf, work_factor: u8) -> Self {
        let folder = Folder::new(folder);
        folder.sweep();
        Self { folder, work_factor, source: None, opened: Mutex::new(None) }
    }

    /// With a passphrase that is fetched when one is first needed, and then only.
    #[must_use]
    pub fn with_source(self, source: PassphraseSource) -> Self {
        Self { source: Some(source), ..self }
    }

    /// The identity, opened if that was not done yet. The lock is held while it opens: a second reader waits for the first's
    /// derivation instead of paying its own.
    fn identity(&self) -> Result<Arc<Identity>, VaultError> {
        let mut opened = self.opened();
        if let Some(identity) = opened.as_ref() {
            return Ok(Arc::clone(identity));
        }
        let Some(passphrase) = self.source.as_ref().and_then(|source| source()) else {
            return Err(if self.folder.has(IDENTITY)? { locked() } else { VaultError::Unmade });
        };
        let identity = identity::open(&self.folder, &passphrase).map_err(|error| match error {
            VaultError::WrongPassphrase => VaultError::Locked {
                place: PLACE,
                how: "The passphrase that the environment names is not the one that opens it.".into(),
            },
            error => error,
        })?;
        let identity = Arc::new(identity);
        *opened = Some(Arc::clone(&identity));
        Ok(identity)
    }

    /// Where nothing was ever sealed the named passphrase makes the files, too: on a headless host nobody can be asked.
    fn unlock_by_source(&self) -> Result<(), VaultError> {
        if self.state() == State::Unmade
            && self.folder.names()?.iter().all(|name| !name.ends_with(ENDING))
            && let Some(passphrase) = self.source.as_ref().and_then(|source| source())
        {
            match self.make(&passphrase) {
                // Another process was faster: then its files are opened.
                Err(VaultError::Exists) => {}
                made => return made,
            }
        }
        self.identity().map(drop)
    }

    fn read(&self, slot: &SlotId, identity: &Identity) -> Result<(SlotLabel, Credential), VaultError> {
        let bytes = self.folder.read(&file_of(slot))?.ok_or(VaultError::NotThere)?;
        let opened = identity::unseal(identity, &bytes)
            .map_err(|error| VaultError::Damaged { what: format!("the sealed file of {slot}"), why: why(&error) })?;
        Credential::from_sealed(opened.expose())
            .map_err(|problem| VaultError::Damaged { what: format!("the sealed file of {slot}"), why: problem.why })
    }

    fn opened(&self) -> MutexGuard<'_, Option<Arc<Identity>>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Sealed {
    fn kind(&self) -> SecretPlace {
        SecretPlace::Sealed
    }

    fn place_name(&self) -> &'static str {
        "a sealed file"
    }

    fn whereabouts(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn state(&self) -> State {
        match self.folder.has(IDENTITY) {
            Ok(true) if self.opened().is_some() => State::Open,
            Ok(true) => State::Locked,
            Ok(false) => State::Unmade,
            Err(error) => State::Absent { why: error.to_string() },
        }
    }

    fn unlock(&self, passphrase: Option<&Wiped>) -> Result<(), VaultError> {
        let Some(passphrase) = passphrase else { return self.unlock_by_source() };
        let mut opened = self.opened();
        // Derived anew even if it is open: whoever gives a passphrase wants to know whether it is the one.
        *opened = Some(Arc::new(identity::open(&self.folder, passphrase)?));
        Ok(())
    }

    fn opens_by_itself(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source().is_some())
    }

    fn make(&self, passphrase: &Wiped) -> Result<(), VaultError> {
        let characters = String::from_utf8_lossy(passphrase.expose()).chars().count();
        if characters < LEAST_PASSPHRASE {
            return Err(VaultError::ShortPassphrase { least: LEAST_PASSPHRASE });
        }
        let mut opened = self.opened();
        *opened = Some(Arc::new(identity::make(&self.folder, passphrase, self.work_factor)?));
        Ok(())
    }

    /// Whether the folder can be written is seen when it is made.
    fn probe(&self, _chance: &dyn Chance) -> Result<(), VaultError> {
        Ok(())
    }

    fn seal(&self, slot: &SlotId, label: &SlotLabel, credential: &Credential) -> Result<(), VaultError> {
        let identity = match self.identity() {
            Err(VaultError::Unmade) => self.unlock_by_source().and_then(|()| self.identity())?,
            found => found?,
        };
        if !self.folder.has(IDENTITY)? {
            // Sealed to an identity that is gone it could never be opened again.
            return Err(VaultError::Damaged { what: "this store".into(), why: format!("{IDENTITY} is gone") });
        }
        let write = || {
            let sealed = identity::seal(&identity, credential.to_sealed(label).expose())?;
            self.folder.write_new(&file_of(slot), &sealed)
        };
        seal_once(credential, || self.read(slot, &identity), write)
    }

    fn open(&self, slot: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
        let identity = self.identity()?;
        self.read(slot, &identity)
    }

    fn wipe(&self, slot: &SlotId) -> Result<(), VaultError> {
        // A folder that was never made has no file either, and a locked one can be emptied without its passphrase.
        self.folder.remove(&file_of(slot))
    }

    fn entries(&self) -> Result<Vec<Entry>, VaultError> {
        let slots = self.folder.names()?.into_iter().filter_map(|name| SlotId::new(name.strip_suffix(ENDING)?).ok());
        let slots: Vec<SlotId> = slots.collect();
        let identity = if slots.is_empty() { None } else { self.identity().ok() };
        let named = |slot: &SlotId| match &identity {
            None => Named::Locked,
            Some(identity) => self.read(slot, identity).map_or(Named::Damaged, |(label, _)| Named::As(label)),
        };
        Ok(slots.iter().map(|slot| Entry { slot: slot.clone(), named: named(slot) }).collect())
    }
}

fn file_of(slot: &SlotId) -> String {
    format!("{slot}{ENDING}")
}

fn locked() -> VaultError {
    VaultError::Locked {
        place: PLACE,
        how: "Your passphrase opens it: on a terminal, or in the file that KEYWARD_PASSPHRASE_FILE names.".into(),
    }
}

/// Why a file does not open, as a sentence goes on. `age` prints paragraphs.
fn why(error: &age::DecryptError) -> String {
    match error {
        age::DecryptError::NoMatchingKeys => "it was sealed for another store",
        age::DecryptError::InvalidHeader | age::DecryptError::UnknownFormat => "it is no age file",
        age::DecryptError::Io(_) => "it was cut off",
        _ => "it was changed",
    }
    .into()
}

#[cfg(test)]
mod tests;
