//! macOS: the login keychain. Its items have no attributes that are ours to set: Keychain Access shows each by the service
//! `keyward` and the slot, and the content names itself.

use super::super::{State, VaultError};
use super::Surroundings;
use super::entries::SERVICE;
use super::worker::Fault;
use crate::secret::SlotLabel;
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub(super) const PLACE: &str = "the login keychain";
pub(super) const WHEREABOUTS: &str = "Keychain Access, login, keyward";

pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

pub(super) fn modifiers(_title: &str) -> HashMap<&str, &str> {
    HashMap::new()
}

pub(super) fn attributes<'a>(_label: &'a SlotLabel, _generation: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::new()
}

pub(super) fn search() -> HashMap<&'static str, &'static str> {
    HashMap::from([("service", SERVICE)])
}

/// There is no session to lose.
pub(super) const fn is_lost_session(_text: &str) -> bool {
    false
}

/// errSecInteractionNotAllowed: it would have to ask, and nobody can be asked here.
pub(super) fn is_locked(text: &str) -> bool {
    text.contains("-25308") || text.contains("interaction is not allowed")
}

pub(super) const fn how_to_unlock(surroundings: Surroundings) -> &'static str {
    match surroundings {
        Surroundings::Desktop => "Unlock it: its dialog asks for your login password.",
        Surroundings::Remote => "The login keychain does not open over ssh. Unlock it: security unlock-keychain",
    }
}

/// Looks for an entry that is not there, which never prompts. A locked keychain may answer that as well as an open one:
/// then the first real call tells (`is_locked`), or, at a desktop, the system asks and the call's deadline holds.
pub(super) struct Door(Arc<CredentialStore>);

impl Door {
    pub(super) fn open(_patience: Duration) -> Result<Self, VaultError> {
        connect().map(Self).map_err(|_| VaultError::Absent { place: PLACE, why: "there is no login keychain".into() })
    }

    pub(super) fn state(&self) -> Result<State, VaultError> {
        let absent = Entry::new_in_store(&self.0, SERVICE, "state").and_then(|entry| entry.get_secret());
        Ok(match absent {
            Ok(_) | Err(Error::NoEntry) => State::Open,
            Err(Error::PlatformFailure(_) | Error::NoStorageAccess(_)) => State::Locked,
            Err(_) => State::Absent { why: "the login keychain cannot be read".into() },
        })
    }

    /// The system asks by itself when an item is read; nothing can be asked for beforehand.
    pub(super) fn unlock(&self) -> Result<(), Fault> {
        Ok(())
    }
}
