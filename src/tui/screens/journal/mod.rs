//! The record for good: append-only, each row chained to the one before. Older rows are read as the cursor comes to them.

mod view;

use crate::domain::{BotName, JournalEntry};
use crate::engine::port::{Answer, Chain, Job, JournalPage};
use crate::tui::actions::Action;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::{Place, Screen, evidence};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::find::{Find, Found};
use crate::tui::widgets::list::Cursor;

pub use view::draw;

/// The screen.
#[derive(Debug)]
pub struct State {
    /// The rows read by now, newest first.
    entries: Vec<JournalEntry>,
    count: i64,
    since: Option<crate::domain::Moment>,
    chain: Chain,
    /// When the chain was looked at.
    checked: Option<crate::domain::Moment>,
    cursor: Cursor,
    find: Option<Find>,
    /// Only this bot's rows.
    bot: Option<BotName>,
    job: Option<Ticket>,
    /// The oldest row is there.
    complete: bool,
}

impl State {
    /// The newest rows.
    pub fn new(shared: &mut Shared) -> Self {
        let mut state = Self {
            entries: Vec::new(),
            count: 0,
            since: None,
            chain: Chain::Unread,
            checked: None,
            cursor: Cursor(0),
            find: None,
            bot: None,
            job: None,
            complete: false,
        };
        state.read(None, shared);
        state
    }

    fn read(&mut self, before: Option<i64>, shared: &mut Shared) {
        self.job = Some(shared.start(Job::Journal { before, bot: self.bot.clone() }));
    }

    /// Reads older rows once the cursor comes near the end of those that are there.
    fn read_on(&mut self, shared: &mut Shared) {
        let near = self.cursor.0 + 2 * shared.window.shown.max(10) >= self.entries.len();
        let oldest = self.entries.last().map(|entry| entry.number);
        let idle = self.job.is_none_or(|ticket| !shared.runs(ticket));
        if near && idle && !self.complete && oldest.is_some() {
            self.read(oldest, shared);
        }
    }

    fn take(&mut self, page: &JournalPage, shared: &Shared) {
        let newest_of_page = page.entries.first().map(|entry| entry.number);
        let oldest = self.entries.last().map(|entry| entry.number);
        let goes_on = matches!((newest_of_page, oldest), (Some(newest), Some(oldest)) if newest < oldest);
        self.complete = page.entries.is_empty() || page.entries.last().is_some_and(|entry| entry.number <= 1);
        if !goes_on && !page.entries.is_empty() {
            self.entries.clear();
        }
        self.entries.extend(page.entries.iter().cloned());
        self.count = page.count;
        self.since = page.since;
        if page.chain != Chain::Unread {
            self.chain = page.chain;
            self.checked = Some(shared.now);
        }
        self.cursor.keep_in(self.lines().len());
    }

    /// The rows that are shown.
    fn lines(&self) -> Vec<&JournalEntry> {
        let fits = |entry: &&JournalEntry| {
            self.find.as_ref().is_none_or(|find| {
                let bot = entry.entry.bot.as_ref().map_or("", |bot| bot.as_str());
                find.fits(&[bot, &entry.entry.what, entry.entry.who.word()])
            })
        };
        self.entries.iter().filter(fits).collect()
    }

    fn chosen(&self) -> Option<&JournalEntry> {
        self.lines().get(self.cursor.0).copied()
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Journal
}

/// Letters are typed while something is looked for.
pub fn focus(state: &State) -> Focus {
    if state.find.as_ref().is_some_and(|find| find.typing) { Focus::Text } else { Focus::Actions }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Move(step) => {
            let count = state.lines().len();
            state.cursor.go(step, count, shared.window.shown);
            state.read_on(shared);
        }
        Action::Find => state.find = Some(state.find.take().unwrap_or_default().typing()),
        Action::OneBot => one_bot(state, shared),
        Action::Evidence => return evidence_of(state, shared),
        Action::Back if state.find.take().is_some() => {}
        Action::Back if state.bot.is_some() => one_bot(state, shared),
        Action::Back => return Go::Back,
        _ => {}
    }
    Go::Stay
}

