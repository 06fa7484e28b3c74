//! The stage of these tests: the practice exchanges on loopback, a machine to ask through, a home in a folder, a store that
//! outlives every desk, and a clock that stands where it is put. Each desk on it is a process of its own.

use crate::store::Store;
use keyward::domain::{
    Account, BotName, Chance, Cidr, Clock, ExchangeId, Generation, KeyHint, Moment, Policy, Problem, SecretPlace,
    SiteId, Span, Way, moment_from_millis,
};
use keyward::engine::desk::{Assembly, Desk, Filter, Secrets};
use keyward::engine::port::{AboutBot, AddDraft, FleetRow, FlowCard, FlowKind, FlowTarget, Target, Tell};
use keyward::exchanges::{Limits, check_base_url};
use keyward::flows::Word;
use keyward::practice::{KeyNumber, Kind, MadeUp, Planted, Plays, Proof, Proxy, Rights, Running, Site, Venue, Wish};
use keyward::secret::{Credential, Parts};
use keyward::system::{Environment, Home};
use keyward::vault::{Sealed, Vault, Wish as StoreWish};
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub const NOW: i64 = 1_773_630_604_000;
pub const QUIET: i64 = 60;
pub const SPACING: i64 = 10;
pub const TAIL: i64 = 30;
/// This computer, as the exchanges see it.
pub const HOME: &str = "192.0.2.44";
/// The bots' machine.
pub const AWAY: &str = "203.0.113.7";

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// A clock that stands where it is put, until it is let go.
pub struct Hands {
    at: AtomicI64,
    going: OnceLock<Instant>,
}

impl Hands {
    pub fn wait(&self, seconds: i64) {
        self.at.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// From now on it goes as the machine's does.
    pub fn go(&self) {
        self.going.get_or_init(Instant::now);
    }
}

impl Clock for Hands {
    fn now(&self) -> Moment {
        let since = self.going.get().map_or(0, |start| i64::try_from(start.elapsed().as_millis()).unwrap());
        moment_from_millis(self.at.load(Ordering::SeqCst) + since).unwrap()
    }
}

/// Dice that never fall twice the same: splitmix64 over a count.
pub struct Dice(AtomicU64);

impl Chance for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        for chunk in bytes.chunks_mut(8) {
            let mut x = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::SeqCst);
            x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(x ^ (x >> 31)).to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// What a desk dies of, if anything: see `fuse`.
pub use crate::fuse::Fuse;

pub struct Stage {
    pub hands: Arc<Hands>,
    pub chance: Arc<Dice>,
    pub fuse: Arc<Fuse>,
    /// What stands for the keyring.
    pub store: Arc<Store>,
    /// What stands for the sealed files: there is no passphrase for them before it is unlocked.
    pub files: Arc<dyn Vault>,
    pub folder: TempDir,
    pub running: Vec<Running>,
    pub machine: Proxy,
    pub policy: Policy,
    pub patience: Duration,
    pub environment: Environment,
}

/// A key at a practice exchange, with what its page showed once.
#[derive(Clone)]
pub struct Made {
    pub kind: Kind,
    pub number: KeyNumber,
    pub api_key: String,
    pub secret: String,
    pub passphrase: Option<String>,
}

impl Made {
    pub fn credential(&self) -> Credential {
        let parts = Parts::new(&self.api_key, &self.secret);
        let parts = match &self.passphrase {
            Some(phrase) => parts.with_passphrase(phrase),
            None => parts,
        };
        Credential::new(parts).unwrap()
    }

    pub fn hint(&self) -> KeyHint {
        KeyHint::of_key(&self.api_key)
    }
}

pub const fn usual(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Binance => &["enableReading", "enableSpotAndMarginTrading"],
        Kind::Bybit => &["ReadWrite", "SpotTrade"],
        Kind::Okx => &["read_only", "trade"],
    }
}

impl Stage {
    pub fn new() -> Self {
        let hands = Arc::new(Hands { at: AtomicI64::new(NOW), going: OnceLock::new() });
        let chance = Arc::new(Dice(AtomicU64::new(7)));
        let running: Vec<Running> = Kind::ALL
            .into_iter()
            .map(|kind| {
                let venue = Venue::new(kind, hands.clone(), chance.clone());
                venue.count_questions(false);
                venue.seen_as(IpAddr::from([127, 0, 0, 1]), HOME.parse().unwrap());
                venue.serve(RUNTIME.handle(), Plays::Every, None).unwrap()
            })
            .collect();
        let all: Vec<&Running> = running.iter().collect();
        let machine = Proxy::start(RUNTIME.handle(), AWAY.parse().unwrap(), &all).unwrap();
        let fuse = Arc::new(Fuse::default());
        let stage = Self {
            store: Arc::new(Store::new(SecretPlace::Keyring, fuse.clone())),
            files: Arc::new(Sealed::new("/nonexistent/keyward".into(), 10)),
            folder: folder(),
            policy: Policy {
                quiet: Span::seconds(QUIET),
                proof_spacing: Span::seconds(SPACING),
                tail: Span::seconds(TAIL),
                ..Policy::default()
            },
            patience: Duration::from_secs(10),
            environment: Environment::default(),
            hands,
            chance,
            fuse,
            running,
            machine,
        };
        Home::in_folder(stage.folder.path()).prepare().unwrap();
        stage
    }

