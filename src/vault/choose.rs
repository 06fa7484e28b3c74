//! Which store is used, and why: asked without prompting, and never changed silently once secrets lie in one.

use super::{State, Vault};
use crate::domain::{Chance, Problem, SecretPlace};
use std::sync::Arc;

/// What the user wishes, `KEYWARD_STORE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// The keyring if it works, else sealed files.
    #[default]
    Auto,
    /// The keyring.
    Keyring,
    /// Sealed files.
    Sealed,
}

impl Wish {
    /// Reads `auto`, `keyring` or `sealed`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" | "" => Some(Self::Auto),
            "keyring" => Some(Self::Keyring),
            "sealed" => Some(Self::Sealed),
            _ => None,
        }
    }
}

/// The store that was taken.
pub struct Chosen {
    /// It.
    pub vault: Arc<dyn Vault>,
    /// Why, as a sentence goes on: "because no keyring answers here (..)". Empty where it needs no reason.
    pub why: String,
}

/// Takes a store. `used` is where secrets lie already, by the inventory. The keyring is probed with a value of full size only
/// while nothing is sealed anywhere.
///
/// # Errors
/// The wish is for another store than the one that secrets lie in.
pub fn choose(
    wish: Wish,
    used: Option<SecretPlace>,
    keyring: Arc<dyn Vault>,
    sealed: Arc<dyn Vault>,
    chance: &dyn Chance,
) -> Result<Chosen, Problem> {
    let wished = match wish {
        Wish::Auto => None,
        Wish::Keyring => Some(SecretPlace::Keyring),
        Wish::Sealed => Some(SecretPlace::Sealed),
    };
    let lies_in = used.filter(|place| *place != SecretPlace::None);
    match (lies_in, wished) {
        (Some(place), Some(wished)) if place != wished => Err(Problem::new(
            format!("Secrets lie in the {} already", named(place)),
            format!("KEYWARD_STORE says {}", wished.word()),
            format!("Move them first: keyward store move {}.", wished.word()),
        )),
        (Some(place), _) => Ok(take(place, keyring, sealed, "secrets lie there already")),
        (None, Some(wished)) => Ok(take(wished, keyring, sealed, "KEYWARD_STORE says so")),
        (None, None) => Ok(by_itself(keyring, sealed, chance)),
    }
}

/// Nothing is sealed yet, nothing is wished.
fn by_itself(keyring: Arc<dyn Vault>, sealed: Arc<dyn Vault>, chance: &dyn Chance) -> Chosen {
    // Sealed files that were made and hold nothing yet were somebody's choice, too.
    if !matches!(sealed.state(), State::Unmade | State::Absent { .. }) {
        return Chosen { vault: sealed, why: "sealed files were begun here".into() };
    }
    match keyring.state() {
        State::Open => match keyring.probe(chance) {
            Ok(()) => Chosen { vault: keyring, why: String::new() },
            Err(error) => Chosen { vault: sealed, why: format!("because the keyring keeps nothing ({error})") },
        },
        // Locked is no reason to go elsewhere: it is the user's own, and may be open in a minute. The sentence says both ways.
        State::Locked => Chosen { vault: keyring, why: "locked now; KEYWARD_STORE=sealed goes on without it".into() },
        State::Unmade => Chosen { vault: sealed, why: "because no keyring answers here".into() },
        State::Absent { why } => Chosen { vault: sealed, why: format!("because no keyring answers here ({why})") },
    }
}

fn take(place: SecretPlace, keyring: Arc<dyn Vault>, sealed: Arc<dyn Vault>, why: &str) -> Chosen {
    let vault = if place == SecretPlace::Sealed { sealed } else { keyring };
    Chosen { vault, why: why.into() }
}

const fn named(place: SecretPlace) -> &'static str {
    if matches!(place, SecretPlace::Sealed) { "sealed files" } else { "keyring" }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, VaultError};
    use super::*;
    use crate::domain::SlotId;
    use crate::secret::{Credential, SlotLabel, Wiped};

    /// A store with a state and nothing else.
    struct Dummy(SecretPlace, State, bool);

    impl Vault for Dummy {
        fn kind(&self) -> SecretPlace {
            self.0
        }
        fn place_name(&self) -> &'static str {
            "a dummy"
        }
        fn whereabouts(&self) -> String {
            String::new()
        }
        fn state(&self) -> State {
            self.1.clone()
        }
        fn unlock(&self, _: Option<&Wiped>) -> Result<(), VaultError> {
            Ok(())
        }
        fn make(&self, _: &Wiped) -> Result<(), VaultError> {
            Ok(())
        }
        fn probe(&self, _: &dyn Chance) -> Result<(), VaultError> {
            if self.2 { Ok(()) } else { Err(VaultError::Full { why: "no room".into() }) }
        }
        fn seal(&self, _: &SlotId, _: &SlotLabel, _: &Credential) -> Result<(), VaultError> {
            Ok(())
        }
        fn open(&self, _: &SlotId) -> Result<(SlotLabel, Credential), VaultError> {
            Err(VaultError::NotThere)
        }
        fn wipe(&self, _: &SlotId) -> Result<(), VaultError> {
            Ok(())
        }
        fn entries(&self) -> Result<Vec<Entry>, VaultError> {
            Ok(Vec::new())
        }
    }

    struct NoChance;
    impl Chance for NoChance {
        fn fill(&self, _: &mut [u8]) -> Result<(), Problem> {
            Ok(())
        }
    }

    fn chosen(wish: Wish, used: Option<SecretPlace>, keyring: State, works: bool, sealed: State) -> String {
        let keyring = Arc::new(Dummy(SecretPlace::Keyring, keyring, works));
        let sealed = Arc::new(Dummy(SecretPlace::Sealed, sealed, true));
        match choose(wish, used, keyring, sealed, &NoChance) {
            Ok(chosen) => format!("{}: {}", chosen.vault.kind().word(), chosen.why),
            Err(problem) => problem.sentence(),
        }
    }

    #[test]
    fn a_store_is_taken_for_a_reason() {
        let absent = || State::Absent { why: "there is no D-Bus session".into() };
        let fresh = |keyring, works| chosen(Wish::Auto, None, keyring, works, State::Unmade);
        assert_eq!(fresh(State::Open, true), "keyring: ");
        assert_eq!(fresh(State::Open, false), "sealed: because the keyring keeps nothing (no room)");
        assert_eq!(fresh(absent(), true), "sealed: because no keyring answers here (there is no D-Bus session)");
        assert!(fresh(State::Locked, true).starts_with("keyring: locked now"));
        assert!(
            chosen(Wish::Auto, None, State::Open, true, State::Locked).starts_with("sealed: sealed files were begun")
        );
        assert!(chosen(Wish::Sealed, None, State::Open, true, State::Unmade).starts_with("sealed: KEYWARD_STORE"));
    }

    #[test]
    fn it_is_never_changed_silently() {
        let absent = || State::Absent { why: "it is gone".into() };
        let used = |place| chosen(Wish::Auto, Some(place), absent(), false, State::Unmade);
        assert_eq!(used(SecretPlace::Keyring), "keyring: secrets lie there already");
        assert_eq!(used(SecretPlace::Sealed), "sealed: secrets lie there already");
        let against = chosen(Wish::Sealed, Some(SecretPlace::Keyring), State::Open, true, State::Unmade);
        assert_eq!(
            against,
            "Secrets lie in the keyring already: KEYWARD_STORE says sealed. Move them first: keyward store move sealed."
        );
        assert!(
            chosen(Wish::Keyring, Some(SecretPlace::None), State::Locked, true, State::Unmade).starts_with("keyring")
        );
    }
}
