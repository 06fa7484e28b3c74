//! The engine's face: everything that a screen or a command can want, as one call each. Calls block until they are done;
//! the screens run them aside through `supervise`.

use super::inner::Inner;
pub use super::opening::{Assembly, Opening, Secrets};
use super::port::{
    AddCard, AddDraft, Answer, AskReport, DoctorLine, EditDraft, EvidenceCard, ExplainedRow, Fleet, FleetRow, FlowCard,
    FlowTarget, Job, JournalPage, KeyCard, PageJob, PageView, Progress, RemindReport, StoreBrief, StoreKind,
    StoreReport, Target, Tell,
};
use super::supervise::Cancel;
use super::work::{add, card, doctor, edit, evidence, fleet, journal, page, remind, remove, store};
use super::{asking, drive, perform, reminder};
use crate::domain::{BotName, Clock, KeyId, KeyState, Look, Policy, Problem, SecretPlace, VenueFacts, Way};
use crate::exchanges::venues;
use crate::inventory::Setting;
use crate::secret::{Credential, Handle, Tray};
use crate::system::Environment;
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
    pub(super) inner: Arc<Inner>,
}

impl Desk {
    /// Does a screen's job.
    pub fn perform(&self, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Answer {
        perform::perform(self, job, cancel, progress)
    }

    // -- what needs no work ---------------------------------------------------------------------------------------------

    /// The clock that was passed in.
    pub fn clock(&self) -> &dyn Clock {
        self.inner.clock.as_ref()
    }

    /// Where a pasted secret waits until the engine takes it out.
    pub fn tray(&self) -> &Arc<Tray> {
        &self.inner.tray
    }

    /// All venues.
    pub fn venues(&self) -> Vec<&'static VenueFacts> {
        venues().collect()
    }

    /// The user's rules.
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// How the screen shall look.
    pub fn look(&self) -> &Look {
        &self.inner.look
    }

    /// What the environment says of the terminal.
    pub fn environment(&self) -> &Environment {
        &self.inner.environment
    }

    /// The folder, as people write it: `~/.local/share/keyward`.
    pub fn place(&self) -> String {
        self.inner.home.short(&self.inner.home.data)
    }

    /// Whether this terminal draws the signs two cells wide, as an earlier sitting learnt.
    pub fn wide_signs(&self) -> Option<bool> {
        let known = self.inner.inventory.read(|see| see.setting(Setting::SignWidth)).ok().flatten();
        let terminal = self.inner.environment.term.as_deref().unwrap_or_default();
        known?.strip_prefix(terminal)?.strip_prefix('=').map(|word| word == "wide")
    }

    /// Keeps that for the next sitting. Losing it costs one question to the terminal: no failure.
    pub fn keep_wide_signs(&self, wide: Option<bool>) {
        let Some(wide) = wide.filter(|wide| self.wide_signs() != Some(*wide)) else { return };
        let terminal = self.inner.environment.term.as_deref().unwrap_or_default();
        let text = format!("{terminal}={}", if wide { "wide" } else { "narrow" });
        let _ = self.inner.inventory.write(|w| w.set_setting(Setting::SignWidth, Some(&text)));
    }

    /// This is practice.
    pub fn is_practice(&self) -> bool {
        self.inner.practice.is_some()
    }

    /// A number that changes whenever somebody wrote to the inventory.
    ///
    /// # Errors
    /// The inventory cannot be read.
    pub fn pulse(&self) -> Result<i64, Problem> {
        self.inner.inventory.pulse()
    }

    // -- keys -----------------------------------------------------------------------------------------------------------

    /// `list`, and `show` with targets and all generations.
    ///
    /// # Errors
    /// Nobody knows a target, or the inventory cannot be read.
    pub fn fleet(&self, filter: &Filter) -> Result<Fleet, Problem> {
        fleet::fleet(&self.inner, filter)
    }

    /// The same rows, each with its findings in words: what is printed.
    ///
    /// # Errors
    /// As [`Desk::fleet`].
    pub fn fleet_in_words(&self, filter: &Filter) -> Result<Vec<ExplainedRow>, Problem> {
        fleet::fleet_in_words(&self.inner, filter)
    }

    /// The keys of targets that can be asked; all of the fleet's where none are named.
    ///
    /// # Errors
    /// Nobody knows a target, or the inventory cannot be read.
    pub fn keys_of(&self, filter: &Filter) -> Result<Vec<KeyId>, Problem> {
        let fleet = self.fleet(filter)?;
        let named = !filter.targets.is_empty();
        let asked = |row: &&FleetRow| {
            let idle = row.secret == SecretPlace::None || row.state == Some(KeyState::Adding);
            named || !idle
        };
        Ok(fleet.rows.iter().filter(asked).filter_map(|row| row.id).collect())
    }

