//! What keys and answers do to it.

use crate::engine::port::{Answer, FleetRow, Job, PageJob, PageLine, PageView, Target};
use crate::secret::Wiped;
use crate::tui::actions::{Action, Step};
use crate::tui::bench::Taken;
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Place;
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::form::{Field, Form, Value};
use crate::tui::widgets::list::Cursor;

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) row: Box<FleetRow>,
    pub(super) view: Option<Box<PageView>>,
    pub(super) mode: Mode,
    /// The key under the cursor.
    pub(super) cursor: Cursor,
    /// Its toggle under the cursor; past the last one its address list.
    pub(super) field: usize,
    pub(super) line: usize,
    pub(super) refused: Option<String>,
    /// Name and addresses of a key that is made here for a bot that has none.
    made_for: Option<(String, String)>,
    /// A passphrase that was made for the new key.
    pub(super) passphrase: Option<Wiped>,
    sent: Option<Ticket>,
}

/// What has the keys.
#[derive(Debug)]
pub enum Mode {
    /// The list of keys.
    List,
    /// One key's toggles.
    Key,
    /// The form of a new key, or an address list.
    Text(Form<Name>),
    /// The weather.
    Weather,
}

/// The fields of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A new key's name.
    Name,
    /// Addresses.
    List,
}

impl State {
    /// The page that this key stands on.
    pub fn new(row: &FleetRow, shared: &mut Shared) -> Self {
        let target =
            Target { bot: row.bot.clone(), exchange: Some(row.exchange.clone()), generation: Some(row.generation) };
        let sent = Some(shared.start(Job::Page(PageJob::Show(target))));
        Self {
            row: Box::new(row.clone()),
            view: None,
            mode: Mode::List,
            cursor: Cursor(0),
            field: 0,
            line: 0,
            refused: None,
            made_for: None,
            passphrase: None,
            sent,
        }
    }

    /// The same, where a key is to be made for another bot: its name, and the addresses that its list must hold.
    #[must_use]
    pub fn for_new(self, bot: &str, addresses: &str) -> Self {
        Self { made_for: Some((bot.to_owned(), addresses.to_owned())), ..self }
    }

    /// The same, with the passphrase that was made for a key of it.
    #[must_use]
    pub fn with_passphrase(self, made: Option<Wiped>) -> Self {
        Self { passphrase: made, ..self }
    }

    /// The passphrase that a key made here gets.
    pub const fn passphrase(&self) -> Option<&Wiped> {
        self.passphrase.as_ref()
    }

    pub(super) fn rows(&self) -> &[PageLine] {
        self.view.as_ref().map_or(&[], |view| &view.rows)
    }

    pub(super) fn chosen(&self) -> Option<&PageLine> {
        self.rows().get(self.cursor.0)
    }

    pub(super) fn is_fresh(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.fresh.is_some())
    }

    fn send(&mut self, job: PageJob, shared: &mut Shared) -> Go {
        if self.sent.is_none() {
            self.refused = None;
            self.sent = Some(shared.start(Job::Page(job)));
        }
        Go::Stay
    }
}

/// Where the keys are.
pub fn place(state: &State) -> Place {
    match state.mode {
        _ if state.is_fresh() => Place::PageNew,
        Mode::List => Place::Page,
        Mode::Key => Place::PageKey,
        Mode::Text(_) => Place::PageText,
        Mode::Weather => Place::PageWeather,
    }
}

/// Where keys and pastes go.
pub fn focus(state: &State) -> Focus {
    match state.mode {
        Mode::Text(_) if !state.is_fresh() => Focus::Text,
        _ => Focus::Actions,
    }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    if state.is_fresh() {
        return match action {
            Action::Enter => state.send(PageJob::Close, shared),
            Action::Copy => state.send(PageJob::Take, shared),
            Action::Back => Go::Back,
            _ => Go::Stay,
        };
    }
    match (&state.mode, action) {
        (Mode::List, Action::Back) => Go::Back,
        (_, Action::Back) => {
            state.mode = Mode::List;
            Go::Stay
        }
        (Mode::List | Mode::Key, Action::Save) => state.send(PageJob::Save, shared),
        (Mode::List | Mode::Key, Action::MakeKey) => {
            state.mode = Mode::Text(make_form(state, shared));
            Go::Stay
        }
        (Mode::List | Mode::Key, Action::Delete) if state.chosen().is_some() => {
            state.mode = Mode::List;
            let row = state.cursor.0;
            state.send(PageJob::Delete(row), shared)
        }
        (Mode::List, Action::Weather) => {
            state.mode = Mode::Weather;
            Go::Stay
        }
        (Mode::List, Action::Enter | Action::Pane) if state.chosen().is_some() => {
            state.mode = Mode::Key;
            state.field = 0;
            Go::Stay
        }
        (Mode::Key, Action::Pane) => {
            state.mode = Mode::List;
            Go::Stay
        }
        (Mode::Key, Action::Enter | Action::Tick) => change(state, shared),
        (Mode::Text(_), Action::Enter) => take_form(state, shared),
        (Mode::Weather, Action::Enter | Action::Tick) => {
            let line = state.line;
            state.send(PageJob::Weather(line), shared)
        }
        (_, Action::Move(step)) => {
            go(state, step, shared.window.shown);
            Go::Stay
        }
        _ => Go::Stay,
    }
}

