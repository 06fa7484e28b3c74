//! Other systems: there is no keyring that keyward knows, so sealed files are used.

use super::super::{State, VaultError};
use super::Surroundings;
use super::worker::Fault;
use crate::secret::SlotLabel;
use keyring_core::{CredentialStore, Error};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub(super) const PLACE: &str = "a keyring";
pub(super) const WHEREABOUTS: &str = "nowhere";

pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NoDefaultStore)
}

pub(super) fn modifiers(_title: &str) -> HashMap<&str, &str> {
    HashMap::new()
}

pub(super) fn attributes<'a>(_label: &'a SlotLabel, _generation: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::new()
}

pub(super) fn search() -> HashMap<&'static str, &'static str> {
    HashMap::new()
}

pub(super) const fn is_lost_session(_text: &str) -> bool {
    false
}

pub(super) const fn is_locked(_text: &str) -> bool {
    false
}

pub(super) const fn how_to_unlock(_surroundings: Surroundings) -> &'static str {
    "Keep secrets in sealed files: KEYWARD_STORE=sealed."
}

/// A door to nothing.
pub(super) struct Door;

impl Door {
    pub(super) fn open(_patience: Duration) -> Result<Self, VaultError> {
        Ok(Self)
    }

    pub(super) fn state(&self) -> Result<State, VaultError> {
        Ok(State::Absent { why: "this system has none that keyward knows".into() })
    }

    pub(super) fn unlock(&self) -> Result<(), Fault> {
        Ok(())
    }
}