    // -- the world --------------------------------------------------------------------------------------------------

    pub fn venue(&self, kind: Kind) -> &Arc<Venue> {
        self.running.iter().map(Running::venue).find(|venue| venue.kind() == kind).unwrap()
    }

    pub fn wait(&self, seconds: i64) {
        self.hands.wait(seconds);
    }

    pub fn way(&self) -> Way {
        self.machine.way().unwrap()
    }

    /// A key made at the exchange's page, on `sub:grid`.
    pub fn make(&self, kind: Kind, tokens: &[&str], list: &[&str]) -> Made {
        let venue = self.venue(kind);
        let phrase = kind.passphrase().then(|| "Abcdef1!".to_owned());
        let account = venue.book(|book| book.account(Site::GLOBAL, &Account::sub("grid")));
        let count = venue.book(|book| book.keys_of(account).count());
        let number = venue
            .make(
                account,
                Wish {
                    label: format!("grid-{count}-{}", self.hands.now().timestamp_millis()),
                    rights: Rights::of(kind, tokens),
                    list: list.iter().map(|text| Cidr::parse(text).unwrap()).collect(),
                    passphrase: phrase.as_deref().map(MadeUp::new),
                    public_key: None,
                },
            )
            .unwrap();
        let (api_key, secret) = venue.book(|book| {
            let secret = book.take_secret(number).unwrap().text().to_owned();
            (book.key(number).unwrap().api_key().to_owned(), secret)
        });
        Made { kind, number, api_key, secret, passphrase: phrase }
    }

    /// A key with a public half of the user's own.
    pub fn plant(&self, kind: Kind, api_key: &str, public: &str, private: &str) -> Made {
        let venue = self.venue(kind);
        let now = self.hands.now();
        let number = venue.book(|book| {
            let account = book.account(Site::GLOBAL, &Account::sub("grid"));
            book.plant(Planted {
                account,
                label: api_key.to_owned(),
                api_key: api_key.to_owned(),
                proof: Proof::from_public_pem(kind, public).unwrap(),
                passphrase: None,
                rights: Rights::of(kind, usual(kind)),
                list: Vec::new(),
                created: now,
                expires: None,
            })
            .unwrap()
        });
        Made { kind, number, api_key: api_key.to_owned(), secret: private.to_owned(), passphrase: None }
    }

    pub fn delete(&self, made: &Made) {
        self.venue(made.kind).delete(made.number).unwrap();
    }

    // -- keyward ----------------------------------------------------------------------------------------------------

    /// What a new process is put together from.
    pub fn assembly(&self) -> Assembly {
        let clock = self.fuse.over(self.hands.clone());
        let (keyring, sealed) = (self.store.clone(), self.files.clone());
        let secrets = Secrets::Stores { wish: StoreWish::Auto, keyring, sealed };
        let mut base_urls = std::collections::BTreeMap::new();
        for running in &self.running {
            let exchange = running.venue().kind().exchange().unwrap();
            base_urls.insert(exchange, check_base_url(&running.base_url()).unwrap());
        }
        Assembly {
            policy: self.policy.clone(),
            base_urls,
            patience: self.patience,
            environment: self.environment.clone(),
            limits: Limits { total: Duration::from_secs(5), ..Limits::default() },
            ..Assembly::new(Home::in_folder(self.folder.path()), clock, self.chance.clone(), secrets)
        }
    }

    /// A new process on the home.
    pub fn desk(&self) -> Desk {
        Desk::assemble(self.assembly()).unwrap()
    }

    pub fn draft(&self, bot: &str, kind: Kind) -> AddDraft {
        AddDraft {
            bot: BotName::new(bot).unwrap(),
            exchange: kind.exchange().unwrap(),
            site: SiteId::new("global").unwrap(),
            account: Account::unknown(),
            about: AboutBot::default(),
            created: None,
            anyway: false,
        }
    }

    /// The same for a bot on the machine that is asked through.
    pub fn draft_away(&self, bot: &str, kind: Kind) -> AddDraft {
        let about = AboutBot {
            addresses: Some(vec![Cidr::parse(AWAY).unwrap()]),
            way: Some(self.way()),
            ..AboutBot::default()
        };
        AddDraft { about, ..self.draft(bot, kind) }
    }

    /// A bot with a key, asked and saved.
    pub fn added(&self, bot: &str, kind: Kind) -> Made {
        let made = self.make(kind, usual(kind), &[]);
        self.desk().add(&self.draft(bot, kind), made.credential(), true).unwrap();
        made
    }

    pub fn row(&self, bot: &str, generation: u32) -> FleetRow {
        let filter = Filter { targets: vec![target(bot)], all_generations: true };
        let fleet = self.desk().fleet(&filter).unwrap();
        let found = fleet.rows.into_iter().find(|row| row.generation == Generation(generation) && row.id.is_some());
        found.unwrap_or_else(|| panic!("{bot} has no generation {generation}"))
    }

