//! What the faces ask and what they get: plain data, no handles of files, threads or sockets in it. Both front ends import
//! this; neither knows how it is done.

use crate::domain::{
    Account, BotKind, BotName, Cidr, Class, Custody, Evidence, ExchangeId, Finding, Fingerprint, Generation, Grade,
    Host, HostName, JournalEntry, KeyHint, KeyId, KeyState, Moment, Problem, Reading, Scope, SecretPlace, SiteId, Tri,
    Way,
};
pub use crate::flows::FlowKind;
use crate::flows::{Snapshot, Word};
use crate::rules::{Explained, KeyFacts, RowState};
use crate::secret::Handle;

/// Something a face wants done. Each becomes one [`Answer`]; the long ones report [`Progress`] on the way.
#[derive(Debug)]
pub enum Job {
    /// All keys as the fleet shows them.
    Fleet,
    /// One key and what hangs on it.
    Key(KeyId),
    /// Who says so: all that was ever answered about a key, newest first.
    Evidence(KeyId),
    /// A page of the journal, newest first.
    Journal {
        /// Only rows before this number; `None` for the newest.
        before: Option<i64>,
        /// Only rows of this bot.
        bot: Option<BotName>,
    },
    /// Ask the exchanges about these keys.
    Ask(Vec<KeyId>),
    /// Which store is used, and whether it is open. Never prompts.
    Store,
    /// Opens the sealed files, or waits for the keyring's own dialog.
    Unlock(Option<Handle>),
    /// Makes the sealed files with this passphrase.
    MakeSealed(Handle),
    /// Seals a new key's credential: the wizard's third step.
    AddSeal(Box<AddDraft>, Handle),
    /// Asks the exchange about a sealed key: the fourth step.
    AddAsk(KeyId),
    /// Saves it: the fifth.
    AddSave(KeyId),
    /// Drops it: its secret is wiped.
    AddDrop(KeyId),
    /// Tells facts of a bot, its host and its key.
    Edit(Box<EditDraft>),
    /// Wipes a key's secret here and forgets the key; its journal stays. The name was typed.
    Remove(KeyId, BotName),
    /// Where a flow stands, or its plan; moves nothing but looks that are due.
    Flow(FlowTarget),
    /// A person's word to a flow.
    Tell(Box<Tell>),
    /// Opens a page of an exchange in the browser.
    OpenPage(String),
    /// What works here.
    Doctor,
    /// A number that changes whenever somebody wrote to the inventory: whether to look again.
    Pulse,
    /// Makes a passphrase for an exchange that wants its user to think of one.
    MakePassphrase,
    /// Something at a made-up exchange's page. Practice only.
    Page(PageJob),
}

/// What came of a [`Job`].
#[derive(Debug)]
pub enum Answer {
    /// Of [`Job::Fleet`].
    Fleet(Box<Fleet>),
    /// Of [`Job::Key`].
    Key(Box<KeyCard>),
    /// Of [`Job::Evidence`].
    Evidence(Box<EvidenceCard>),
    /// Of [`Job::Journal`].
    Journal(Box<JournalPage>),
    /// Of [`Job::Ask`].
    Asked(Box<AskReport>),
    /// Of [`Job::Store`], [`Job::Unlock`] and [`Job::MakeSealed`].
    Store(Box<StoreBrief>),
    /// Of [`Job::AddSeal`], [`Job::AddAsk`].
    Add(Box<AddCard>),
    /// Of [`Job::AddSave`] and [`Job::Edit`]: the key as it stands now.
    Saved(Box<FleetRow>),
    /// Of [`Job::Remove`], [`Job::AddDrop`]: done, with the sentence.
    Done(String),
    /// Of [`Job::Flow`] and [`Job::Tell`].
    Flow(Box<FlowCard>),
    /// Of [`Job::Doctor`].
    Doctor(Vec<DoctorLine>),
    /// Of [`Job::Pulse`].
    Pulse(i64),
    /// Of [`Job::MakePassphrase`]: it lies on the tray.
    Passphrase(Handle),
    /// Of [`Job::Page`].
    Page(Box<PageView>),
    /// It did not work.
    Problem(Problem),
    /// It was stopped before its end.
    Stopped,
}

