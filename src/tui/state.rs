//! What the screen knows: a stack of layers (the top one has the keys) and what they share.

use super::actions::Action;
use super::bench::{Bench, Waiting, repeatable};
use super::canvas::Words;
use super::glyphs;
use super::screens::{Place, Screen};
use crate::domain::{Moment, Problem, Span};
use crate::engine::port::{Answer, Fleet, Job, Progress, StoreBrief, StoreState};
use crate::rules::RowSign;
use crate::secret::Wiped;
use ratatui::layout::Rect;

/// The whole of the screen's state.
#[derive(Debug)]
pub struct State {
    /// The screens, the top one last. Never empty.
    pub layers: Vec<Layer>,
    /// What they share.
    pub shared: Shared,
}

/// One screen on the stack.
#[derive(Debug)]
pub struct Layer {
    /// The screen.
    pub screen: Screen,
    /// What its last drawing showed of its list.
    pub window: Window,
}

impl Layer {
    /// A screen that was not drawn yet.
    pub const fn new(screen: Screen) -> Self {
        Self { screen, window: Window { first: 0, shown: 0 } }
    }
}

/// Which part of a list stands on the screen. Views return it and get it back: they change nothing themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first row that is drawn.
    pub first: usize,
    /// How many are drawn.
    pub shown: usize,
}

/// What drawing tells: which part of the list stood there, and what lies where (so that a click can become an action).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Of the screen's list; as it was where it has none.
    pub window: Window,
    /// Areas and what a press on them would mean.
    pub hits: Vec<(Rect, Hit)>,
}

/// What lies under a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hit {
    /// A row of the list, by its place in it.
    Row(usize),
    /// A key of the last line.
    Key(Action),
}

/// Where a screen wants its keys and pastes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Keys are actions; a paste does nothing and says so.
    Actions,
    /// An ordinary text field: characters are typed, a paste is typed too.
    Text,
    /// The screen looks at every key itself; a paste does nothing.
    Choosing,
    /// A field that refuses a paste: what is confirmed must be typed.
    Typed,
    /// A secret field: a paste goes to it directly and never becomes a message.
    Secret,
}

/// What a screen wants to happen to the stack.
#[derive(Debug)]
pub enum Go {
    /// Nothing.
    Stay,
    /// This screen is done.
    Back,
    /// Another on top of it.
    Open(Box<Screen>),
    /// Another on top of it that the user did not ask for: it takes no key for the first 300 ms.
    Ask(Box<Screen>),
    /// Another in its place.
    Swap(Box<Screen>),
    /// This screen is done, and the one below does this.
    Run(Action),
    /// Back to the lowest.
    Home,
}

impl Go {
    /// Opens a screen.
    pub fn open(screen: Screen) -> Self {
        Self::Open(Box::new(screen))
    }
}

/// Tells one job's answers from another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What the loop does for the screens.
#[derive(Debug)]
pub enum Effect {
    /// Hand this to the engine.
    Start(Ticket, Job),
    /// Stop it.
    Stop(Ticket),
    /// Put this into the clipboard.
    Copy(String),
    /// Put this secret into the clipboard, as its user wished.
    CopySecret(Wiped),
    /// Stop the process as Ctrl-Z does.
    Suspend,
    /// Leave.
    Quit,
}

/// A job that runs: what line 1 and `Esc` need of it.
#[derive(Debug)]
pub struct Running {
    /// Which.
    pub ticket: Ticket,
    /// It asks exchanges or waits for something: shown with its seconds, and `Esc` stops it.
    pub shown: bool,
    /// Since when.
    pub since: Moment,
    /// How far it is.
    pub progress: Option<Progress>,
    /// The same job once more, for when the store must be opened first; `None` where it cannot be said twice.
    pub again: Option<Box<Job>>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Moment,
    /// How it stands.
    pub sign: char,
    /// What it is about: a bot's name, `12 keys`, `keyward`.
    pub about: String,
    /// What happened.
    pub what: String,
}

/// More lines are not kept of one sitting.
const HISTORY_MAX: usize = 2_000;

