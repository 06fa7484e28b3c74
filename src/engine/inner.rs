//! What the desk holds: the rooms, opened or ready to be opened, on one home.

use super::stores::Stores;
use super::work::practice::Practice;
use crate::domain::{
    BotName, Chance, Clock, ExchangeId, Key, Look, Moment, Pace, Policy, Problem, SlotId, Tri, VenueFacts,
};
use crate::exchanges::Exchanges;
use crate::inventory::{Inventory, home_key};
use crate::secret::{HomeKey, Tray};
use crate::system::harden::{Hardened, Took};
use crate::system::lock::Held;
use crate::system::{Environment, Home, Locks};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// The rooms of one home.
pub(super) struct Inner {
    pub(super) home: Home,
    pub(super) environment: Environment,
    pub(super) hardened: Hardened,
    /// Whether its memory was locked after the desk was opened: the screens' way.
    pub(super) locked: OnceLock<Took>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Arc<dyn Chance>,
    pub(super) policy: Policy,
    pub(super) look: Look,
    /// So long a call waits for another process that acts on the same bot.
    pub(super) patience: Duration,
    pub(super) inventory: Inventory,
    pub(super) exchanges: Exchanges,
    pub(super) stores: Stores,
    pub(super) tray: Arc<Tray>,
    pub(super) practice: Option<Practice>,
    /// Read at the first need: drawing the fleet needs none.
    pub(super) home_key: OnceLock<HomeKey>,
    /// Started at the first question: most commands ask nobody.
    pub(super) runtime: Mutex<Option<Arc<Runtime>>>,
}

impl Inner {
    /// The locks that keep two processes apart, one a bot.
    pub(super) fn locks(&self) -> Locks {
        Locks::new(&self.home.locks)
    }

    /// Takes the lock of a bot, and waits for whoever has it.
    pub(super) fn hold(&self, bot: &BotName) -> Result<Held, Problem> {
        self.locks().hold_within(bot.as_str(), self.now(), self.patience)
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The key of this home's fingerprints.
    pub(super) fn home_key(&self) -> Result<&HomeKey, Problem> {
        if let Some(key) = self.home_key.get() {
            return Ok(key);
        }
        let key = home_key(&self.home.data, self.chance.as_ref())?;
        Ok(self.home_key.get_or_init(|| key))
    }

    /// Where questions run. One for the process, made when the first is asked.
    pub(super) fn runtime(&self) -> Result<Arc<Runtime>, Problem> {
        let mut kept = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = kept.as_ref() {
            return Ok(runtime.clone());
        }
        let made = new_runtime()?;
        *kept = Some(made.clone());
        Ok(made)
    }

    /// A slot that was never used: random, so that two processes never pick the same.
    pub(super) fn new_slot(&self) -> Result<SlotId, Problem> {
        let mut bytes = [0; 10];
        self.chance.fill(&mut bytes)?;
        SlotId::new(&format!("k{}", hex::encode(bytes)))
            .map_err(|error| Problem::new("No slot could be named", error.to_string(), "Try again."))
    }

    /// The flows' pace at an exchange as it holds now.
    pub(super) fn pace(&self, venue: &VenueFacts) -> Pace {
        self.policy.pace(venue, self.exchanges.is_loopback(&venue.id))
    }

    /// The facts of an exchange.
    pub(super) fn venue(&self, id: &ExchangeId) -> Result<&'static VenueFacts, Problem> {
        crate::exchanges::venue(id)
    }
}

/// Threads for questions.
pub(super) fn new_runtime() -> Result<Arc<Runtime>, Problem> {
    let made = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    made.map(Arc::new).map_err(|error| {
        Problem::new("No question can be asked", format!("no thread is to be had ({})", error.kind()), "Try again.")
    })
}

/// Whether a key's secret is in the store, as far as is known without opening it. A slot without a place was looked at and
/// found empty; without a slot it was wiped, or never was here.
pub(super) const fn secret_here(key: &Key) -> Tri {
    match (key.secret, &key.slot) {
        (crate::domain::SecretPlace::None, _) | (_, None) => Tri::No,
        _ => Tri::Yes,
    }
}
