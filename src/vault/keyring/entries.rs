//! One entry a slot, through `keyring-core`. Every value that comes out is put into wiped memory at once, and no error of the
//! library is ever printed whole: two of its variants carry a secret's bytes.

use super::super::VaultError;
use super::platform::{self, PLACE};
use super::worker::Fault;
use crate::domain::{BotName, ExchangeId, Generation, SiteId, SlotId, clean};
use crate::secret::{SlotLabel, Wiped};
use keyring_core::{CredentialStore, Entry, Error};
use std::collections::HashMap;
use std::sync::Arc;

/// The attribute by which a person finds all of keyward's entries.
pub(super) const SERVICE: &str = "keyward";

/// An open connection to the platform's store.
pub(super) struct Store(Arc<CredentialStore>);

impl Store {
    pub(super) fn open() -> Result<Self, VaultError> {
        platform::connect().map(Self).map_err(|error| match fault(error) {
            Fault::Told(error) => error,
            Fault::Lost => VaultError::Absent { place: PLACE, why: "its session ends at once".into() },
        })
    }

    /// Writes a slot; a label makes it readable for people.
    pub(super) fn set(&mut self, slot: &SlotId, label: Option<&SlotLabel>, bytes: &Wiped) -> Result<(), Fault> {
        let title = label.map(title);
        let modifiers = title.iter().flat_map(|title| platform::modifiers(title)).collect();
        let entry = Entry::new_in_store_with_modifiers(&self.0, SERVICE, slot.as_str(), &modifiers).map_err(fault)?;
        entry.set_secret(bytes.expose()).map_err(fault)?;
        if let Some(label) = label {
            let generation = label.generation.to_string();
            let attributes = platform::attributes(label, &generation);
            // They are for people's eyes, and the secret is in already: without them it is as safe.
            if !attributes.is_empty()
                && let Err(error) = entry.update_attributes(&attributes)
                && let Fault::Lost = fault(error)
            {
                return Err(Fault::Lost);
            }
        }
        Ok(())
    }

    pub(super) fn get(&mut self, slot: &SlotId) -> Result<Wiped, Fault> {
        self.entry(slot)?.get_secret().map(Wiped::from_vec).map_err(fault)
    }

    pub(super) fn delete(&mut self, slot: &SlotId) -> Result<(), Fault> {
        self.entry(slot)?.delete_credential().map_err(fault)
    }

    /// All slots, with whose they are where attributes tell.
    pub(super) fn list(&mut self) -> Result<Vec<(SlotId, Option<SlotLabel>)>, Fault> {
        let mut listed = Vec::new();
        for entry in Entry::search_in_store(&self.0, &platform::search()).map_err(fault)? {
            let Some((service, user)) = entry.get_specifiers() else { continue };
            let Ok(slot) = SlotId::new(&user) else { continue };
            if service == SERVICE {
                listed.push((slot, entry.get_attributes().ok().and_then(|attributes| label(&attributes))));
            }
        }
        listed.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(listed)
    }

    fn entry(&self, slot: &SlotId) -> Result<Entry, Fault> {
        Entry::new_in_store(&self.0, SERVICE, slot.as_str()).map_err(fault)
    }
}

/// As Seahorse shows it.
fn title(label: &SlotLabel) -> String {
    format!("keyward: {} on {} (gen {})", label.bot, label.exchange, label.generation)
}

fn label(attributes: &HashMap<String, String>) -> Option<SlotLabel> {
    Some(SlotLabel {
        bot: BotName::new(attributes.get("bot")?).ok()?,
        exchange: ExchangeId::new(attributes.get("exchange")?).ok()?,
        site: SiteId::new(attributes.get("site")?).ok()?,
        generation: Generation(attributes.get("generation")?.parse().ok()?),
    })
}

/// By what can be done about it. The bytes in an error are wiped.
fn fault(error: Error) -> Fault {
    let told = match error {
        Error::NoEntry => VaultError::NotThere,
        Error::BadEncoding(bytes) | Error::BadDataFormat(bytes, _) => {
            drop(Wiped::from_vec(bytes));
            VaultError::Damaged {
                what: "this entry of the keyring".into(),
                why: "it is not as keyward wrote it".into(),
            }
        }
        Error::TooLong(_, most) => VaultError::Full { why: format!("{PLACE} holds at most {most} bytes an entry") },
        Error::Ambiguous(_) => {
            VaultError::Damaged { what: "this entry of the keyring".into(), why: "it is there twice".into() }
        }
        Error::NoStorageAccess(why) | Error::PlatformFailure(why) => match why.to_string() {
            why if platform::is_lost_session(&why) => return Fault::Lost,
            // How to unlock it knows the keyring's face.
            why if platform::is_locked(&why) => VaultError::Locked { place: PLACE, how: String::new() },
            why => VaultError::Refused { place: PLACE, why: clean(&why, 120) },
        },
        _ => VaultError::Refused { place: PLACE, why: "it does not offer what keyward needs".into() },
    };
    Fault::Told(told)
}
