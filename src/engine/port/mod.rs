//! What the faces ask and what they get: plain data, no handles of files, threads or sockets in it. Both front ends import
//! this; neither knows how it is done. A file a subject; here are the jobs and their answers.

mod adding;
mod card;
mod fleet;
mod flow;
mod machine;
mod page;
mod store;

pub use crate::flows::FlowKind;
pub use adding::{AboutBot, AddCard, AddDraft, EditDraft};
pub use card::{AskReport, AskedLine, CardLine, Chain, EvidenceCard, JournalPage, KeyCard, ReadingLine};
pub use fleet::{ExplainedRow, Fleet, FleetRow, FlowBrief};
pub use flow::{FlowCard, FlowTarget, GuideLine, Target, Tell};
pub use machine::{DoctorLine, DueLine, RemindReport};
pub use page::{FreshKey, PageJob, PageLine, PageView};
pub use store::{StoreBrief, StoreEntry, StoreKind, StoreReport, StoreState};

use crate::domain::{BotName, Class, KeyId, Problem};
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