    pub fn journal(&self) -> Vec<String> {
        let page = self.desk().journal(None, None, 10_000, true).unwrap();
        assert_eq!(page.chain, keyward::engine::port::Chain::Whole);
        page.entries.into_iter().rev().map(|entry| entry.entry.what).collect()
    }
}

/// A folder in memory where the system has one: these tests are not about disks, and each write waits for its disk.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

pub fn target(bot: &str) -> Target {
    Target { bot: BotName::new(bot).unwrap(), exchange: None, generation: None }
}

pub fn exchange(kind: Kind) -> ExchangeId {
    kind.exchange().unwrap()
}

/// A word as `--tell` takes it, with the name and the reason that it needs.
pub fn tell(bot: &str, kind: FlowKind, word: &str) -> Tell {
    let word = if word.is_empty() { None } else { Some(Word::parse(word).unwrap()) };
    let typed = word.as_ref().is_some_and(Word::needs_name).then(|| bot.to_owned());
    let reason = word.as_ref().is_some_and(Word::needs_reason).then(|| "because".to_owned());
    Tell { to: FlowTarget { target: target(bot), kind }, word, typed, reason, credential: None, again: false }
}

/// Tells a rotation a word, in a process of its own; none: what is due.
pub fn rotate(stage: &Stage, bot: &str, word: &str) -> Result<FlowCard, Problem> {
    told(&stage.desk(), &tell(bot, FlowKind::Rotation, word))
}

/// The same with the new key.
pub fn give(stage: &Stage, bot: &str, made: &Made) -> Result<FlowCard, Problem> {
    stage.desk().tell(&tell(bot, FlowKind::Rotation, "have-key"), Some(made.credential()))
}

/// Tells a revocation a word.
pub fn revoke(stage: &Stage, bot: &str, word: &str) -> Result<FlowCard, Problem> {
    told(&stage.desk(), &tell(bot, FlowKind::Revocation, word))
}

/// Opens a revocation.
pub fn suspect(stage: &Stage, bot: &str, generation: Option<u32>) -> Result<FlowCard, Problem> {
    let mut tell = tell(bot, FlowKind::Revocation, "");
    tell.reason = Some("seen in a log".to_owned());
    tell.to.target.generation = generation.map(Generation);
    stage.desk().tell(&tell, None)
}

fn told(desk: &Desk, tell: &Tell) -> Result<FlowCard, Problem> {
    if tell.word.is_none() { desk.flow(&tell.to) } else { desk.tell(tell, None) }
}

/// Answers the lines of Check that the exchange does not: tells what is not known, overrides what fails.
pub fn pass_check(stage: &Stage, bot: &str) -> FlowCard {
    loop {
        let card = rotate(stage, bot, "").unwrap();
        let open = |word: &&String| word.starts_with("told:") || word.starts_with("override:");
        let Some(word) = card.snapshot.waits_for.iter().find(open).filter(|_| card.snapshot.state == "check") else {
            return card;
        };
        rotate(stage, bot, word).unwrap();
    }
}

/// A rotation that has come to Ready; returns the old key and the new one.
pub fn to_ready(stage: &Stage, bot: &str, kind: Kind) -> (Made, Made) {
    let old = stage.added(bot, kind);
    assert_eq!(rotate(stage, bot, "begin").unwrap().snapshot.state, "make");
    let new = stage.make(kind, usual(kind), &[]);
    give(stage, bot, &new).unwrap();
    assert_eq!(pass_check(stage, bot).snapshot.state, "ready");
    (old, new)
}

/// The same at Alive: the bot was given the new key.
pub fn to_alive(stage: &Stage, bot: &str, kind: Kind) -> (Made, Made) {
    let keys = to_ready(stage, bot, kind);
    assert_eq!(rotate(stage, bot, "delivered").unwrap().snapshot.state, "alive");
    keys
}

/// The same at Kill: the quiet time is over.
pub fn to_kill(stage: &Stage, bot: &str, kind: Kind) -> (Made, Made) {
    let keys = to_alive(stage, bot, kind);
    assert_eq!(rotate(stage, bot, "seen").unwrap().snapshot.state, "quiet");
    assert_eq!(rotate(stage, bot, "end-quiet").unwrap().snapshot.state, "kill");
    keys
}

/// Ticks until the flow stands at `state`, waiting as long as it says it waits.
pub fn until(stage: &Stage, bot: &str, kind: FlowKind, state: &str) -> FlowCard {
    let mut seen = Vec::new();
    for _ in 0..12 {
        let card = told(&stage.desk(), &tell(bot, kind, "")).unwrap();
        if card.snapshot.state == state {
            return card;
        }
        seen.push(format!("{}: {}", card.snapshot.state, card.snapshot.message));
        let now = stage.hands.now();
        let Some(next) = card.snapshot.next_at else { break };
        stage.wait(((next - now).num_milliseconds().max(0) + 999) / 1000);
    }
    panic!("never {state}; it went {seen:#?}");
}

/// Copies a folder's files in place of another's, for a home to come back to. Nobody has it open.
pub fn copy(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}