    /// One key and what hangs on it.
    ///
    /// # Errors
    /// It was removed, or the inventory cannot be read.
    pub fn key(&self, key: KeyId) -> Result<KeyCard, Problem> {
        card::card(&self.inner, key)
    }

    /// Who says so.
    ///
    /// # Errors
    /// It was removed, or the inventory cannot be read.
    pub fn evidence(&self, key: KeyId) -> Result<EvidenceCard, Problem> {
        evidence::evidence(&self.inner, key)
    }

    /// Asks the exchanges about keys, by `way` or each by its host's.
    ///
    /// # Errors
    /// The store is locked, or the inventory cannot be written.
    pub fn ask(
        &self,
        keys: &[KeyId],
        way: Option<&Way>,
        cancel: &Cancel,
        progress: OnProgress<'_>,
    ) -> Result<AskReport, Problem> {
        asking::ask(&self.inner, keys, way, cancel, progress)
    }

    // -- add, edit, remove ----------------------------------------------------------------------------------------------

    /// Seals, asks once (if `ask`), saves: `add`. Returns the key and what the exchange said. Nothing is kept of a key that
    /// the exchange does not know, or whose signature is wrong, without `draft.anyway`.
    ///
    /// # Errors
    /// It is here already, the store cannot keep it, or it was not kept for the reason above.
    pub fn add(
        &self,
        draft: &AddDraft,
        credential: Credential,
        ask: bool,
    ) -> Result<(FleetRow, Option<String>), Problem> {
        add::add(&self.inner, draft, credential, ask)
    }

    /// The wizard's third step.
    ///
    /// # Errors
    /// As [`Desk::add`].
    pub fn add_seal(&self, draft: &AddDraft, credential: Credential) -> Result<AddCard, Problem> {
        add::seal(&self.inner, draft, credential)
    }

    /// The fourth.
    ///
    /// # Errors
    /// Its secret cannot be read.
    pub fn add_ask(&self, key: KeyId) -> Result<AddCard, Problem> {
        add::ask(&self.inner, key)
    }

    /// The fifth.
    ///
    /// # Errors
    /// The exchange does not know it, and `anyway` was not said.
    pub fn add_save(&self, key: KeyId, anyway: bool) -> Result<FleetRow, Problem> {
        add::save(&self.inner, key, anyway)
    }

    /// Gives it up: its secret is wiped.
    ///
    /// # Errors
    /// It is saved already, or its secret cannot be wiped.
    pub fn add_drop(&self, key: KeyId) -> Result<String, Problem> {
        add::drop_it(&self.inner, key)
    }

    /// `edit`.
    ///
    /// # Errors
    /// Nobody knows the key, or a fact cannot be.
    pub fn edit(&self, draft: &EditDraft) -> Result<FleetRow, Problem> {
        edit::edit(&self.inner, draft)
    }

    /// `remove`: the name was typed.
    ///
    /// # Errors
    /// The name is another, a flow of it is open, or its secret cannot be wiped.
    pub fn remove(&self, target: &Target, typed: &BotName) -> Result<String, Problem> {
        remove::remove(&self.inner, target, typed)
    }

    /// The same for a key by its row.
    ///
    /// # Errors
    /// As [`Desk::remove`].
    pub fn remove_key(&self, key: KeyId, typed: &BotName) -> Result<String, Problem> {
        let key = self.inner.inventory.read(|see| super::record::known(see, key))?;
        let target = Target { bot: key.bot, exchange: Some(key.exchange), generation: Some(key.generation) };
        self.remove(&target, typed)
    }

    // -- flows ----------------------------------------------------------------------------------------------------------

    /// Where a flow stands, its last one, or its plan; does what is due and needs no person.
    ///
    /// # Errors
    /// Nobody knows the key, another process acts on the bot, or a look failed.
    pub fn flow(&self, target: &FlowTarget) -> Result<FlowCard, Problem> {
        drive::look(&self.inner, target)
    }

    /// A person's word. `credential` goes with `have-key`.
    ///
    /// # Errors
    /// The wish is refused, with a sentence; nothing was changed. Or as [`Desk::flow`].
    pub fn tell(&self, tell: &Tell, credential: Option<Credential>) -> Result<FlowCard, Problem> {
        drive::tell(&self.inner, tell, credential)
    }

    // -- record and reminders -------------------------------------------------------------------------------------------

    /// A page of the journal; `verify` reads the whole chain.
    ///
    /// # Errors
    /// The inventory cannot be read.
    pub fn journal(
        &self,
        before: Option<i64>,
        bot: Option<&BotName>,
        limit: u32,
        verify: bool,
    ) -> Result<JournalPage, Problem> {
        journal::journal(&self.inner, before, bot, limit, verify)
    }

    /// What is due. Asks no exchange, needs no secret.
    ///
    /// # Errors
    /// The inventory cannot be read.
    pub fn remind(&self) -> Result<RemindReport, Problem> {
        remind::remind(&self.inner)
    }

