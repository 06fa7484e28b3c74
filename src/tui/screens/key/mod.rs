//! One key, and what hangs on it: what is wrong first, then each fact with the one who says so, then what happened lately.

mod view;

use crate::domain::{KeyId, RuleId};
use crate::engine::port::{Answer, CardLine, FleetRow, Job, KeyCard};
use crate::rules::{Explained, RowSign};
use crate::tui::actions::Action;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::fleet::open_page;
use crate::tui::screens::{Door, Place, Screen, ask, evidence, open, remove};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::list::Cursor;

pub use view::draw;

/// The screen.
#[derive(Debug)]
pub struct State {
    key: KeyId,
    /// As the fleet knows it, until the card is there.
    row: Box<FleetRow>,
    card: Option<Box<KeyCard>>,
    cursor: Cursor,
    /// The lower pane shows how to mend the line under the cursor.
    mending: bool,
    asking: Option<Ticket>,
}

impl State {
    /// The page of a key.
    pub fn new(key: KeyId, row: &FleetRow, shared: &mut Shared) -> Self {
        shared.start(Job::Key(key));
        Self { key, row: Box::new(row.clone()), card: None, cursor: Cursor(0), mending: false, asking: None }
    }

    /// Reads its card anew.
    pub fn refresh(&mut self, shared: &mut Shared) {
        shared.start(Job::Key(self.key));
    }

    fn row(&self) -> &FleetRow {
        self.card.as_ref().map_or(&*self.row, |card| &card.row)
    }

    fn lines(&self) -> &[CardLine] {
        self.card.as_ref().map_or(&[], |card| &card.lines)
    }

    fn chosen(&self) -> Option<&CardLine> {
        self.lines().get(self.cursor.0)
    }

    /// What is wrong with the fact under the cursor, in words.
    fn explained(&self) -> Option<&Explained> {
        let card = self.card.as_deref()?;
        let line = self.chosen()?;
        let place = card.row.findings.iter().position(|finding| about(line.what).contains(&finding.rule))?;
        card.explained.get(place)
    }
}

/// The rules that speak of a line of the page.
fn about(what: &str) -> &'static [RuleId] {
    match what {
        "Withdraw" => &[RuleId::WithdrawEnabled],
        "Transfer" => &[RuleId::TransferOut, RuleId::TransferOwn],
        "Trade" => &[
            RuleId::ScopeMissing,
            RuleId::ScopeTooBroad,
            RuleId::ManagesKeys,
            RuleId::ScopeDrift,
            RuleId::CloudCustody,
        ],
        "Keys" => &[RuleId::ManagesKeys],
        "Works from" => {
            &[RuleId::NotListed, RuleId::ListMissesHost, RuleId::ListTooWide, RuleId::ListDrift, RuleId::ListUnproven]
        }
        "Made" => &[RuleId::AgeUnknown],
        "Replace by" => &[RuleId::RotationOverdue, RuleId::RotationDue, RuleId::RotationWaiting],
        "Ends by itself" => &[RuleId::ExpiresSoon],
        "Account" => &[RuleId::SharedAccount, RuleId::SharedKey],
        "Symbols" => &[RuleId::SymbolsOpen],
        "Secret" => &[RuleId::SecretMissing],
        "Used" | "Last used" => &[RuleId::Unused],
        "Alive" | "Life" => &[RuleId::KeyDead, RuleId::StillAlive, RuleId::NotProven],
        "Asked" | "Read" => &[RuleId::ReadingStale, RuleId::Unreachable],
        _ => &[],
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::OneKey
}

