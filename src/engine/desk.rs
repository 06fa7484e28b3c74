//! The engine's face: everything that a screen or a command can want, as one call each. Calls block until they are done;
//! the screens run them aside through `supervise`.

use super::port::{
    AddCard, AddDraft, Answer, AskReport, DoctorLine, EditDraft, EvidenceCard, ExplainedRow, Fleet, FleetRow, FlowCard, FlowTarget, Job,
    JournalPage, KeyCard, Progress, RemindReport, StoreBrief, StoreKind, StoreReport, Target, Tell,
};
use super::supervise::Cancel;
use crate::domain::{BotName, Clock, KeyId, Look, Policy, Problem, VenueFacts};
use crate::secret::{Credential, Handle, Tray};
use std::path::PathBuf;
use std::sync::Arc;

/// Told on the way of long work.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Which keys a call is about.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these; empty: all.
    pub targets: Vec<Target>,
    /// Revoked generations that are proven dead or wiped, too (`show`); `list` leaves them out unless the bot has no other.
    pub all_generations: bool,
}

/// The engine, opened on one home. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    _inner: Arc<()>,
}

#[allow(missing_docs, clippy::missing_errors_doc, unused_variables)]
impl Desk {
    /// Opens the home that the environment names, with the secret store closed until a secret is needed.
    pub fn open() -> Result<Self, Problem> { unreachable!() }
    /// Opens a made-up fleet in a throw-away home.
    pub fn practice() -> Result<Self, Problem> { unreachable!() }
    /// Does a screen's job.
    pub fn perform(&self, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Answer { unreachable!() }
    /// The clock that was passed in.
    pub fn clock(&self) -> &dyn Clock { unreachable!() }
    /// Where a pasted secret waits until the engine takes it out.
    pub fn tray(&self) -> &Tray { unreachable!() }
    /// All venues.
    pub fn venues(&self) -> &[VenueFacts] { unreachable!() }
    /// The user's rules.
    pub fn policy(&self) -> &Policy { unreachable!() }
    /// How the screen shall look.
    pub fn look(&self) -> &Look { unreachable!() }
    /// The folder, as people write it: `~/.local/share/keyward`.
    pub fn place(&self) -> String { unreachable!() }
    /// This is practice.
    pub fn is_practice(&self) -> bool { unreachable!() }
    /// A number that changes whenever somebody wrote to the inventory.
    pub fn pulse(&self) -> Result<i64, Problem> { unreachable!() }

    /// `list`, and `show` with targets and all generations.
    pub fn fleet(&self, filter: &Filter) -> Result<Fleet, Problem> { unreachable!() }
    /// The same rows, each with its findings in words: what is printed.
    pub fn fleet_in_words(&self, filter: &Filter) -> Result<Vec<ExplainedRow>, Problem> { unreachable!() }
    /// The keys of targets; all that can be asked where none are named.
    pub fn keys_of(&self, filter: &Filter) -> Result<Vec<KeyId>, Problem> { unreachable!() }
    /// One key and what hangs on it.
    pub fn key(&self, key: KeyId) -> Result<KeyCard, Problem> { unreachable!() }
    /// Who says so.
    pub fn evidence(&self, key: KeyId) -> Result<EvidenceCard, Problem> { unreachable!() }
    /// Asks the exchanges about keys, by `way` or each by its host's.
    pub fn ask(&self, keys: &[KeyId], way: Option<&crate::domain::Way>, cancel: &Cancel, progress: OnProgress<'_>) -> Result<AskReport, Problem> { unreachable!() }

    /// Seals, asks once (if `ask`), saves: `add`. Nothing is kept of a key that the exchange does not know, or whose signature is
    /// wrong, without `draft.anyway`.
    pub fn add(&self, draft: &AddDraft, credential: Credential, ask: bool) -> Result<(FleetRow, Option<String>), Problem> { unreachable!() }
    /// The wizard's third step.
    pub fn add_seal(&self, draft: &AddDraft, credential: Credential) -> Result<AddCard, Problem> { unreachable!() }
    /// The fourth.
    pub fn add_ask(&self, key: KeyId) -> Result<AddCard, Problem> { unreachable!() }
    /// The fifth.
    pub fn add_save(&self, key: KeyId, anyway: bool) -> Result<FleetRow, Problem> { unreachable!() }
    /// Gives it up.
    pub fn add_drop(&self, key: KeyId) -> Result<String, Problem> { unreachable!() }
    /// `edit`.
    pub fn edit(&self, draft: &EditDraft) -> Result<FleetRow, Problem> { unreachable!() }
    /// `remove`: the name was typed.
    pub fn remove(&self, target: &Target, typed: &BotName) -> Result<String, Problem> { unreachable!() }

    /// Where a flow stands, its last one, or its plan; does what is due and needs no person.
    pub fn flow(&self, target: &FlowTarget) -> Result<FlowCard, Problem> { unreachable!() }
    /// A person's word. `credential` goes with `have-key`.
    pub fn tell(&self, tell: &Tell, credential: Option<Credential>) -> Result<FlowCard, Problem> { unreachable!() }

    /// A page of the journal; `verify` reads the whole chain.
    pub fn journal(&self, before: Option<i64>, bot: Option<&BotName>, limit: u32, verify: bool) -> Result<JournalPage, Problem> { unreachable!() }
    /// What is due. Asks no exchange, needs no secret.
    pub fn remind(&self) -> Result<RemindReport, Problem> { unreachable!() }
    /// A desktop notification of what is due. `Ok(false)`: there is no desktop, print it instead.
    pub fn notify(&self, report: &RemindReport) -> Result<bool, Problem> { unreachable!() }
    /// Runs the user's command with `json` on its standard input.
    pub fn exec(&self, command: &str, json: &str) -> Result<(), Problem> { unreachable!() }
    /// Installs the daily reminder; says what was done, or the crontab line to add by hand.
    pub fn install_reminder(&self) -> Result<String, Problem> { unreachable!() }
    /// Removes it.
    pub fn uninstall_reminder(&self) -> Result<String, Problem> { unreachable!() }

    /// How a store of this kind stands, the used one or not. Never prompts.
    pub fn store_of(&self, kind: StoreKind) -> Result<StoreBrief, Problem> { unreachable!() }
    /// Which store is used. Never prompts.
    pub fn store_brief(&self) -> Result<StoreBrief, Problem> { unreachable!() }
    /// What lies in it.
    pub fn store_report(&self) -> Result<StoreReport, Problem> { unreachable!() }
    /// Opens the sealed files with a passphrase, or the keyring by its own dialog.
    pub fn unlock(&self, passphrase: Option<Handle>) -> Result<StoreBrief, Problem> { unreachable!() }
    /// Makes the sealed files.
    pub fn make_sealed(&self, passphrase: Handle) -> Result<StoreBrief, Problem> { unreachable!() }
    /// Moves all secrets to another store, safe to interrupt; says how many.
    pub fn store_move(&self, to: StoreKind) -> Result<String, Problem> { unreachable!() }
    /// What works here.
    pub fn doctor(&self) -> Result<Vec<DoctorLine>, Problem> { unreachable!() }
    /// Files and folders of this home, for `doctor` and the welcome screen.
    pub fn home(&self) -> PathBuf { unreachable!() }
}
