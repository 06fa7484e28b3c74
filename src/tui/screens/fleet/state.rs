//! What the fleet's screen knows, and what keys and answers do to it.

use super::asking::{Unreachable, note_changes};
use super::order::Order;
use crate::domain::{BotName, KeyId, Moment};
use crate::engine::port::{Answer, Fleet, FleetRow, Job, KeyCard};
use crate::tui::actions::{Action, Step};
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::{Door, Place, Screen, evidence, key, open, remove, welcome};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::view::Layout;
use crate::tui::widgets::find::{Find, Found};
use crate::tui::widgets::list::Cursor;
use crate::tui::words;

/// The fleet's screen.
#[derive(Debug, Default)]
pub struct State {
    order: Order,
    /// The rows on the screen: the order, or what find leaves of it.
    pub(super) shown: Order,
    pub(super) cursor: Cursor,
    pub(super) find: Option<Find>,
    /// The keys go to the right pane.
    pub(super) in_pane: bool,
    /// Rows of the right pane that are scrolled away.
    pub(super) pane_first: usize,
    /// The widest name and the widest exchange and account, in cells.
    pub(super) widest: (usize, usize),
    pub(super) unreachable: Option<Unreachable>,
    cards: Vec<Kept>,
    /// Which reading of the fleet the cards must be as new as.
    epoch: u64,
    card_job: Option<Ticket>,
    fleet_job: Option<Ticket>,
    pub(super) asking: Option<(Ticket, Moment, usize)>,
    resort: bool,
}

#[derive(Debug)]
struct Kept {
    key: KeyId,
    epoch: u64,
    card: Box<KeyCard>,
}

/// More cards than stand on a screen are not kept.
const CARDS_MAX: usize = 8;

impl State {
    /// The fleet, as it is shared already or as it will be read.
    pub fn new(shared: &mut Shared) -> Self {
        let mut state = Self::default();
        shared.start(Job::Store);
        match shared.fleet.take() {
            Some(fleet) => {
                state.adopt(&fleet, None);
                shared.fleet = Some(fleet);
                state.want_cards(shared);
            }
            None => state.fleet_job = Some(shared.start(Job::Fleet)),
        }
        state
    }

    /// Reads the fleet anew, unless that is under way.
    pub fn refresh(&mut self, shared: &mut Shared) {
        if !self.fleet_job.is_some_and(|ticket| shared.runs(ticket)) {
            self.fleet_job = Some(shared.start(Job::Fleet));
        }
    }

    /// The row under the cursor.
    pub fn chosen<'a>(&self, shared: &'a Shared) -> Option<&'a FleetRow> {
        self.shown.row(shared.fleet.as_ref()?, self.cursor.0)
    }

    /// What is known of a key beyond its row; it may be of the reading before.
    pub(super) fn card(&self, key: Option<KeyId>) -> Option<&KeyCard> {
        self.cards.iter().find(|kept| Some(kept.key) == key).map(|kept| kept.card.as_ref())
    }

    /// Takes a reading of the fleet: rows stay where they stand.
    fn adopt(&mut self, new: &Fleet, old: Option<&Fleet>) {
        let chosen = old.and_then(|old| self.shown.row(old, self.cursor.0)).cloned();
        self.order = match old {
            Some(old) if !self.resort => self.order.kept(old, new),
            _ => Order::sorted(new),
        };
        self.resort = false;
        self.epoch += 1;
        self.widest = widest(new);
        self.filter(new, chosen.as_ref());
    }

    /// Makes the shown rows of the order; the cursor stays on its key where that is still shown.
    fn filter(&mut self, fleet: &Fleet, chosen: Option<&FleetRow>) {
        self.shown = match &self.find {
            Some(find) if !find.text.value().is_empty() => self.order.matching(fleet, find.text.value()),
            _ => self.order.clone(),
        };
        if let Some(place) = chosen.and_then(|row| self.shown.place_of(fleet, row)) {
            self.cursor = Cursor(place);
        }
        self.cursor.keep_in(self.shown.len());
    }

    fn refilter(&mut self, shared: &Shared) {
        let chosen = self.chosen(shared).cloned();
        if let Some(fleet) = &shared.fleet {
            self.filter(fleet, chosen.as_ref());
        }
    }

    /// Asks for the card of the row under the cursor and of the worst row: one at a time, the newest wish wins.
    fn want_cards(&mut self, shared: &mut Shared) {
        let wanted = shared.fleet.as_ref().and_then(|fleet| self.wanted(fleet));
        self.want(wanted, shared);
    }

    fn want(&mut self, wanted: Option<KeyId>, shared: &mut Shared) {
        if self.card_job.is_some_and(|ticket| shared.runs(ticket)) {
            return;
        }
        if let Some(key) = wanted {
            self.card_job = Some(shared.start(Job::Key(key)));
        }
    }

    fn wanted(&self, fleet: &Fleet) -> Option<KeyId> {
        let wanted = [self.shown.row(fleet, self.cursor.0), words::worst(fleet)];
        let stale = |key: &KeyId| !self.cards.iter().any(|kept| kept.key == *key && kept.epoch == self.epoch);
        wanted.into_iter().flatten().filter_map(|row| row.id).find(stale)
    }

    fn keep_card(&mut self, card: &KeyCard) {
        let Some(key) = card.row.id else { return };
        self.cards.retain(|kept| kept.key != key);
        if self.cards.len() >= CARDS_MAX {
            self.cards.remove(0);
        }
        self.cards.push(Kept { key, epoch: self.epoch, card: Box::new(card.clone()) });
    }

    fn go(&mut self, step: Step, shared: &mut Shared) {
        if self.in_pane {
            let page = usize::from(shared.size.1).saturating_sub(6);
            let mut first = Cursor(self.pane_first);
            first.go(step, usize::MAX, page);
            self.pane_first = if step == Step::End { self.pane_first } else { first.0 };
            return;
        }
        self.cursor.go(step, self.shown.len(), shared.window.shown);
        self.pane_first = 0;
        self.want_cards(shared);
    }

    fn stop_finding(&mut self, shared: &Shared) -> bool {
        let found = self.find.take().is_some();
        if found {
            self.refilter(shared);
        }
        found
    }
}

