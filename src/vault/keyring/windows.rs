//! Windows: the Credential Manager, open as long as its user is logged on. It holds 2,560 bytes a credential, which
//! `secret::slot` knows.

use super::super::{State, VaultError};
use super::Surroundings;
use super::entries::SERVICE;
use super::worker::Fault;
use crate::secret::SlotLabel;
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub(super) const PLACE: &str = "the Credential Manager";
pub(super) const WHEREABOUTS: &str = "Credential Manager, Windows credentials, *.keyward";

pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

/// `Local`: the secret does not roam to the domain's other computers.
pub(super) fn modifiers(_title: &str) -> HashMap<&str, &str> {
    HashMap::from([("persistence", "Local")])
}

/// The one text that its panel shows and that is ours to set; the content names itself.
pub(super) fn attributes<'a>(label: &'a SlotLabel, _generation: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::from([("comment", label.bot.as_str())])
}

pub(super) fn search() -> HashMap<&'static str, &'static str> {
    HashMap::from([("pattern", SERVICE)])
}

/// There is no session to lose.
pub(super) const fn is_lost_session(_text: &str) -> bool {
    false
}

/// There is no lock but the log-on.
pub(super) fn is_locked(text: &str) -> bool {
    text.contains("ERROR_NO_SUCH_LOGON_SESSION")
}

pub(super) const fn how_to_unlock(_surroundings: Surroundings) -> &'static str {
    "Log on to Windows with your password: a service or a remote shell without one has no Credential Manager."
}

/// Looks for an entry that is not there.
pub(super) struct Door(Arc<CredentialStore>);

impl Door {
    pub(super) fn open(_patience: Duration) -> Result<Self, VaultError> {
        connect().map(Self).map_err(|_| VaultError::Absent { place: PLACE, why: "it cannot be reached".into() })
    }

    pub(super) fn state(&self) -> Result<State, VaultError> {
        let absent = Entry::new_in_store(&self.0, SERVICE, "state").and_then(|entry| entry.get_secret());
        Ok(match absent {
            Ok(_) | Err(Error::NoEntry) => State::Open,
            Err(Error::NoStorageAccess(_)) => State::Locked,
            Err(_) => State::Absent { why: "it cannot be read".into() },
        })
    }

    /// It has no dialog.
    pub(super) fn unlock(&self) -> Result<(), Fault> {
        Ok(())
    }
}
