//! Handles travel, bytes stay: a face puts a secret on the tray and sends its handle; the engine takes it off once.

use super::{Credential, Wiped};
use crate::domain::{Moment, Problem, Span};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names what lies on the tray. It may be logged, compared and copied: it is a number, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Handle(u64);

/// Secrets on their way from a face to the engine. What is not taken in time is wiped at the next look at the tray.
pub struct Tray {
    keep: Span,
    lying: Mutex<Lying>,
}

#[derive(Default)]
struct Lying {
    last: u64,
    items: Vec<Item>,
}

struct Item {
    handle: Handle,
    since: Moment,
    what: What,
}

enum What {
    Credential(Credential),
    Passphrase(Wiped),
}

impl Tray {
    /// A tray that keeps a thing so long.
    pub fn new(keep: Span) -> Self {
        Self { keep, lying: Mutex::default() }
    }

    /// Puts a credential on it.
    pub fn put(&self, credential: Credential, now: Moment) -> Handle {
        self.lay(What::Credential(credential), now)
    }

    /// Puts a store's passphrase on it.
    pub fn put_passphrase(&self, passphrase: Wiped, now: Moment) -> Handle {
        self.lay(What::Passphrase(passphrase), now)
    }

    /// Takes a credential off it, once.
    ///
    /// # Errors
    /// It was taken already, waited too long, or was never there.
    pub fn take(&self, handle: Handle, now: Moment) -> Result<Credential, Problem> {
        match self.lift(handle, now) {
            Some(What::Credential(credential)) => Ok(credential),
            _ => Err(gone()),
        }
    }

    /// Lays a credential back under its handle: what it was taken for was not done, and can be tried again without another
    /// paste.
    pub fn put_back(&self, handle: Handle, credential: Credential, now: Moment) {
        self.lying().items.push(Item { handle, since: now, what: What::Credential(credential) });
    }

    /// Takes a passphrase off it, once.
    ///
    /// # Errors
    /// As [`Tray::take`].
    pub fn take_passphrase(&self, handle: Handle, now: Moment) -> Result<Wiped, Problem> {
        match self.lift(handle, now) {
            Some(What::Passphrase(passphrase)) => Ok(passphrase),
            _ => Err(gone()),
        }
    }

    /// Wipes what waited too long. A face calls it at its ticks.
    pub fn sweep(&self, now: Moment) {
        // A clock that was set back must not make a secret live longer: either way off is too long.
        self.lying().items.retain(|item| (now - item.since).abs() <= self.keep);
    }

    /// Wipes all of it: when the screen locks, or the program ends.
    pub fn wipe(&self) {
        self.lying().items.clear();
    }

    /// How many things lie on it.
    pub fn len(&self) -> usize {
        self.lying().items.len()
    }

    /// Whether nothing lies on it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lay(&self, what: What, now: Moment) -> Handle {
        self.sweep(now);
        let mut lying = self.lying();
        lying.last = lying.last.saturating_add(1);
        let handle = Handle(lying.last);
        lying.items.push(Item { handle, since: now, what });
        handle
    }

    fn lift(&self, handle: Handle, now: Moment) -> Option<What> {
        self.sweep(now);
        let mut lying = self.lying();
        let place = lying.items.iter().position(|item| item.handle == handle)?;
        Some(lying.items.swap_remove(place).what)
    }

    /// A thread that died with the lock leaves whole items behind.
    fn lying(&self) -> MutexGuard<'_, Lying> {
        self.lying.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gone() -> Problem {
    Problem::new("What was pasted is gone", "it was used already, or waited too long", "Paste it again.")
}

#[cfg(test)]
mod tests {
    use super::super::Parts;
    use super::*;
    use crate::domain::moment_from_millis;

    fn at(second: i64) -> Moment {
        moment_from_millis(1_700_000_000_000 + 1000 * second).unwrap()
    }

    fn credential() -> Credential {
        Credential::new(Parts::new("the-key-1", "the-secret-1")).unwrap()
    }

    #[test]
    fn a_secret_comes_off_once() {
        let tray = Tray::new(Span::seconds(60));
        let (one, two) = (tray.put(credential(), at(0)), tray.put(credential(), at(0)));
        assert_ne!(one, two);
        assert!(tray.take(one, at(1)).is_ok());
        assert!(tray.take(one, at(1)).err().unwrap().sentence().contains("Paste it again"));
        assert_eq!(tray.len(), 1);
        tray.wipe();
        assert!(tray.is_empty());
        assert_ne!(tray.put(credential(), at(1)), two);
    }

    #[test]
    fn what_waits_too_long_is_wiped_even_if_the_clock_is_set_back() {
        let tray = Tray::new(Span::seconds(60));
        let handle = tray.put(credential(), at(0));
        tray.sweep(at(60));
        assert_eq!(tray.len(), 1);
        assert!(tray.take(handle, at(61)).is_err());
        let handle = tray.put(credential(), at(0));
        assert!(tray.take(handle, at(-61)).is_err());
        assert!(tray.is_empty());
    }

    #[test]
    fn a_passphrase_is_no_credential() {
        let tray = Tray::new(Span::seconds(60));
        let handle = tray.put_passphrase(Wiped::copy_of(b"open sesame"), at(0));
        assert!(tray.take(handle, at(0)).is_err());
        let handle = tray.put_passphrase(Wiped::copy_of(b"open sesame"), at(0));
        assert_eq!(tray.take_passphrase(handle, at(0)).map(|words| words.len()).ok(), Some(11));
    }
}
