//! A home full of made-up keys, written through the library.

use keyward::domain::{
    AccountKind, AddressList, Asked, Chance, Clock, Digest, ListState, Moment, Problem, Reading, Scopes, SecretPlace,
    SlotId, Told, Tri, Way,
};
use keyward::inventory::{Inventory, NewKey, Setting, Writing, home_key};
use keyward::practice::{PlannedBot, PlannedKey, Venues, crowd};
use keyward::secret::{HomeKey, SlotLabel, Wiped};
use keyward::system::{SystemChance, SystemClock};
use keyward::vault::{Sealed, Vault};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PASSPHRASE: &str = "a passphrase for benches";
/// scrypt's smallest useful one: what a passphrase costs is not what is measured here.
const WORK_FACTOR: u8 = 10;

/// What the keys of a home have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// A reading of today each, no secret: what the fleet is drawn from.
    Readings,
    /// A secret each, never asked.
    Secrets,
}

/// A home in a folder of its own, gone when it is dropped.
pub struct Home {
    pub folder: TempDir,
    pub bots: Vec<PlannedBot>,
}

impl Home {
    /// A home with so many keys, its secrets in sealed files.
    pub fn new(keys: usize, with: With) -> Self {
        let folder = TempDir::with_prefix("keyward-bench-").expect("room for a home");
        let now = SystemClock.now();
        let (hosts, bots) = crowd(keys, now, &SystemChance).expect("a crowd");
        let inventory = Inventory::open(folder.path()).expect("an inventory");
        let fingerprints = home_key(folder.path(), &SystemChance).expect("a key for fingerprints");
        let sealed = Sealed::new(folder.path().join("sealed"), WORK_FACTOR);
        sealed.make(&Wiped::copy_of(PASSPHRASE.as_bytes())).expect("a store");
        std::fs::write(folder.path().join("passphrase"), PASSPHRASE).expect("a passphrase file");
        inventory
            .write(|w| {
                for host in &hosts {
                    w.put_host(&host.host(Way::Direct))?;
                }
                for bot in &bots {
                    w.add_bot(&bot.bot)?;
                    for key in &bot.keys {
                        let slot = plant(w, &fingerprints, bot, key, with == With::Readings, now)?;
                        if with == With::Secrets {
                            sealed.seal(&slot, &label(bot, key), &key.credential()?)?;
                        }
                    }
                }
                w.set_setting(Setting::Store, Some(SecretPlace::Sealed.word()))
            })
            .expect("a full inventory");
        Self { folder, bots }
    }

    /// The same keys, said to lie in the keyring.
    pub fn in_keyring(self) -> Self {
        let inventory = Inventory::open(self.path()).expect("the inventory");
        inventory.write(|w| w.set_setting(Setting::Store, Some(SecretPlace::Keyring.word()))).expect("a setting");
        self
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes the keys exist at practice venues, and sends the questions there.
    pub fn ask_at(&self, venues: &Venues, base_urls: &[(&str, String)]) {
        for bot in &self.bots {
            bot.plant(venues).expect("a key that the venue takes");
        }
        let config: String =
            base_urls.iter().map(|(name, url)| format!("[exchange.{name}]\nbase_url = \"{url}\"\n")).collect();
        std::fs::write(self.path().join("config.toml"), config).expect("a configuration");
    }

    /// The program on this home.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(crate::binary());
        command.args(arguments);
        self.told(&mut command);
        command
    }

    /// Tells a command where this home is.
    pub fn told(&self, command: &mut Command) {
        command.env("KEYWARD_HOME", self.path());
        command.env("KEYWARD_PASSPHRASE_FILE", self.path().join("passphrase"));
        command.env("TERM", "xterm-256color").env("LC_ALL", "C.UTF-8");
    }
}

/// One key's row, and its reading.
fn plant(
    w: &Writing<'_>,
    fingerprints: &HomeKey,
    bot: &PlannedBot,
    key: &PlannedKey,
    read: bool,
    now: Moment,
) -> Result<SlotId, Problem> {
    let exchange = bot.kind.exchange().expect("a name");
    let site = bot.site.id().expect("a name");
    let mut bytes = [0; 10];
    SystemChance.fill(&mut bytes)?;
    let slot = SlotId::new(&format!("k{}", hex::encode(bytes))).expect("a slot's name");
    let id = w.add_key(&NewKey {
        bot: bot.bot.name.clone(),
        exchange: exchange.clone(),
        site: site.clone(),
        account: bot.account.clone(),
        generation: key.generation,
        hint: key.hint(),
        fingerprint: Some(key.credential()?.fingerprint(&exchange, fingerprints)),
        slot: Some(slot.clone()),
        secret: SecretPlace::Sealed,
        state: key.state,
        current: key.current,
        first_seen: key.first_seen,
        told: key.told.clone(),
    })?;
    if read {
        w.add_asked(
            id,
            &Asked {
                at: now,
                exchange_at: Some(now),
                control: true,
                site,
                host: "127.0.0.1".into(),
                way: Way::Direct,
                skew_millis: Some(3),
                took_millis: 40,
                answer: Ok(reading(bot, key)),
            },
        )?;
    }
    Ok(slot)
}

/// About what the exchange would say of it.
fn reading(bot: &PlannedBot, key: &PlannedKey) -> Reading {
    let withdraws = ["enableWithdrawals", "Withdraw", "withdraw"].iter().any(|token| key.rights.has(bot.kind, token));
    let state = if key.list.is_empty() { ListState::Open } else { ListState::Restricted };
    Reading {
        scopes: Scopes { read: Tri::Yes, spot: Tri::Yes, withdraw: withdraws.into(), ..Scopes::none() },
        list: AddressList { state, addresses: Some(key.list.clone()) },
        created: Told::Is(key.created),
        expires: key.expires.map_or(Told::None, Told::Is),
        last_used: Told::NotTold,
        account: if bot.account.name.is_empty() { AccountKind::Main } else { AccountKind::Sub },
        account_id: Told::Is("1234567".into()),
        symbols: Told::NotTold,
        label: Told::Is(key.label.as_str().into()),
        third_party: false,
        remarks: Vec::new(),
        digest: Digest::new([7; 32]),
    }
}

fn label(bot: &PlannedBot, key: &PlannedKey) -> SlotLabel {
    SlotLabel {
        bot: bot.bot.name.clone(),
        exchange: bot.kind.exchange().expect("a name"),
        site: bot.site.id().expect("a name"),
        generation: key.generation,
    }
}
