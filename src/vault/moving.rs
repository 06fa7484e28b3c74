//! `store move`, one slot at a time, safe to interrupt anywhere: copied and read back, then recorded by the caller, then
//! wiped where it was. Each step may be repeated, and none wipes the only copy.

use super::{Look, Vault, VaultError};
use crate::domain::SlotId;
use crate::secret::Credential;

/// Where a slot's credential lies now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// In both stores: it may be recorded as moved.
    Copied,
    /// Only in the new one: an earlier move got so far.
    Already,
}

/// Puts what lies in a slot into the same slot of another store, and reads it back.
///
/// # Errors
/// It is in neither store, one cannot be used, or something else lies there. Nothing is wiped in any case.
pub fn copy_slot(from: &dyn Vault, to: &dyn Vault, slot: &SlotId) -> Result<Moved, VaultError> {
    match from.open(slot) {
        Ok((label, credential)) => {
            to.seal(slot, &label, &credential)?;
            Ok(Moved::Copied)
        }
        Err(VaultError::NotThere) => to.open(slot).map(|_| Moved::Already),
        Err(error) => Err(error),
    }
}

/// Wipes a slot where it was, after the move was recorded, and only if the new store holds the same.
///
/// # Errors
/// The new store does not hold it; one of both cannot be used.
pub fn wipe_moved(from: &dyn Vault, to: &dyn Vault, slot: &SlotId) -> Result<(), VaultError> {
    let (label, credential) = match from.open(slot) {
        Ok(there) => there,
        Err(VaultError::NotThere) => return Ok(()),
        Err(error) => return Err(error),
    };
    match to.look(slot, &|found, moved: &Credential| *found == label && moved.same_as(&credential)) {
        Look::Equal => from.wipe(slot),
        Look::Absent => Err(VaultError::NotThere),
        Look::Other => Err(VaultError::Exists),
        Look::Unread(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;
    use crate::domain::{BotName, ExchangeId, Generation, SiteId};
    use crate::secret::{Parts, SlotLabel};

    fn label() -> SlotLabel {
        SlotLabel {
            bot: BotName::new("grid-eth").unwrap(),
            exchange: ExchangeId::new("okx").unwrap(),
            site: SiteId::new("eea").unwrap(),
            generation: Generation::FIRST,
        }
    }

    fn credential(secret: &str) -> Credential {
        Credential::new(Parts::new("the-key", secret)).unwrap()
    }

    #[test]
    fn each_step_may_be_repeated_and_the_only_copy_is_never_wiped() {
        let (from, to) = (Memory::new(), Memory::new());
        let slot = SlotId::new("s-1").unwrap();
        assert_eq!(copy_slot(&from, &to, &slot), Err(VaultError::NotThere));
        from.seal(&slot, &label(), &credential("secret")).unwrap();
        assert_eq!(wipe_moved(&from, &to, &slot), Err(VaultError::NotThere));
        assert!(from.open(&slot).is_ok());
        assert_eq!(copy_slot(&from, &to, &slot), Ok(Moved::Copied));
        assert_eq!(copy_slot(&from, &to, &slot), Ok(Moved::Copied));
        assert_eq!(wipe_moved(&from, &to, &slot), Ok(()));
        assert_eq!(wipe_moved(&from, &to, &slot), Ok(()));
        assert_eq!(copy_slot(&from, &to, &slot), Ok(Moved::Already));
        let same = |found: &SlotLabel, there: &Credential| *found == label() && there.same_as(&credential("secret"));
        assert_eq!(to.look(&slot, &same), Look::Equal);
    }

    #[test]
    fn another_secret_in_the_new_place_stops_it() {
        let (from, to) = (Memory::new(), Memory::new());
        let slot = SlotId::new("s-1").unwrap();
        from.seal(&slot, &label(), &credential("secret")).unwrap();
        to.seal(&slot, &label(), &credential("another")).unwrap();
        assert_eq!(copy_slot(&from, &to, &slot), Err(VaultError::Exists));
        assert_eq!(wipe_moved(&from, &to, &slot), Err(VaultError::Exists));
        assert!(from.open(&slot).is_ok());
    }
}