fn widest(fleet: &Fleet) -> (usize, usize) {
    use unicode_width::UnicodeWidthStr;
    fleet.rows.iter().fold((0, 0), |(name, exchange), row| {
        let account = match row.facts.account.kind {
            crate::domain::AccountKind::Sub => 5,
            crate::domain::AccountKind::Portfolio => 4,
            crate::domain::AccountKind::Main => 5,
            crate::domain::AccountKind::Unknown => 2,
        } + row.facts.account.name.width();
        (name.max(row.bot.as_str().width()), exchange.max(row.exchange_name.width() + account))
    })
}

/// Welcome over an empty fleet; it was not asked for, so it is deaf at first.
pub fn welcome(shared: &mut Shared) -> Go {
    let empty = shared.fleet.as_ref().is_none_or(|fleet| fleet.rows.is_empty());
    if empty && !shared.practice { Go::Ask(Box::new(Screen::Welcome(welcome::State::new(shared)))) } else { Go::Stay }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Fleet
}

/// Letters are typed while something is looked for.
pub fn focus(state: &State) -> Focus {
    if state.find.as_ref().is_some_and(|find| find.typing) { Focus::Text } else { Focus::Actions }
}

/// Nothing on it counts seconds but the work that line 1 shows.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    let go = match action {
        Action::Move(step) => {
            state.go(step, shared);
            Go::Stay
        }
        Action::Pick(place) => {
            let row = shared.window.first + usize::from(place);
            let phone = Layout::of(shared.size.0) == Layout::Phone;
            if phone && usize::from(place) < shared.window.shown {
                state.cursor = Cursor(row);
                enter(state, shared)
            } else {
                Go::Stay
            }
        }
        Action::Enter => enter(state, shared),
        Action::Pane => {
            state.in_pane = !state.in_pane && Layout::of(shared.size.0) == Layout::Wide;
            Go::Stay
        }
        Action::Find => {
            state.find = Some(state.find.take().unwrap_or_default().typing());
            Go::Stay
        }
        Action::Back => {
            if !state.stop_finding(shared) {
                state.in_pane = false;
                state.pane_first = 0;
            }
            Go::Stay
        }
        Action::Sort => {
            if let Some(fleet) = &shared.fleet {
                let chosen = state.shown.row(fleet, state.cursor.0).cloned();
                state.order = Order::sorted(fleet);
                state.filter(fleet, chosen.as_ref());
            }
            Go::Stay
        }
        Action::Add => open(&Door::Add, shared),
        Action::Unlock => open(&Door::Unlock, shared),
        Action::Ask => {
            let keys = state.chosen(shared).and_then(|row| row.id).into_iter().collect();
            state.ask(keys, shared)
        }
        Action::AskAll => {
            let all = shared.fleet.iter().flat_map(|fleet| &fleet.rows).filter_map(|row| row.id).collect();
            state.ask(all, shared)
        }
        Action::TryWay => match state.unreachable.clone() {
            Some(unreachable) => state.ask(unreachable.keys, shared),
            None => Go::Stay,
        },
        _ => on_row(state, shared, action),
    };
    state.want_cards(shared);
    go
}

