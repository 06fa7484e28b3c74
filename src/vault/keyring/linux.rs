//! Linux: the Secret Service (GNOME Keyring, KWallet, KeePassXC) on the session's D-Bus.

use super::super::{State, VaultError};
use super::Surroundings;
use super::entries::SERVICE;
use super::worker::Fault;
use crate::domain::clean;
use crate::secret::SlotLabel;
use keyring_core::CredentialStore;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue};

pub(super) const PLACE: &str = "the login keyring";
pub(super) const WHEREABOUTS: &str = "Secret Service, service=keyward";

const NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const SERVICE_FACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_FACE: &str = "org.freedesktop.Secret.Collection";
const PROMPT_FACE: &str = "org.freedesktop.Secret.Prompt";

pub(super) fn connect() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

pub(super) fn modifiers(title: &str) -> HashMap<&str, &str> {
    HashMap::from([("label", title)])
}

pub(super) fn attributes<'a>(label: &'a SlotLabel, generation: &'a str) -> HashMap<&'a str, &'a str> {
    HashMap::from([
        ("bot", label.bot.as_str()),
        ("exchange", label.exchange.as_str()),
        ("site", label.site.as_str()),
        ("generation", generation),
    ])
}

pub(super) fn search() -> HashMap<&'static str, &'static str> {
    HashMap::from([("service", SERVICE)])
}

/// After the daemon was started anew the old session's calls are refused by this name (Secret Service API, *Errors*). The
/// library keeps the name in its text only.
pub(super) fn is_lost_session(text: &str) -> bool {
    text.contains("NoSession") || text.contains("NoSuchObject") || text.contains("UnknownObject")
}

/// It was locked between our question and the call, and its prompt was dismissed (`secret-service`'s own words).
pub(super) fn is_locked(text: &str) -> bool {
    text.contains("prompt dismissed") || text.contains("object locked") || text.contains("Error.IsLocked")
}

pub(super) const fn how_to_unlock(surroundings: Surroundings) -> &'static str {
    match surroundings {
        Surroundings::Desktop => "Unlock it: its dialog asks for your login password.",
        Surroundings::Remote => {
            "Nobody sees its dialog here. Unlock it at the desktop, or for GNOME Keyring: \
             read -rs P; printf %s \"$P\" | gnome-keyring-daemon --replace --unlock; unset P"
        }
    }
}

/// Asks the Secret Service what can be asked without a prompt, over a connection of its own whose calls end in time.
pub(super) struct Door(Connection);

impl Door {
    pub(super) fn open(patience: Duration) -> Result<Self, VaultError> {
        let absent = |_| VaultError::Absent { place: PLACE, why: "there is no D-Bus session here".into() };
        let builder = connection::Builder::session().map_err(absent)?;
        builder.method_timeout(patience).build().map(Self).map_err(absent)
    }

    /// Whether there is a default collection, and whether it is locked.
    pub(super) fn state(&self) -> Result<State, VaultError> {
        let collection = match self.default_collection() {
            Ok(path) if path.as_str() == "/" => {
                return Ok(State::Absent { why: "it has no default collection yet".into() });
            }
            Ok(path) => path,
            Err(error) => return self.not_asked(&error),
        };
        match self.is_locked(&collection) {
            Ok(true) => Ok(State::Locked),
            Ok(false) => Ok(State::Open),
            Err(error) => self.not_asked(&error),
        }
    }

    /// Unlocks the default collection by its own dialog, and waits for its user.
    pub(super) fn unlock(&self) -> Result<(), Fault> {
        let collection = self.default_collection().map_err(|error| refused(&error))?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = self
            .0
            .call_method(Some(NAME), ROOT, Some(SERVICE_FACE), "Unlock", &(vec![collection],))
            .and_then(|answer| answer.body().deserialize())
            .map_err(|error| refused(&error))?;
        if prompt.as_str() != "/" {
            self.wait_for(&prompt).map_err(|error| refused(&error))?;
        }
        Ok(())
    }

    fn wait_for(&self, prompt: &ObjectPath<'_>) -> zbus::Result<()> {
        let prompt = Proxy::new(&self.0, NAME, prompt.clone(), PROMPT_FACE)?;
        let mut completed = prompt.receive_signal("Completed")?;
        prompt.call_method("Prompt", &("",))?;
        completed.next();
        Ok(())
    }

    fn default_collection(&self) -> zbus::Result<OwnedObjectPath> {
        let answer = self.0.call_method(Some(NAME), ROOT, Some(SERVICE_FACE), "ReadAlias", &("default",))?;
        answer.body().deserialize()
    }

    fn is_locked(&self, collection: &OwnedObjectPath) -> zbus::Result<bool> {
        let face = Some("org.freedesktop.DBus.Properties");
        let answer = self.0.call_method(Some(NAME), collection, face, "Get", &(COLLECTION_FACE, "Locked"))?;
        let locked: OwnedValue = answer.body().deserialize()?;
        bool::try_from(locked).map_err(zbus::Error::Variant)
    }

    fn not_asked(&self, error: &zbus::Error) -> Result<State, VaultError> {
        match error {
            zbus::Error::MethodError(name, ..) if is_nobody(name.as_str()) => {
                Ok(State::Absent { why: "no keyring answers on D-Bus".into() })
            }
            zbus::Error::InputOutput(io) if io.kind() == std::io::ErrorKind::TimedOut => {
                let seconds = self.0.inner().method_timeout().map_or(1, |patience| patience.as_secs().max(1));
                Err(VaultError::Slow { place: PLACE, seconds })
            }
            error => Ok(State::Absent { why: clean(&error.to_string(), 80) }),
        }
    }
}

/// Nobody has the name, and nothing can be started for it.
fn is_nobody(name: &str) -> bool {
    ["ServiceUnknown", "NameHasNoOwner", "Spawn.", "NoReply", "Disconnected"].iter().any(|known| name.contains(known))
}

fn refused(error: &zbus::Error) -> VaultError {
    VaultError::Refused { place: PLACE, why: clean(&error.to_string(), 120) }
}