/// Keys are actions.
pub const fn focus(_: &State) -> Focus {
    Focus::Actions
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Move(step) => {
            state.cursor.go(step, state.lines().len(), shared.window.shown);
            state.mending = false;
            Go::Stay
        }
        Action::Back if state.mending => {
            state.mending = false;
            Go::Stay
        }
        Action::Back => Go::Back,
        Action::Enter => mend(state, shared),
        Action::Rotate => open(&Door::Rotate(&state.row().clone()), shared),
        Action::Revoke => open(&Door::Revoke(&state.row().clone(), None), shared),
        Action::Edit => open(&Door::Edit(&state.row().clone()), shared),
        Action::Remove => {
            let order: Vec<u32> =
                shared.fleet.iter().flat_map(|fleet| (0..).zip(&fleet.rows)).map(|(at, _)| at).collect();
            remove::open(&state.row().clone(), &order, shared)
        }
        Action::Ask => {
            state.asking = ask(vec![state.key], shared);
            Go::Stay
        }
        Action::Evidence => {
            let what = state.chosen().map(|line| line.what);
            Go::open(Screen::Evidence(evidence::State::new(state.key, what, shared)))
        }
        Action::Page => page(state, shared),
        _ => Go::Stay,
    }
}

/// How the line under the cursor is mended: what only its user can tell is told, what the exchange's page changes is shown
/// in the lower pane, and there the same key opens that page.
fn mend(state: &mut State, shared: &mut Shared) -> Go {
    let sign = state.chosen().map(|line| line.sign);
    match sign {
        Some(RowSign::Unknown) => open(&Door::Edit(&state.row().clone()), shared),
        Some(RowSign::AtWork) => open(&Door::Rotate(&state.row().clone()), shared),
        _ if state.explained().is_some() && !state.mending => {
            state.mending = true;
            Go::Stay
        }
        _ if state.mending => page(state, shared),
        Some(RowSign::Fine) => act(state, shared, Action::Evidence),
        _ => Go::Stay,
    }
}

fn page(state: &State, shared: &mut Shared) -> Go {
    match &state.card {
        _ if shared.practice => open(&Door::Page(&state.row().clone()), shared),
        Some(card) => open_page(&card.row.bot, &card.page, shared),
        None => Go::Stay,
    }
}

/// There is no field.
pub const fn typed(_: &mut State, _: &mut Shared, _: Key) -> Option<Go> {
    None
}

/// There is no field.
pub fn paste(_: &mut State, _: &mut Shared, _: Paste) -> Go {
    Go::Stay
}

/// Its card, or that something changed and the card must be read anew.
pub fn hear(state: &mut State, shared: &mut Shared, _: Ticket, answer: &Answer) -> Go {
    match answer {
        Answer::Key(card) if card.row.id == Some(state.key) => {
            state.cursor.keep_in(card.lines.len());
            state.card = Some(card.clone());
        }
        Answer::Asked(_) | Answer::Saved(_) => state.refresh(shared),
        // It was removed: there is no page of it any more.
        Answer::Fleet(fleet) if !fleet.rows.iter().any(|row| row.id == Some(state.key)) => return Go::Back,
        _ => {}
    }
    Go::Stay
}

/// Nothing counts but the work that line 1 shows.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen_test;
    use crate::tui::{state, testing};

    fn key(size: (u16, u16)) -> state::State {
        let mut shared = testing::shared(size);
        let row = testing::fleet().rows.remove(0);
        let screen = State::new(KeyId(1), &row, &mut shared);
        let mut state = testing::state(shared, Screen::OneKey(screen));
        let card = Answer::Key(Box::new(testing::card()));
        state.layers[0].screen.hear(&mut state.shared, Ticket(0), &card);
        state
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("key", key);
    }

    #[test]
    fn before_the_card_is_there() {
        let mut shared = testing::shared((80, 24));
        let row = testing::fleet().rows.remove(0);
        let screen = State::new(KeyId(1), &row, &mut shared);
        let mut state = testing::state(shared, Screen::OneKey(screen));
        insta::assert_snapshot!(testing::text(&mut state));
    }

    #[test]
    fn enter_shows_how_to_mend_it_and_then_opens_the_page() {
        let mut state = key((80, 24));
        testing::press(&mut state, &[Key::Enter]);
        insta::assert_snapshot!(testing::text(&mut state));
        testing::press(&mut state, &[Key::Enter]);
        assert!(testing::text(&mut state).contains("Its page:"));
    }
}