fn go(state: &mut State, step: Step, shown: usize) {
    match state.mode {
        // What was changed and not saved is dropped by choosing another key, as at a real page: it is said.
        Mode::List => state.cursor.go(step, state.rows().len(), shown),
        Mode::Key => {
            let mut cursor = Cursor(state.field);
            let toggles = state.chosen().map_or(0, |row| row.toggles.len());
            cursor.go(step, toggles + 1, toggles);
            state.field = cursor.0;
        }
        Mode::Weather => {
            let mut cursor = Cursor(state.line);
            let lines = state.view.as_ref().map_or(0, |view| view.weather.len());
            cursor.go(step, lines, lines);
            state.line = cursor.0;
        }
        Mode::Text(_) => {}
    }
}

/// Ticks the toggle under the cursor, or opens its address list.
fn change(state: &mut State, shared: &mut Shared) -> Go {
    let Some(chosen) = state.chosen() else { return Go::Stay };
    if state.field < chosen.toggles.len() {
        let (row, toggle) = (state.cursor.0, state.field);
        return state.send(PageJob::Toggle { row, toggle }, shared);
    }
    let list = written(&chosen.list);
    state.mode = Mode::Text(Form::new(vec![list_field(&list)]));
    Go::Stay
}

/// A list as it is written: the page says `any` where there is none.
fn written(list: &str) -> String {
    if list == "any" { String::new() } else { list.to_owned() }
}

fn list_field(list: &str) -> Field<Name> {
    Field {
        name: Name::List,
        label: "IP list",
        value: Value::text(list),
        note: "by commas; empty: any address".into(),
        apart: false,
    }
}

fn make_form(state: &State, shared: &Shared) -> Form<Name> {
    let (bot, list) = match &state.made_for {
        Some((bot, addresses)) => (bot.clone(), addresses.clone()),
        None => (state.row.bot.to_string(), state.chosen().map(|row| written(&row.list)).unwrap_or_default()),
    };
    let name = format!("{bot}-{}", shared.now.format("%m%d"));
    let field = Field {
        name: Name::Name,
        label: "Name",
        value: Value::text(&name),
        note: "tells it from the others here".into(),
        apart: false,
    };
    Form::new(vec![field, list_field(&list)])
}

fn take_form(state: &mut State, shared: &mut Shared) -> Go {
    let Mode::Text(form) = &state.mode else { return Go::Stay };
    let (name, list) = (form.text(Name::Name).to_owned(), form.text(Name::List).to_owned());
    let making = form.field(Name::Name).is_some();
    let row = state.cursor.0;
    state.mode = if making { Mode::List } else { Mode::Key };
    let job = if making {
        // A copy each time: what the page refuses is made once more.
        let tray = &shared.bench.tray;
        let passphrase = state.passphrase().map(|made| tray.put_passphrase(made.dup(), shared.now));
        PageJob::Make { name, list, passphrase }
    } else {
        PageJob::List { row, text: list }
    };
    state.send(job, shared)
}

/// A key for a field.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    match &mut state.mode {
        Mode::Text(form) => form.press(key).then_some(Go::Stay),
        _ => None,
    }
}

/// A paste of ordinary text.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    if let Mode::Text(form) = &mut state.mode {
        form.paste(paste);
    }
    Go::Stay
}

/// The page as it is now; a key that was taken waits for the field that wants one.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    if state.sent != Some(ticket) {
        return Go::Stay;
    }
    state.sent = None;
    match answer {
        Answer::Page(view) => {
            if let Some(handle) = view.taken {
                took(state, view, handle, shared);
            }
            state.view = Some(view.clone());
            if let Some(chosen) = view.chosen {
                state.cursor = Cursor(chosen);
            }
            state.cursor.keep_in(view.rows.len());
        }
        Answer::Problem(problem) => {
            shared.note(glyphs::BROKEN, state.row.bot.as_str(), &problem.to_string());
            state.refused = Some(problem.sentence());
        }
        _ => {}
    }
    Go::Stay
}

fn took(state: &State, view: &PageView, handle: crate::secret::Handle, shared: &mut Shared) {
    let hint = view.fresh.as_ref().map(|fresh| fresh.hint).or(state.row.hint);
    let Some(hint) = hint else { return };
    shared.bench.taken = Some(Taken { handle, at: shared.now, exchange: state.row.exchange.clone(), hint });
    let rest = Words::new().text("“I have the new key” takes it in as if it were pasted.");
    shared.say(glyphs::DONE, state.row.bot.as_str(), &format!("{hint} is taken, with its secret."), rest);
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}
