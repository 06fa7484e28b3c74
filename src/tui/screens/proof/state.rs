//! What keys and answers do to it.

use crate::domain::{Grade, KeyHint};
use crate::engine::port::{Answer, FleetRow, FlowCard, FlowKind};
use crate::flows::Word;
use crate::tui::actions::{Action, Step};
use crate::tui::canvas::Words;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::flow::ask::Answered;
use crate::tui::screens::flow::{Ask, Say, Talk};
use crate::tui::screens::{Door, Place, Screen, evidence, fleet, open};
use crate::tui::state::{Focus, Go, Shared, Ticket};

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) talk: Talk,
    pub(super) row: Box<FleetRow>,
    pub(super) ask: Option<Ask>,
    /// The choice under the cursor, where there is something to settle.
    pub(super) choice: usize,
    pub(super) scroll: usize,
}

impl State {
    /// The proof of the key that this flow kills.
    pub fn new(talk: &Talk, card: &FlowCard, _: &Shared) -> Self {
        let mut own = Talk::silent(&card.row, talk.target().kind);
        own.card = Some(Box::new(card.clone()));
        Self { talk: own, row: Box::new(card.row.clone()), ask: None, choice: 0, scroll: 0 }
    }

    pub(super) fn card(&self) -> Option<&FlowCard> {
        self.talk.card.as_deref()
    }

    /// How dead it is; in a killing.
    pub(super) fn grade(&self) -> Grade {
        self.card().and_then(|card| card.snapshot.grade).unwrap_or(Grade::Unasked)
    }

    /// The end of the key that is to die.
    pub(super) fn hint(&self) -> Option<KeyHint> {
        self.card().and_then(|card| card.snapshot.old).map(|old| old.hint).or(self.row.hint)
    }

    /// Which flow asks.
    pub(super) const fn flow(&self) -> &'static str {
        match self.talk.target().kind {
            FlowKind::Rotation => "Rotate",
            FlowKind::Revocation => "Revoke",
        }
    }

    /// Something is left to settle.
    pub(super) fn is_open(&self) -> bool {
        !self.grade().is_death() && self.card().is_some_and(|card| card.open)
    }
}

/// Where the keys are.
pub fn place(state: &State) -> Place {
    match &state.ask {
        Some(ask) => ask.place(),
        None if state.is_open() => Place::NotProven,
        None => Place::Proof,
    }
}

/// Where keys and pastes go.
pub fn focus(state: &State) -> Focus {
    state.ask.as_ref().map_or(Focus::Actions, Ask::focus)
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    if state.ask.is_some() {
        return answer(state, shared, action);
    }
    match action {
        Action::Back => Go::Back,
        Action::Enter if state.is_open() => choose(state, state.choice, shared),
        Action::Enter => Go::Back,
        Action::Pick(place) if state.is_open() => choose(state, usize::from(place), shared),
        Action::Move(step) if state.is_open() => {
            state.choice = match step {
                Step::Down => (state.choice + 1).min(2),
                Step::Up => state.choice.saturating_sub(1),
                Step::PageUp | Step::Home => 0,
                Step::PageDown | Step::End => 2,
            };
            state.scroll = if state.choice == 0 { 0 } else { usize::MAX };
            Go::Stay
        }
        Action::Move(step) => {
            let first = shared.window.first;
            state.scroll = match step {
                Step::Up | Step::PageUp => first.saturating_sub(1),
                Step::Down | Step::PageDown => first + 1,
                Step::Home => 0,
                Step::End => usize::MAX,
            };
            Go::Stay
        }
        Action::Ask => state.talk.tell(Say::of(Word::Ask), shared),
        Action::Unlock => open(&Door::Unlock, shared),
        Action::Page => page(state, shared),
        Action::Evidence => match state.row.id {
            Some(key) => Go::open(Screen::Evidence(evidence::State::new(key, None, shared))),
            None => Go::Stay,
        },
        Action::Wipe => {
            state.ask = wipe(state);
            Go::Stay
        }
        _ => Go::Stay,
    }
}

/// What would settle it, best first.
fn choose(state: &mut State, place: usize, shared: &mut Shared) -> Go {
    state.choice = place.min(2);
    match place {
        0 => {
            let Some(hint) = state.hint() else { return Go::Stay };
            state.ask = Some(Ask::gone(hint, &state.row.exchange_name));
            Go::Stay
        }
        1 => state.talk.tell(Say::of(Word::Ask), shared),
        _ => {
            let hint = state.hint().map(|hint| hint.to_string()).unwrap_or_default();
            let text = format!("{hint} stays on the fleet's top as it is, and its secret is kept.");
            state.ask = Some(Ask::reason("leave it so", vec![("Then", Words::new().text(text))], Word::Accept));
            Go::Stay
        }
    }
}

/// Wiping before its time wants the bot's name, whatever the grade: nobody can ask after that.
fn wipe(state: &State) -> Option<Ask> {
    if !state.talk.takes("wipe") {
        return None;
    }
    let hint = state.hint()?;
    let facts = vec![
        ("Wiped", Words::new().text(format!("the secret of {hint}. Nobody can ask about it any more."))),
        ("It is", Words::new().text(format!("{}.", state.grade().says(true)))),
    ];
    let ask = "To wipe it now, type the bot's name.";
    Some(Ask::name(format!("wipe the secret of {hint}"), facts, ask, state.row.bot.as_str(), vec![Word::Wipe]))
}

fn answer(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    let Some(ask) = &mut state.ask else { return Go::Stay };
    let answered = match action {
        Action::Enter => ask.enter(),
        Action::Pick(place) => ask.pick(place),
        Action::Back => Answered::Nothing,
        _ => Answered::NotYet,
    };
    match answered {
        Answered::NotYet => Go::Stay,
        Answered::Nothing | Answered::Text(_) => {
            state.ask = None;
            Go::Stay
        }
        Answered::Says(says) => {
            state.ask = None;
            state.talk.tell_all(says, shared)
        }
    }
}

fn page(state: &State, shared: &mut Shared) -> Go {
    if shared.practice {
        return open(&Door::Page(&state.row), shared);
    }
    match state.card() {
        Some(card) if !card.page.is_empty() => fleet::open_page(&state.row.bot, &card.page, shared),
        _ => Go::Stay,
    }
}

/// A key for the pane.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    state.ask.as_mut().is_some_and(|ask| ask.press(key)).then_some(Go::Stay)
}

/// A paste of ordinary text for the pane.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    if let Some(ask) = &mut state.ask {
        ask.paste(paste);
    }
    Go::Stay
}

/// A new picture; it goes once the flow is back at the killing, for that is not done here.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    let before = state.talk.state();
    state.talk.hear(ticket, answer, shared);
    // The key's own row as it is now: its secret may have been wiped while this stood here.
    if let Some(row) = state.card().map(|card| card.row.clone()) {
        *state.row = row;
    }
    let back = matches!(state.talk.state(), "kill" | "kill-now" | "wrong-one");
    if back && before != state.talk.state() { Go::Back } else { Go::Stay }
}

/// A second went by.
pub fn tick(state: &mut State, shared: &mut Shared) {
    state.talk.tick(shared);
}

/// The next asking is counted.
pub fn counts(state: &State, _: &Shared) -> bool {
    state.talk.counts()
}