/// How far a long job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// So many are done.
    pub done: usize,
    /// Of so many.
    pub of: usize,
    /// The key that was done last.
    pub last: Option<(KeyId, Class)>,
}

/// All keys, and what stands over them.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// The keys, worst first: broken, soon, at work, unknown, fine, dead; inside each by date.
    pub rows: Vec<FleetRow>,
    /// When the newest reading was made.
    pub asked_at: Option<Moment>,
    /// The next date of a key that needs nothing now: whose, and when it is due.
    pub next_due: Option<(BotName, Moment)>,
    /// The inventory's revision when this was read: another number means that somebody wrote since.
    pub revision: i64,
    /// When this was read, by the clock that was passed in: ages and days count from here.
    pub now: Moment,
}

impl Fleet {
    /// As the fleet's screen shows it: a bot whose key is being replaced has one row, that of the key which shall go.
    #[must_use]
    pub fn one_row_a_rotation(mut self) -> Self {
        let rank = |row: &FleetRow| match (&row.flow, row.state) {
            (Some(flow), Some(KeyState::Retiring)) if flow.kind == "rotation" => Some((flow.id, 0)),
            (Some(flow), Some(KeyState::Active)) if flow.kind == "rotation" => Some((flow.id, 1)),
            (Some(flow), Some(KeyState::Candidate)) if flow.kind == "rotation" => Some((flow.id, 2)),
            _ => None,
        };
        let ranks: Vec<(i64, u8)> = self.rows.iter().filter_map(rank).collect();
        self.rows.retain(|row| {
            rank(row).is_none_or(|(id, mine)| !ranks.iter().any(|(other, better)| *other == id && *better < mine))
        });
        self
    }
}

/// One key in the fleet; everything that `list --json` prints.
#[derive(Debug, Clone)]
pub struct FleetRow {
    /// Its row; `None` for a bot without a key.
    pub id: Option<KeyId>,
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// The exchange's name on screens.
    pub exchange_name: String,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account: by the exchange's word where it tells.
    pub account: Account,
    /// Who else holds it.
    pub custody: Custody,
    /// Which program the bot is.
    pub kind: BotKind,
    /// The machine the bot runs on.
    pub host: Option<HostName>,
    /// Its last four characters; `None` for a bot without a key.
    pub hint: Option<KeyHint>,
    /// Tells it from others.
    pub fingerprint: Option<Fingerprint>,
    /// The how-manyth.
    pub generation: Generation,
    /// Where its secret lies.
    pub secret: SecretPlace,
    /// The same in words: `the login keyring`.
    pub secret_in: &'static str,
    /// It is what the bot is given.
    pub current: bool,
    /// Where it stands; `None` for a bot without a key.
    pub state: Option<KeyState>,
    /// How dead it is.
    pub grade: Grade,
    /// Rights, list, age, dates: what is so and who says it.
    pub facts: KeyFacts,
    /// When the exchange last said anything, and what.
    pub answer: Option<(Moment, Class)>,
    /// What its row says in the column STATE, and where it sorts.
    pub row: RowState,
    /// The rules that it breaks, worst first.
    pub findings: Vec<Finding>,
    /// The flow that is open on it.
    pub flow: Option<FlowBrief>,
}

/// A row with its findings in words: what scripts and text lists print. The fleet's own rows carry none, to stay small.
#[derive(Debug, Clone)]
pub struct ExplainedRow {
    /// The key.
    pub row: FleetRow,
    /// The words of `row.findings`, one for each, in the same order.
    pub explained: Vec<Explained>,
}

/// A flow in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowBrief {
    /// Its row.
    pub id: i64,
    /// `rotation`, `revocation`.
    pub kind: &'static str,
    /// The step's word.
    pub step: String,
    /// Its number.
    pub at: u8,
    /// Of so many.
    pub of: u8,
    /// When a look or a timer is due.
    pub next_at: Option<Moment>,
}

/// One key and what hangs on it: what the key page, the pane and `show` print.
#[derive(Debug, Clone)]
pub struct KeyCard {
    /// The key.
    pub row: FleetRow,
    /// Its findings in words, worst first.
    pub explained: Vec<Explained>,
    /// Each fact with the one who says so; what is wrong stands first.
    pub lines: Vec<CardLine>,
    /// What happened lately, newest first.
    pub lately: Vec<(Moment, String)>,
    /// How a new key reaches the bot.
    pub delivery: String,
    /// The addresses that its host is seen from, by its owner's word.
    pub host_addresses: Vec<Cidr>,
    /// How it is asked.
    pub way: Way,
    /// The key's page at the exchange.
    pub page: String,
    /// All generations of this bot here, newest first.
    pub generations: Vec<FleetRow>,
}