/// What is done with the row under the cursor.
fn on_row(state: &State, shared: &mut Shared, action: Action) -> Go {
    let Some(row) = state.chosen(shared).cloned() else { return Go::Stay };
    match action {
        Action::Rotate => open(&Door::Rotate(&row), shared),
        Action::Revoke => open(&Door::Revoke(&row, None), shared),
        Action::Edit => open(&Door::Edit(&row), shared),
        Action::Remove => remove::open(&row, &state.shown.0, shared),
        Action::Evidence => match row.id {
            Some(key) => Go::open(Screen::Evidence(evidence::State::new(key, worst_fact(state, &row), shared))),
            None => Go::Stay,
        },
        Action::Page => match state.card(row.id) {
            _ if shared.practice => open(&Door::Page(&row), shared),
            Some(card) => {
                let page = card.page.clone();
                open_page(&row.bot, &page, shared)
            }
            None => Go::Stay,
        },
        _ => Go::Stay,
    }
}

/// The fact that is worst about a row, if its card tells.
fn worst_fact(state: &State, row: &FleetRow) -> Option<&'static str> {
    let card = state.card(row.id)?;
    card.lines.iter().find(|line| line.sign != crate::rules::RowSign::Fine).map(|line| line.what)
}

/// Opens an exchange's page in the browser, and shows its address, since there may be none.
pub fn open_page(bot: &BotName, page: &str, shared: &mut Shared) -> Go {
    shared.start(Job::OpenPage(page.to_owned()));
    shared.say(glyphs::DONE, bot.as_str(), "Its page:", Words::new().text(page.to_owned()));
    Go::Stay
}

/// Opens the row under the cursor: the flow that is open on it, or the key.
fn enter(state: &State, shared: &mut Shared) -> Go {
    let Some(row) = state.chosen(shared).cloned() else {
        return if shared.fleet.as_ref().is_some_and(|fleet| fleet.rows.is_empty()) {
            open(&Door::Add, shared)
        } else {
            Go::Stay
        };
    };
    match &row.flow {
        Some(flow) if flow.kind == "revocation" => open(&Door::Revoke(&row, None), shared),
        Some(_) => open(&Door::Rotate(&row), shared),
        None => match row.id {
            Some(id) => Go::open(Screen::OneKey(key::State::new(id, &row, shared))),
            None => open(&Door::Rotate(&row), shared),
        },
    }
}

/// A key while something is looked for.
pub fn typed(state: &mut State, shared: &mut Shared, key: Key) -> Option<Go> {
    match state.find.as_mut()?.press(key) {
        Found::Nothing => {
            state.stop_finding(shared);
        }
        Found::Changed => state.refilter(shared),
        Found::Kept => {}
        Found::Move(step) => state.go(step, shared),
        Found::NotMine => return None,
    }
    state.want_cards(shared);
    Some(Go::Stay)
}

/// A paste is looked for, too.
pub fn paste(state: &mut State, shared: &mut Shared, paste: Paste) -> Go {
    if let Some(find) = &mut state.find {
        find.text.pasted(&paste.take());
    }
    state.refilter(shared);
    Go::Stay
}

/// Hears an answer.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    let mut go = Go::Stay;
    match answer {
        Answer::Fleet(new) => {
            let first = shared.fleet.is_none();
            state.adopt(new, shared.fleet.as_ref());
            note_changes(new, shared);
            let wanted = state.wanted(new);
            state.want(wanted, shared);
            if first && new.rows.is_empty() {
                go = welcome(shared);
            }
        }
        Answer::Key(card) => state.keep_card(card),
        Answer::Asked(report) => state.asked(report, shared),
        // After an action the rows are sorted anew. A flow tells its steps often, and the fleet under it is read when it comes
        // back into sight.
        Answer::Flow(_) => state.resort = true,
        Answer::Saved(_) | Answer::Done(_) => {
            state.resort = true;
            state.refresh(shared);
        }
        Answer::Stopped if state.asking.is_some_and(|(asking, ..)| asking == ticket) => {
            state.asking = None;
            shared.note(glyphs::FINE, "keyward", "asking was stopped");
            state.refresh(shared);
        }
        Answer::Problem(problem) if is_mine(state, ticket) => {
            let problem = problem.clone();
            state.asking = state.asking.filter(|(asking, ..)| *asking != ticket);
            shared.say_problem("keyward", &problem);
        }
        _ => {}
    }
    if !matches!(answer, Answer::Fleet(_)) {
        state.want_cards(shared);
    }
    go
}

fn is_mine(state: &State, ticket: Ticket) -> bool {
    [state.fleet_job, state.card_job, state.asking.map(|(asking, ..)| asking)].contains(&Some(ticket))
}