/// What all screens share.
#[derive(Debug)]
pub struct Shared {
    /// Now, as of the last event.
    pub now: Moment,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The fleet as it was last read; `None` before the first answer.
    pub fleet: Option<Fleet>,
    /// The secret store, once it was looked at.
    pub store: Option<StoreBrief>,
    /// Everything is made up.
    pub practice: bool,
    /// Nothing may be changed.
    pub read_only: bool,
    /// The user left for a sitting of practice.
    pub practise: bool,
    /// Where everything but the secrets lives, as people write it: `~/.local/share/keyward`.
    pub home: String,
    /// What happened in this sitting, oldest first.
    pub history: Vec<Happened>,
    /// When the sitting began.
    pub since: Moment,
    /// What line 2 says until the next key press, whatever the screen would say there.
    pub notice: Option<Notice>,
    /// What the last drawing showed of the top screen's list.
    pub window: Window,
    /// The exchanges' guides, the user's rules, and where a paste is laid.
    pub bench: Bench,
    /// Jobs that wait for the secret store to be opened.
    pub waiting: Vec<Waiting>,
    late: Vec<(Ticket, Problem)>,
    running: Vec<Running>,
    outbox: Vec<Effect>,
    tickets: u64,
    deaf_until: Option<Moment>,
}

/// A sentence for line 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its sign.
    pub sign: char,
    /// What happened.
    pub first: String,
    /// What to do.
    pub rest: Words,
}

impl Shared {
    /// A sitting that begins now.
    pub fn new(now: Moment, size: (u16, u16), practice: bool, read_only: bool) -> Self {
        let mut shared = Self {
            now,
            size,
            fleet: None,
            store: None,
            practice,
            read_only,
            practise: false,
            home: String::new(),
            history: Vec::new(),
            since: now,
            notice: None,
            window: Window::default(),
            bench: Bench::default(),
            waiting: Vec::new(),
            late: Vec::new(),
            running: Vec::new(),
            outbox: Vec::new(),
            tickets: 0,
            deaf_until: None,
        };
        shared.note(glyphs::FINE, "keyward", "opened");
        shared
    }

    /// Hands a job to the engine, quietly: a read of what is stored.
    pub fn start(&mut self, job: Job) -> Ticket {
        self.send(job, false)
    }

    /// Hands a job to the engine that takes its time: line 1 shows it, `Esc` stops it.
    pub fn start_shown(&mut self, job: Job) -> Ticket {
        self.send(job, true)
    }

    fn send(&mut self, job: Job, shown: bool) -> Ticket {
        let ticket = self.next_ticket();
        self.run(ticket, job, shown);
        ticket
    }

    fn next_ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    fn run(&mut self, ticket: Ticket, job: Job, shown: bool) {
        let again = repeatable(&job).map(Box::new);
        self.running.push(Running { ticket, shown, since: self.now, progress: None, again });
        self.outbox.push(Effect::Start(ticket, job));
    }

    /// The secret store is there and wants to be opened first.
    pub fn is_locked(&self) -> bool {
        self.store.as_ref().is_some_and(|store| store.state == StoreState::Locked)
    }

    /// Keeps a job until the store is open: whoever returns this opens `Unlock`.
    pub fn start_once_open(&mut self, job: Job) -> Ticket {
        let ticket = self.next_ticket();
        let problem = Problem::locked("Nothing was done", "the secret store is locked", "Unlock it and say it again.");
        self.waiting.push(Waiting { ticket, job: Box::new(job), shown: false, problem });
        ticket
    }

    /// The store is open: what waited for it is begun, under the tickets that its screens wait for.
    pub fn go_on(&mut self) {
        for Waiting { ticket, job, shown, .. } in std::mem::take(&mut self.waiting) {
            self.run(ticket, *job, shown);
        }
    }

    /// The store stays shut: what waited hears so.
    pub fn give_up(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.late.extend(waiting.into_iter().map(|waiting| (waiting.ticket, waiting.problem)));
    }

    pub(super) fn take_late(&mut self) -> Vec<(Ticket, Problem)> {
        std::mem::take(&mut self.late)
    }

    /// The job that line 1 shows: the oldest of the long ones.
    pub fn working(&self) -> Option<&Running> {
        self.running.iter().find(|running| running.shown)
    }

    /// Whether this job still runs.
    pub fn runs(&self, ticket: Ticket) -> bool {
        self.running.iter().any(|running| running.ticket == ticket)
    }

    /// Stops the long job that line 1 shows; false where none runs.
    pub fn stop_work(&mut self) -> bool {
        let Some(ticket) = self.working().map(|running| running.ticket) else { return false };
        self.outbox.push(Effect::Stop(ticket));
        true
    }