/// One line of the key page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    /// How it stands.
    pub sign: crate::rules::RowSign,
    /// What it is about: `Withdraw`.
    pub what: &'static str,
    /// What is so: `on; freqtrade never needs it`.
    pub so: String,
    /// Who says so: `Binance, 03:10`.
    pub who: String,
}

/// Who says so: the answers behind a key's facts.
#[derive(Debug, Clone)]
pub struct EvidenceCard {
    /// The key.
    pub row: FleetRow,
    /// All rows about its life, newest first.
    pub rows: Vec<Evidence>,
    /// All readings, newest first, with the row number of each, and what changed against the one before.
    pub readings: Vec<ReadingLine>,
    /// What the exchange is asked: `what may this key do (Binance: API key permission)`.
    pub question: String,
    /// How its host is asked through: what came by this way came through the host.
    pub host_way: Way,
}

/// A reading among others.
#[derive(Debug, Clone)]
pub struct ReadingLine {
    /// Its row.
    pub number: i64,
    /// When.
    pub at: Moment,
    /// By which way.
    pub way: Way,
    /// Where the exchange said it saw us.
    pub egress: Option<std::net::IpAddr>,
    /// How far our clock stood from the exchange's, in milliseconds.
    pub skew_millis: Option<i64>,
    /// What it said.
    pub reading: Reading,
    /// What changed against the reading before, in words: `withdraw: on, it was off`.
    pub changed: Vec<String>,
}

/// A part of the journal.
#[derive(Debug, Clone)]
pub struct JournalPage {
    /// The rows, newest first.
    pub entries: Vec<JournalEntry>,
    /// How many there are in all.
    pub count: i64,
    /// When the first was written.
    pub since: Option<Moment>,
    /// Whether the chain of hashes holds.
    pub chain: Chain,
}

/// Whether the journal's chain of hashes holds. It finds accidents and careless edits; no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows from the one before.
    Whole,
    /// The row of this number does not.
    Broken(i64),
    /// Nobody looked.
    Unread,
}

/// What came of asking.
#[derive(Debug, Clone, Default)]
pub struct AskReport {
    /// Each key with what was said.
    pub asked: Vec<AskedLine>,
    /// Keys that were not asked, with the reason.
    pub not_asked: Vec<(KeyId, String)>,
}

/// What the exchange said of one key.
#[derive(Debug, Clone)]
pub struct AskedLine {
    /// Which.
    pub key: KeyId,
    /// What the user should do.
    pub class: Class,
    /// In words: who answered, or why it refused and what to do.
    pub says: String,
}

/// Which secret store is used, and whether it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreBrief {
    /// The keyring, or sealed files.
    pub kind: StoreKind,
    /// Open, locked, or not there.
    pub state: StoreState,
    /// Where it is, for people: `the login keyring (GNOME Keyring)`, `a sealed file`.
    pub place: String,
    /// Why it is this one, or why it is not open, and what to do; may be empty.
    pub says: String,
    /// No secret was ever sealed: the first one may still choose.
    pub empty: bool,
}

/// The sort of secret store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreKind {
    /// The OS keyring.
    Keyring,
    /// Sealed files.
    Sealed,
    /// Memory: practice.
    Memory,
}

impl StoreKind {
    /// The word of `store` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Sealed => "sealed",
            Self::Memory => "memory",
        }
    }
}

/// Whether a store can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreState {
    /// It answers.
    Open,
    /// It wants its passphrase or its dialog first.
    Locked,
    /// It is not there, or not made yet.
    Absent,
}

impl StoreState {
    /// The word of `state` in `--json`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Absent => "absent",
        }
    }
}

/// What lies in the store: `store` prints it.
#[derive(Debug, Clone)]
pub struct StoreReport {
    /// The store.
    pub brief: StoreBrief,
    /// Its entries.
    pub entries: Vec<StoreEntry>,
}

