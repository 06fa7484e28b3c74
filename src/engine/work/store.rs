//! The secret store: what lies in it, opening it, and moving all of it, safe to interrupt.

use crate::domain::{Key, Kind, Problem, SecretPlace, Tri, Who};
use crate::engine::inner::Inner;
use crate::engine::port::{StoreBrief, StoreEntry, StoreKind, StoreReport};
use crate::engine::record;
use crate::engine::stores::place_for;
use crate::inventory::{KeyFilter, Setting, Which};
use crate::secret::Wiped;
use crate::vault::{Moved, Named, State, VaultError, copy_slot, wipe_moved};

/// What lies in the store, held against what the inventory knows.
pub(in crate::engine) fn report(inner: &Inner) -> Result<StoreReport, Problem> {
    let brief = inner.stores.brief(inner)?;
    let keys = sealed_keys(inner)?;
    let found = inner.stores.vault(inner)?.entries();
    let mut entries = Vec::new();
    match found {
        Ok(found) => {
            for key in &keys {
                let there = key.slot.as_ref().is_some_and(|slot| found.iter().any(|entry| entry.slot == *slot));
                entries.push(known(key, there.into()));
            }
            for entry in found {
                if keys.iter().any(|key| key.slot.as_ref() == Some(&entry.slot)) {
                    continue;
                }
                let label = match entry.named {
                    Named::As(label) => Some(label),
                    Named::Locked | Named::Damaged => None,
                };
                entries.push(StoreEntry {
                    bot: label.as_ref().map(|label| label.bot.clone()),
                    exchange: label.as_ref().map(|label| label.exchange.clone()),
                    hint: None,
                    generation: label.map(|label| label.generation),
                    there: Tri::Yes,
                    known: Tri::No,
                });
            }
        }
        Err(_) => entries.extend(keys.iter().map(|key| known(key, Tri::Unknown))),
    }
    Ok(StoreReport { brief, entries })
}

fn known(key: &Key, there: Tri) -> StoreEntry {
    StoreEntry {
        bot: Some(key.bot.clone()),
        exchange: Some(key.exchange.clone()),
        hint: Some(key.hint),
        generation: Some(key.generation),
        there,
        known: Tri::Yes,
    }
}

/// All keys that have a slot.
fn sealed_keys(inner: &Inner) -> Result<Vec<Key>, Problem> {
    let mut keys = Vec::new();
    inner.inventory.read(|see| {
        let filter = KeyFilter { which: Which::All, ..KeyFilter::default() };
        see.each_key(&filter, |row| {
            if row.key.slot.is_some() {
                keys.push(row.key);
            }
        })
    })?;
    Ok(keys)
}

/// Opens the sealed files with a passphrase, or a keyring by its own dialog.
pub(in crate::engine) fn unlock(inner: &Inner, passphrase: Option<&Wiped>) -> Result<StoreBrief, Problem> {
    inner.stores.vault(inner)?.unlock(passphrase)?;
    inner.stores.brief(inner)
}

/// The same for either store, used or not: before a move into it.
pub(in crate::engine) fn unlock_of(
    inner: &Inner,
    kind: StoreKind,
    passphrase: Option<&Wiped>,
) -> Result<StoreBrief, Problem> {
    inner.stores.by_place(place_for(kind)).unlock(passphrase)?;
    inner.stores.brief_of(kind, inner)
}

/// Makes the sealed files under a passphrase.
pub(in crate::engine) fn make_sealed(inner: &Inner, passphrase: &Wiped) -> Result<StoreBrief, Problem> {
    inner.stores.by_place(SecretPlace::Sealed).make(passphrase)?;
    inner.stores.brief(inner)
}

/// Moves all secrets to another store. Each is copied, read back, noted, and only then wiped where it was; said again after
/// an interruption it goes on with the rest.
pub(in crate::engine) fn move_all(inner: &Inner, to: StoreKind) -> Result<String, Problem> {
    let target = match to {
        StoreKind::Keyring => SecretPlace::Keyring,
        StoreKind::Sealed => SecretPlace::Sealed,
        StoreKind::Memory => {
            return Err(Problem::usage("Secrets were not moved", "memory is no store", "Say keyring or sealed."));
        }
    };
    let to = inner.stores.by_place(target);
    if target == SecretPlace::Sealed {
        // By the passphrase that the environment names; where it names none, the caller asks for one.
        to.unlock(None)?;
    }
    match to.state() {
        State::Open => {}
        State::Unmade => return Err(VaultError::Unmade.into()),
        State::Locked => {
            return Err(Problem::locked(
                "Secrets were not moved",
                format!("{} is locked", to.place_name()),
                "Unlock it and say it again.",
            ));
        }
        State::Absent { why } => {
            return Err(Problem::new("Secrets were not moved", why, "keyward doctor tells what works here."));
        }
    }
    to.probe(inner.chance.as_ref())?;
    let _held = inner.locks().hold(" store", inner.now())?;
    inner.inventory.write(|w| w.set_setting(Setting::StoreMove, Some(target.word())))?;
    let mut moved = 0;
    let mut missing = 0;
    for key in sealed_keys(inner)? {
        let Some(slot) = &key.slot else { continue };
        let from = inner.stores.by_place(other(target));
        if key.secret == target {
            // Noted before, perhaps not wiped: an interruption in between.
            if matches!(from.state(), State::Open) {
                wipe_moved(from.as_ref(), to.as_ref(), slot)?;
            }
            continue;
        }
        match copy_slot(from.as_ref(), to.as_ref(), slot) {
            Ok(Moved::Copied | Moved::Already) => {}
            // It was not known to be here: a seal that was interrupted, or a secret that was gone before.
            Err(VaultError::NotThere) if key.secret == SecretPlace::None => continue,
            Err(VaultError::NotThere) => {
                missing += 1;
                continue;
            }
            Err(error) => return Err(half_way(error.into(), moved)),
        }
        inner.inventory.write(|w| {
            w.set_secret(key.id, target, Some(slot))?;
            let what = format!("{} moved to {}", key.hint, to.place_name());
            w.add_entry(&record::entry(inner, &key, Who::You, what)).map(|_| ())
        })?;
        wipe_moved(from.as_ref(), to.as_ref(), slot)?;
        moved += 1;
    }
    inner.inventory.write(|w| {
        w.set_setting(Setting::Store, Some(target.word()))?;
        w.set_setting(Setting::StoreMove, None)
    })?;
    inner.stores.forget();
    let secrets = if moved == 1 { "1 secret".to_owned() } else { format!("{moved} secrets") };
    let lost = match missing {
        0 => String::new(),
        1 => " 1 was not where it should lie: replace that key.".to_owned(),
        more => format!(" {more} were not where they should lie: replace those keys."),
    };
    Ok(format!("{secrets} moved to {}, each read back before the old place was wiped.{lost}", to.place_name()))
}

const fn other(place: SecretPlace) -> SecretPlace {
    match place {
        SecretPlace::Sealed => SecretPlace::Keyring,
        SecretPlace::Keyring | SecretPlace::None => SecretPlace::Sealed,
    }
}

fn half_way(problem: Problem, moved: usize) -> Problem {
    let hint =
        format!("{moved} are moved, nothing is lost. {} Then say it again: it goes on with the rest.", problem.hint);
    Problem { kind: if problem.kind == Kind::Locked { Kind::Locked } else { Kind::Failed }, hint, ..problem }
}
