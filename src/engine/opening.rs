//! How a desk is put together: on the user's machine, in practice, or by a test of parts of its own choice.

use super::desk::Desk;
use super::inner::Inner;
use super::stores::Stores;
use super::work::practice::{Practice, settle_in};
use crate::domain::{Chance, Clock, ExchangeId, Look, Policy, Problem, Span};
use crate::exchanges::{BaseUrl, Exchanges, Limits, check_base_url, venues};
use crate::inventory::Inventory;
use crate::secret::Tray;
use crate::system::harden::Hardened;
use crate::system::{Config, Environment, Home};
use crate::vault::{Deadlines, Keyring, Memory, Sealed, Surroundings, Vault, Wish};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long a secret lies on the tray before it is wiped unread.
const TRAY: Span = Span::minutes(10);

/// What a desk is opened with: the machine, and the user's settings.
pub struct Opening {
    /// The variables that matter.
    pub environment: Environment,
    /// What the process's hardening came to.
    pub hardened: Hardened,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
}

/// What a desk is put together from. [`Desk::open`] finds it on the user's machine; practice, tests and benches make it up.
pub struct Assembly {
    /// Where everything lies.
    pub home: Home,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub chance: Arc<dyn Chance>,
    /// Where secrets go.
    pub secrets: Secrets,
    /// The user's rules.
    pub policy: Policy,
    /// How the screen shall look.
    pub look: Look,
    /// Where an exchange is asked instead of at its own hosts.
    pub base_urls: BTreeMap<ExchangeId, BaseUrl>,
    /// How long and large an exchange's answer may be.
    pub limits: Limits,
    /// So long a call waits for another process that acts on the same bot.
    pub patience: Duration,
    /// The variables that matter.
    pub environment: Environment,
    /// What the process's hardening came to.
    pub hardened: Hardened,
}

/// Where a desk's secrets go.
pub enum Secrets {
    /// One of the two stores, chosen when first needed.
    Stores {
        /// What the user wishes.
        wish: Wish,
        /// The keyring, or what stands for it.
        keyring: Arc<dyn Vault>,
        /// The sealed files.
        sealed: Arc<dyn Vault>,
    },
    /// Memory: they are gone when the desk is.
    Memory(Arc<dyn Vault>),
}

impl Assembly {
    /// With the usual rules and limits, the exchanges' own hosts, and an environment in which nothing is set.
    pub fn new(home: Home, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, secrets: Secrets) -> Self {
        Self {
            home,
            clock,
            chance,
            secrets,
            policy: Policy::default(),
            look: Look::default(),
            base_urls: BTreeMap::new(),
            limits: Limits::default(),
            patience: Duration::from_secs(10),
            environment: Environment::default(),
            hardened: Hardened::default(),
        }
    }

    /// The one place where a desk's rooms are put together.
    fn open(self, practice: Option<Practice>, runtime: Option<Arc<Runtime>>) -> Result<Inner, Problem> {
        let stores = match self.secrets {
            Secrets::Stores { wish, keyring, sealed } => Stores::new(wish, keyring, sealed),
            Secrets::Memory(vault) => Stores::memory(vault),
        };
        Ok(Inner {
            inventory: Inventory::open(&self.home.data)?,
            exchanges: Exchanges::new(self.base_urls, self.clock.clone(), self.chance.clone()).with_limits(self.limits),
            stores,
            tray: Arc::new(Tray::new(TRAY)),
            policy: self.policy,
            look: self.look,
            patience: self.patience,
            practice,
            home_key: OnceLock::new(),
            runtime: Mutex::new(runtime),
            home: self.home,
            environment: self.environment,
            hardened: self.hardened,
            clock: self.clock,
            chance: self.chance,
        })
    }
}

impl Desk {
    /// Opens the user's home: folders, configuration, inventory. Opens no secret store and asks nobody.
    ///
    /// # Errors
    /// No home, a configuration with a mistake, or an inventory that cannot be used; each is one sentence.
    pub fn open(opening: Opening) -> Result<Self, Problem> {
        let Opening { environment, hardened, clock, chance } = opening;
        let home = Home::find(&environment)?;
        let names: Vec<&str> = venues().map(|venue| venue.id.as_str()).collect();
        let config = Config::read(&home.config_file(), &names)?;
        let mut base_urls = BTreeMap::new();
        for (exchange, base) in &config.exchanges {
            base_urls.insert(exchange.clone(), check_base_url(&base.url)?);
        }
        home.prepare()?;
        let wish = match environment.store.as_deref() {
            None => Wish::Auto,
            Some(text) => Wish::parse(text).ok_or_else(|| {
                Problem::usage("KEYWARD_STORE was not understood", "it is auto, keyring or sealed", "Set one of these.")
            })?,
        };
        let surroundings =
            if environment.ssh || !environment.display { Surroundings::Remote } else { Surroundings::Desktop };
        let keyring = Arc::new(Keyring::new(Deadlines::default(), surroundings));
        let sealed = Sealed::new(home.sealed(), Sealed::WORK_FACTOR).with_source(environment.passphrase_source());
        Self::assemble(Assembly {
            environment,
            hardened,
            policy: config.policy,
            look: config.look,
            base_urls,
            ..Assembly::new(home, clock, chance, Secrets::Stores { wish, keyring, sealed: Arc::new(sealed) })
        })
    }

    /// Opens practice: made-up exchanges, a made-up fleet, a throw-away home, secrets in memory. The user's own home and
    /// store are not touched.
    ///
    /// # Errors
    /// No port or folder could be had.
    pub fn practice(opening: Opening) -> Result<Self, Problem> {
        let Opening { environment, hardened, clock, chance } = opening;
        let runtime = super::inner::new_runtime()?;
        let practice = Practice::start(runtime.handle(), &clock, &chance)?;
        let home = Home::in_folder(practice.folder());
        home.prepare()?;
        let policy = Policy {
            quiet: Span::seconds(40),
            proof_spacing: Span::seconds(4),
            tail: Span::seconds(8),
            ..Policy::default()
        };
        let base_urls = practice.base_urls()?;
        let secrets = Secrets::Memory(Arc::new(Memory::new()));
        let assembly =
            Assembly { environment, hardened, policy, base_urls, ..Assembly::new(home, clock, chance, secrets) };
        let desk = Self { inner: Arc::new(assembly.open(Some(practice), Some(runtime))?) };
        if let Some(practice) = &desk.inner.practice {
            settle_in(&desk.inner, practice)?;
        }
        Ok(desk)
    }

    /// Opens a desk on parts of the caller's choice: a test's clock, a bench's exchanges on loopback. Neither the
    /// environment nor the configuration is read; the home's folders must be there ([`Home::prepare`]).
    ///
    /// # Errors
    /// The inventory cannot be used.
    pub fn assemble(assembly: Assembly) -> Result<Self, Problem> {
        assembly.open(None, None).map(|inner| Self { inner: Arc::new(inner) })
    }
}