/// One sealed credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreEntry {
    /// Whose; `None` where neither the store nor the inventory tells.
    pub bot: Option<BotName>,
    /// Where.
    pub exchange: Option<ExchangeId>,
    /// Its last four characters.
    pub hint: Option<KeyHint>,
    /// The how-manyth.
    pub generation: Option<Generation>,
    /// It lies in the store.
    pub there: Tri,
    /// The inventory knows it.
    pub known: Tri,
}

/// What `add` is told: everything but the credential.
#[derive(Debug, Clone)]
pub struct AddDraft {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// In which of its worlds.
    pub site: SiteId,
    /// On which account.
    pub account: Account,
    /// What is told of the bot and its host.
    pub about: AboutBot,
    /// When the key was made, by the user's word.
    pub created: Option<Moment>,
    /// Kept although the exchange does not know it or its signature is wrong.
    pub anyway: bool,
}

/// What is told of a bot and its host; `None`: not told, stays as it is (or its default).
#[derive(Debug, Clone, Default)]
pub struct AboutBot {
    /// Which program.
    pub kind: Option<BotKind>,
    /// Who else holds its keys.
    pub custody: Option<Custody>,
    /// The machine.
    pub host: Option<HostName>,
    /// The addresses that the machine is seen from.
    pub addresses: Option<Vec<Cidr>>,
    /// How to ask through it.
    pub way: Option<Way>,
    /// What the bot cannot work without.
    pub needs: Option<Vec<Scope>>,
    /// Days a key of it may live.
    pub max_age_days: Option<u32>,
}

/// Facts told: `edit`.
#[derive(Debug, Clone)]
pub struct EditDraft {
    /// Whose key.
    pub target: Target,
    /// Its site.
    pub site: Option<SiteId>,
    /// Its account.
    pub account: Option<Account>,
    /// The bot and its host.
    pub about: AboutBot,
    /// When it was made.
    pub created: Option<Moment>,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// What it may do.
    pub scopes: Vec<(Scope, Tri)>,
    /// Whether it is held to the host's addresses.
    pub listed: Option<bool>,
}

/// A bot's key as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Whose.
    pub bot: BotName,
    /// Where; `None` where the bot has keys on one exchange only.
    pub exchange: Option<ExchangeId>,
    /// Which; `None` for the current one.
    pub generation: Option<Generation>,
}

/// The wizard's key between sealing and saving.
#[derive(Debug, Clone)]
pub struct AddCard {
    /// Its row.
    pub key: KeyId,
    /// As the fleet would show it if it were saved now.
    pub row: FleetRow,
    /// Where its secret lies: `the login keyring`.
    pub place: String,
    /// When it was sealed.
    pub sealed_at: Moment,
    /// What the exchange said; `None` before it was asked.
    pub asked: Option<AskedLine>,
    /// What the fourth step shows, what is wrong first.
    pub lines: Vec<CardLine>,
    /// Its findings in words.
    pub explained: Vec<Explained>,
    /// It may be saved without `anyway`.
    pub can_save: bool,
}

/// Which flow of which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowTarget {
    /// The key.
    pub target: Target,
    /// Rotation or revocation.
    pub kind: FlowKind,
}

/// A person's word to a flow.
#[derive(Debug)]
pub struct Tell {
    /// Which flow.
    pub to: FlowTarget,
    /// The word; `None`: do what is due and needs no person.
    pub word: Option<Word>,
    /// The bot's name, as it was typed.
    pub typed: Option<String>,
    /// Why: opens a revocation, goes with `accept` and `abort`.
    pub reason: Option<String>,
    /// The credential that goes with `have-key`.
    pub credential: Option<Handle>,
    /// `begin` within `quiet` of Done is meant.
    pub again: bool,
}

/// A flow as both faces show it.
#[derive(Debug, Clone)]
pub struct FlowCard {
    /// Where it stands: all that `--json` prints.
    pub snapshot: Snapshot,
    /// The key it is about.
    pub row: FleetRow,
    /// The guide of this step with everything filled in.
    pub guide: Vec<GuideLine>,
    /// The bot's host: what came by its way came through it.
    pub host: Option<Host>,
    /// Evidence of the key that is to die, newest first, for the proof screens.
    pub evidence: Vec<Evidence>,
    /// The key's page at the exchange.
    pub page: String,
    /// The flow is open.
    pub open: bool,
    /// The inventory's revision when this was read: another number means that somebody wrote since.
    pub revision: i64,
}