/// Only the rows of the bot under the cursor; once more, all rows again.
fn one_bot(state: &mut State, shared: &mut Shared) {
    state.bot = match state.bot.take() {
        Some(_) => None,
        None => state.chosen().and_then(|entry| entry.entry.bot.clone()),
    };
    state.entries.clear();
    state.cursor = Cursor(0);
    state.read(None, shared);
}

/// Who says so, of the key that the row is about.
fn evidence_of(state: &State, shared: &mut Shared) -> Go {
    let Some(entry) = state.chosen().map(|entry| entry.entry.clone()) else { return Go::Stay };
    let key = shared.fleet.iter().flat_map(|fleet| &fleet.rows).find(|row| {
        Some(&row.bot) == entry.bot.as_ref()
            && (entry.hint.is_none() || row.hint == entry.hint)
            && entry.exchange.as_ref().is_none_or(|exchange| row.exchange == *exchange)
    });
    match key.and_then(|row| row.id) {
        Some(key) => Go::open(Screen::Evidence(evidence::State::new(key, None, shared))),
        None => Go::Stay,
    }
}

/// A key while something is looked for.
pub fn typed(state: &mut State, shared: &mut Shared, key: Key) -> Option<Go> {
    match state.find.as_mut()?.press(key) {
        Found::Nothing => state.find = None,
        Found::Move(step) => {
            let count = state.lines().len();
            state.cursor.go(step, count, shared.window.shown);
        }
        Found::Changed => state.cursor = Cursor(0),
        Found::Kept => {}
        Found::NotMine => return None,
    }
    state.read_on(shared);
    Some(Go::Stay)
}

/// A paste is looked for, too.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    if let Some(find) = &mut state.find {
        find.text.pasted(&paste.take());
    }
    state.cursor = Cursor(0);
    Go::Stay
}

/// A page of rows.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    if state.job == Some(ticket) {
        state.job = None;
        match answer {
            Answer::Journal(page) => state.take(page, shared),
            Answer::Problem(problem) => shared.say_problem("keyward", problem),
            _ => {}
        }
    }
    Go::Stay
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_test;
    use crate::tui::{state, testing};

    fn journal(size: (u16, u16)) -> state::State {
        with(size, testing::journal())
    }

    fn with(size: (u16, u16), page: JournalPage) -> state::State {
        let mut shared = testing::shared(size);
        let screen = State::new(&mut shared);
        let ticket = screen.job.unwrap();
        let mut state = testing::state(shared, Screen::Journal(screen));
        let answer = Answer::Journal(Box::new(page));
        state.layers[0].screen.hear(&mut state.shared, ticket, &answer);
        state
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("journal", journal);
    }

    #[test]
    fn a_broken_chain_is_said_first() {
        let mut page = testing::journal();
        page.chain = Chain::Broken(409);
        let text = testing::text(&mut with((80, 24), page));
        assert!(text.contains("✖ The chain breaks at row 409."), "{text}");
    }

    #[test]
    fn older_rows_are_read_when_the_cursor_comes_to_them() {
        let mut state = journal((80, 24));
        state.shared.take_effects();
        testing::text(&mut state);
        let effects =
            crate::tui::update::update(&mut state, crate::tui::update::Message::Key(Key::Down), testing::now());
        assert!(format!("{effects:?}").contains("before: Some(405)"), "{effects:?}");
    }

    #[test]
    fn one_bot_is_a_toggle() {
        let mut state = journal((80, 24));
        testing::press(&mut state, &[Key::Char('b')]);
        assert!(testing::text(&mut state).contains("Journal · grid-eth"));
        testing::press(&mut state, &[Key::Char('b')]);
        assert!(!testing::text(&mut state).contains("Journal · grid-eth"));
    }
}