    /// A desktop notification of what is due. `Ok(false)`: there is no desktop, print it instead.
    ///
    /// # Errors
    /// There is a desktop, and it refused.
    pub fn notify(&self, report: &RemindReport) -> Result<bool, Problem> {
        reminder::notify(report)
    }

    /// Runs the user's command with `json` on its standard input.
    ///
    /// # Errors
    /// It could not be started, did not end in time, or ended badly.
    pub fn exec(&self, command: &str, json: &str) -> Result<(), Problem> {
        reminder::exec(command, json)
    }

    /// Installs the daily reminder; says what was done, or the crontab line to add by hand.
    ///
    /// # Errors
    /// Its file cannot be written, or this machine's timer refused it.
    pub fn install_reminder(&self) -> Result<String, Problem> {
        reminder::install(&self.inner)
    }

    /// Removes it.
    ///
    /// # Errors
    /// As [`Desk::install_reminder`].
    pub fn uninstall_reminder(&self) -> Result<String, Problem> {
        reminder::uninstall(&self.inner)
    }

    // -- store ----------------------------------------------------------------------------------------------------------

    /// Which store is used. Never prompts.
    ///
    /// # Errors
    /// `KEYWARD_STORE` names another store than the one that secrets lie in.
    pub fn store_brief(&self) -> Result<StoreBrief, Problem> {
        self.inner.stores.brief(&self.inner)
    }

    /// How a store of this kind stands, the used one or not. Never prompts.
    ///
    /// # Errors
    /// The inventory cannot be read.
    pub fn store_of(&self, kind: StoreKind) -> Result<StoreBrief, Problem> {
        self.inner.stores.brief_of(kind, &self.inner)
    }

    /// What lies in it.
    ///
    /// # Errors
    /// As [`Desk::store_brief`].
    pub fn store_report(&self) -> Result<StoreReport, Problem> {
        store::report(&self.inner)
    }

    /// Opens the sealed files with a passphrase, or the keyring by its own dialog.
    ///
    /// # Errors
    /// The passphrase is wrong, nobody answered the dialog, or there is nothing to open.
    pub fn unlock(&self, passphrase: Option<Handle>) -> Result<StoreBrief, Problem> {
        let now = self.inner.now();
        let passphrase = passphrase.map(|handle| self.inner.tray.take_passphrase(handle, now)).transpose()?;
        store::unlock(&self.inner, passphrase.as_ref())
    }

    /// The same for a store of this kind, used or not: before secrets move into it.
    ///
    /// # Errors
    /// As [`Desk::unlock`].
    pub fn unlock_of(&self, kind: StoreKind, passphrase: Option<Handle>) -> Result<StoreBrief, Problem> {
        let now = self.inner.now();
        let passphrase = passphrase.map(|handle| self.inner.tray.take_passphrase(handle, now)).transpose()?;
        store::unlock_of(&self.inner, kind, passphrase.as_ref())
    }

    /// Makes the sealed files.
    ///
    /// # Errors
    /// They are there already, the passphrase is too short, or they cannot be written.
    pub fn make_sealed(&self, passphrase: Handle) -> Result<StoreBrief, Problem> {
        let passphrase = self.inner.tray.take_passphrase(passphrase, self.inner.now())?;
        store::make_sealed(&self.inner, &passphrase)
    }

    /// Moves all secrets to another store, safe to interrupt; says how many.
    ///
    /// # Errors
    /// One of the stores cannot be used; what was moved stays moved, nothing is lost.
    pub fn store_move(&self, to: StoreKind) -> Result<String, Problem> {
        store::move_all(&self.inner, to)
    }

    // -- machine --------------------------------------------------------------------------------------------------------

    /// What works here.
    ///
    /// # Errors
    /// No question could be put at all.
    pub fn doctor(&self) -> Result<Vec<DoctorLine>, Problem> {
        doctor::doctor(&self.inner)
    }

    /// Opens an exchange's page in the browser.
    ///
    /// # Errors
    /// There is no browser here.
    pub fn open_page(&self, address: &str) -> Result<(), Problem> {
        crate::system::desktop::open_page(address)
    }

    /// Makes a passphrase for an exchange that wants its user to think of one, and lays it on the tray.
    ///
    /// # Errors
    /// The machine's generator failed.
    pub fn make_passphrase(&self) -> Result<Handle, Problem> {
        let made = crate::secret::make_passphrase(self.inner.chance.as_ref())?;
        Ok(self.inner.tray.put_passphrase(made, self.inner.now()))
    }

    /// Something at a made-up exchange's page.
    ///
    /// # Errors
    /// This is no practice, or the page refused it.
    pub fn page(&self, job: &PageJob) -> Result<PageView, Problem> {
        page::page(&self.inner, job)
    }
}