/// One step at the exchange's page, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuideLine {
    /// One or two words.
    pub label: String,
    /// What to do.
    pub text: String,
    /// What `y` copies; never a secret.
    pub copies: Option<String>,
}

/// What works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorLine {
    /// What was tried.
    pub what: String,
    /// Whether it works.
    pub works: Tri,
    /// How it stands.
    pub says: String,
    /// What to do; empty where nothing.
    pub fix: String,
}

/// What is due: `remind`.
#[derive(Debug, Clone)]
pub struct RemindReport {
    /// What needs the user, worst first.
    pub due: Vec<DueLine>,
    /// The next date of a key that needs nothing now.
    pub next: Option<(BotName, Moment)>,
}

/// One thing that is due.
#[derive(Debug, Clone)]
pub struct DueLine {
    /// Whose.
    pub bot: BotName,
    /// Where.
    pub exchange: ExchangeId,
    /// Which key.
    pub hint: Option<KeyHint>,
    /// The finding.
    pub finding: Finding,
    /// In words.
    pub explained: Explained,
    /// The date that it hangs on.
    pub due: Option<Moment>,
    /// In how many days; negative where it is late.
    pub due_in_days: Option<i64>,
}

/// Something at a made-up exchange's page of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageJob {
    /// The page of this key's account, with the key under the cursor.
    Show(Target),
    /// The page of an account, by its number on the page's own list.
    Account(usize),
    /// Ticks or unticks a toggle of the key in this row; not saved before [`PageJob::Save`].
    Toggle {
        /// Which key, by its row.
        row: usize,
        /// Which toggle, by its place.
        toggle: usize,
    },
    /// Writes the address list of the key in this row; empty: any address. Not saved before [`PageJob::Save`].
    List {
        /// Which key, by its row.
        row: usize,
        /// Addresses, by commas.
        text: String,
    },
    /// Saves what was changed, with a second factor.
    Save,
    /// Makes a key with this name.
    Make {
        /// Its name at the exchange.
        name: String,
        /// Its addresses, by commas; empty: any address.
        list: String,
        /// Its passphrase, on the tray. `None`: the form makes one where it wants one.
        passphrase: Option<Handle>,
    },
    /// Copies what is shown once: the key as one JSON object, ready to paste into a field. Works while it is shown.
    Take,
    /// Closes the page that shows a new key once.
    Close,
    /// Deletes the key in this row.
    Delete(usize),
    /// Ticks or unticks a line of the weather.
    Weather(usize),
}

/// A made-up exchange's page, ready to draw.
#[derive(Debug, Clone)]
pub struct PageView {
    /// `OKX`.
    pub exchange: String,
    /// `Sub-account arb has 2 of 50 keys.`
    pub says: String,
    /// Its keys.
    pub rows: Vec<PageLine>,
    /// The row that the page was opened for.
    pub chosen: Option<usize>,
    /// A key that is shown once, now.
    pub fresh: Option<FreshKey>,
    /// The lines of the weather, each with whether it blows.
    pub weather: Vec<(String, bool)>,
    /// What was taken by [`PageJob::Take`]: kept for the next paste, never shown.
    pub taken: Option<Handle>,
    /// Something was changed and not saved.
    pub unsaved: bool,
}

/// One key on a made-up exchange's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLine {
    /// Its name there.
    pub name: String,
    /// Its end.
    pub hint: KeyHint,
    /// What it may do, in the exchange's words.
    pub permissions: String,
    /// Its addresses; empty: any.
    pub list: String,
    /// When it was made.
    pub made: Moment,
    /// When it was last used, in words.
    pub last_used: String,
    /// The exchange's own toggles, each with whether it is on.
    pub toggles: Vec<(String, bool)>,
    /// What is said of its secret: `shown once, at 10:43; it cannot be shown again`.
    pub secret: String,
}

/// A key as it is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshKey {
    /// Its name there.
    pub name: String,
    /// Its end.
    pub hint: KeyHint,
    /// The exchange wants a passphrase.
    pub passphrase: bool,
    /// It was copied.
    pub taken: bool,
}