    /// Puts text into the clipboard.
    pub fn copy(&mut self, text: &str) {
        self.outbox.push(Effect::Copy(text.to_owned()));
    }

    /// Puts a secret into the clipboard: only where its user asked for just that.
    pub fn copy_secret(&mut self, secret: Wiped) {
        self.outbox.push(Effect::CopySecret(secret));
    }

    /// Leaves keyward.
    pub fn quit(&mut self) {
        self.outbox.push(Effect::Quit);
    }

    pub(super) fn suspend(&mut self) {
        self.outbox.push(Effect::Suspend);
    }

    /// Adds a line to the history.
    pub fn note(&mut self, sign: char, about: &str, what: &str) {
        if self.history.len() >= HISTORY_MAX {
            // A long sitting over a large fleet; what is older is in the journal.
            self.history.drain(..HISTORY_MAX / 4);
        }
        self.history.push(Happened { at: self.now, sign, about: about.to_owned(), what: what.to_owned() });
    }

    /// Says something on line 2 until the next key press, and keeps it in the history.
    pub fn say(&mut self, sign: char, about: &str, first: &str, rest: Words) {
        self.note(sign, about, first.trim_end_matches('.'));
        self.notice = Some(Notice { sign, first: first.to_owned(), rest });
    }

    /// Says what did not work, why, and what to do; the history keeps all three.
    pub fn say_problem(&mut self, about: &str, problem: &Problem) {
        self.note(glyphs::BROKEN, about, &problem.sentence());
        let rest = Words::new().text(problem.hint.clone());
        self.notice = Some(Notice { sign: glyphs::BROKEN, first: problem.to_string(), rest });
    }

    /// What the loop has to do now.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.outbox)
    }

    /// A question has just appeared by itself: keys that were meant for what stood there before do not reach it.
    pub fn is_deaf(&self) -> bool {
        self.deaf_until.is_some_and(|until| self.now < until)
    }

    pub(crate) fn go_deaf(&mut self) {
        self.deaf_until = Some(self.now + Span::milliseconds(300));
    }

    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress) {
        if let Some(running) = self.running.iter_mut().find(|running| running.ticket == ticket) {
            running.progress = Some(progress);
        }
    }

    /// Strikes a job off; `None` where nobody waits for it any more.
    pub(super) fn finish(&mut self, ticket: Ticket) -> Option<Running> {
        let place = self.running.iter().position(|running| running.ticket == ticket)?;
        Some(self.running.remove(place))
    }

    /// Keeps what every screen shares of an answer, once all have heard it.
    pub(super) fn learn(&mut self, answer: Answer) {
        match answer {
            Answer::Fleet(fleet) => self.fleet = Some(*fleet),
            Answer::Store(store) => self.store = Some(*store),
            _ => {}
        }
    }
}

impl State {
    /// A stack of one screen.
    pub fn new(shared: Shared, screen: Screen) -> Self {
        Self { layers: vec![Layer::new(screen)], shared }
    }

    /// The screen that has the keys.
    pub fn top(&self) -> Option<&Layer> {
        self.layers.last()
    }

    /// Where the keys are on screen.
    pub fn place(&self) -> Place {
        self.top().map_or(Place::Fleet, |layer| layer.screen.place())
    }

    /// Where keys and pastes go now.
    pub fn focus(&self) -> Focus {
        self.top().map_or(Focus::Actions, |layer| layer.screen.focus())
    }

    /// Something on the screen counts seconds: it is drawn once a second. Else nothing is done while nothing changes.
    pub fn counts_seconds(&self) -> bool {
        self.shared.working().is_some() || self.top().is_some_and(|layer| layer.screen.counts(&self.shared))
    }

    /// Keeps what drawing told.
    pub fn drew(&mut self, drawn: &Drawn) {
        self.shared.window = drawn.window;
        if let Some(layer) = self.layers.last_mut() {
            layer.window = drawn.window;
        }
    }
}

/// The sign of a row's state.
pub const fn sign_of(sign: RowSign) -> char {
    match sign {
        RowSign::Broken => glyphs::BROKEN,
        RowSign::Soon => glyphs::SOON,
        RowSign::AtWork => glyphs::WORK,
        RowSign::Unknown => glyphs::UNKNOWN,
        RowSign::Fine => glyphs::FINE,
        RowSign::Dead => glyphs::DEAD,
    }
}
