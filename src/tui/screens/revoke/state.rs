//! What keys and answers do to it.

use crate::domain::Grade;
use crate::engine::port::{Answer, FleetRow, FlowKind};
use crate::flows::{Snapshot, Word};
use crate::tui::actions::{Action, Step};
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::flow::ask::Answered;
use crate::tui::screens::flow::{Ask, Heard, Say, Talk, view as flow};
use crate::tui::screens::{Door, Place, Screen, fleet, open, proof, rotate};
use crate::tui::state::{Focus, Go, Shared, Ticket};

/// What is written where nobody says more.
const SUSPICION: &str = "on suspicion";

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) talk: Talk,
    /// The key as the fleet knew it.
    pub(super) row: Box<FleetRow>,
    /// Why: opens the revocation with the first answer.
    pub(super) reason: String,
    /// The answer under the cursor.
    pub(super) choice: usize,
    pub(super) ask: Option<Ask>,
    pub(super) copy_at: usize,
    pub(super) scroll: usize,
    proven: bool,
    /// What follows once the word that was sent is taken.
    then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Stay,
    /// Its replacement is a rotation: that is shown.
    Rotate,
}

impl State {
    /// The revocation of this key: the open one, or the question before it.
    pub fn new(row: &FleetRow, reason: Option<&str>, shared: &mut Shared) -> Self {
        let is_open = row.flow.as_ref().is_some_and(|flow| flow.kind == FlowKind::Revocation.word());
        let talk = if is_open {
            Talk::new(row, FlowKind::Revocation, shared)
        } else {
            Talk::silent(row, FlowKind::Revocation)
        };
        Self {
            talk,
            row: Box::new(row.clone()),
            reason: reason.unwrap_or(SUSPICION).to_owned(),
            choice: 0,
            ask: None,
            copy_at: 0,
            scroll: 0,
            proven: false,
            then: Then::Stay,
        }
    }

    /// Nothing is changed yet: the question stands there.
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.talk.state(), "" | "suspected")
    }

    fn hint(&self) -> String {
        self.row.hint.map(|hint| hint.to_string()).unwrap_or_default()
    }

    fn say(&mut self, word: Word, shared: &mut Shared) -> Go {
        self.talk.tell(Say::of(word), shared)
    }
}

/// Where the keys are.
pub fn place(state: &State) -> Place {
    if let Some(ask) = &state.ask {
        return ask.place();
    }
    match state.talk.state() {
        "controlled" => Place::RevokeControlled,
        "kill-now" => Place::RevokeKill,
        "cut-off" => Place::RevokeCutOff,
        "prove" => Place::RevokeProve,
        "orders" | "look" => Place::RevokeLook,
        "replace" => Place::RevokeNew,
        "tail" => Place::RevokeTail,
        "closed" | "aborted" => Place::RevokeDone,
        _ => Place::RevokeStop,
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
        Action::Back | Action::Leave => Go::Back,
        Action::Enter => enter(state, shared),
        Action::Pick(place) if state.is_asking() => {
            state.choice = usize::from(place).min(1);
            enter(state, shared)
        }
        Action::Pick(place) if state.talk.state() == "replace" => match place {
            0 => enter(state, shared),
            1 => wish(state, shared, Action::Later),
            _ => wish(state, shared, Action::Never),
        },
        Action::Move(step) if state.is_asking() => {
            state.choice = usize::from(matches!(step, Step::Down | Step::PageDown | Step::End));
            Go::Stay
        }
        Action::Move(step) => {
            let first = shared.window.first;
            state.scroll = match step {
                Step::Up => first.saturating_sub(1),
                Step::Down => first + 1,
                Step::PageUp => first.saturating_sub(shared.window.shown),
                Step::PageDown => first + shared.window.shown,
                Step::Home => 0,
                Step::End => usize::MAX,
            };
            Go::Stay
        }
        Action::Unlock => open(&Door::Unlock, shared),
        Action::Page => page(state, shared),
        Action::Copy => {
            if let Some(card) = &state.talk.card {
                let places = flow::copyable(&card.guide, &card.page);
                if let Some(place) = places.get(state.copy_at % places.len().max(1)) {
                    flow::copy(card, *place, shared);
                    state.copy_at += 1;
                }
            }
            Go::Stay
        }
        Action::Freeze => {
            if let Some(venue) = shared.bench.venue(&state.row.exchange) {
                let rest = Words::new().text(venue.freeze_path.clone());
                shared.say(glyphs::SOON, state.row.bot.as_str(), "Freeze the account:", rest);
            }
            Go::Stay
        }
        Action::Proof => proof(state, shared),
        Action::Reason => {
            state.ask = Some(Ask::kept_reason(&state.reason));
            Go::Stay
        }
        _ => wish(state, shared, action),
    }
}

/// The next action that the step names.
fn enter(state: &mut State, shared: &mut Shared) -> Go {
    let word = match state.talk.state() {
        "" | "suspected" => {
            if state.talk.busy(shared.now).is_some() {
                return Go::Stay;
            }
            let word = if state.choice == 0 { Word::Now } else { Word::Controlled };
            let say = Say::of(word).because(&state.reason);
            return state.talk.tell(say, shared);
        }
        "controlled" if is_rotating(state.talk.snapshot()) => {
            return Go::open(Screen::Rotate(rotate::State::new(&state.row, shared)));
        }
        "controlled" => Word::Guarded,
        "kill-now" | "cut-off" if wants_end(state.talk.snapshot()) => {
            let title = format!("which key still stands at {}?", state.row.exchange_name);
            let facts = vec![("Look at", Words::new().text("the page, after the deletion: the key that is left."))];
            state.ask = Some(Ask::end(title, facts));
            return Go::Stay;
        }
        "kill-now" | "cut-off" => Word::Deleted(None),
        "prove" => {
            if let Some(hint) = state.row.hint {
                state.ask = Some(Ask::gone(hint, &state.row.exchange_name));
            }
            return Go::Stay;
        }
        "orders" | "look" => Word::Looked,
        "replace" => {
            state.then = Then::Rotate;
            Word::Replace
        }
        "closed" | "aborted" => return Go::Home,
        _ => Word::Ask,
    };
    state.say(word, shared)
}

fn wants_end(snapshot: Option<&Snapshot>) -> bool {
    snapshot.is_some_and(|snapshot| snapshot.waits_for.iter().any(|word| word == "deleted:"))
}

/// Its key is replaced first, and that rotation is under way.
fn is_rotating(snapshot: Option<&Snapshot>) -> bool {
    snapshot.is_some_and(|snapshot| snapshot.waits_for.first().is_some_and(|word| word == "now"))
}

/// The other keys of the step.
fn wish(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    let (bot, hint) = (state.row.bot.to_string(), state.hint());
    match action {
        Action::Ask => return state.say(Word::Ask, shared),
        Action::Off => return state.say(Word::Off, shared),
        Action::Frozen => return state.say(Word::Frozen, shared),
        Action::Later => return state.say(Word::Later, shared),
        Action::KillNow => return state.say(Word::Now, shared),
        Action::Rotate if state.talk.takes("rotate-first") => {
            state.then = Then::Rotate;
            return state.say(Word::RotateFirst, shared);
        }
        Action::Never => {
            let facts = vec![("Then", Words::new().text(format!("{bot} is retired: it gets no key any more.")))];
            let ask = "To retire it, type its name.";
            state.ask = Some(Ask::name(format!("no key for {bot} any more"), facts, ask, &bot, vec![Word::Never]));
        }
        Action::Accept if state.talk.state() == "controlled" => {
            let text = format!("what hangs on {bot} may stand without a stop.");
            let facts = vec![("Then", Words::new().text(text))];
            state.ask = Some(Ask::reason("go on without its stops", facts, Word::Accept));
        }
        Action::Accept => {
            let text = format!("{hint} stays on the fleet's top as it is, and its secret is kept.");
            state.ask = Some(Ask::reason("leave it so", vec![("Then", Words::new().text(text))], Word::Accept));
        }
        Action::GiveUp => {
            let text = format!("{hint} is what it was before. Only where nothing was deleted.");
            let facts = vec![("Then", Words::new().text(text))];
            state.ask = Some(Ask::reason("give the revocation up", facts, Word::Abort));
        }
        Action::Wipe => {
            let grade = state.talk.snapshot().and_then(|snapshot| snapshot.grade).map_or("", |grade| grade.says(true));
            let facts = vec![
                ("Wiped", Words::new().text(format!("the secret of {hint}. Nobody can ask about it any more."))),
                ("It is", Words::new().text(format!("{grade}."))),
            ];
            let ask = "To wipe it now, type the bot's name.";
            state.ask = Some(Ask::name(format!("wipe the secret of {hint}"), facts, ask, &bot, vec![Word::Wipe]));
        }
        _ => {}
    }
    Go::Stay
}

/// Keys of the lower pane.
fn answer(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    let Some(ask) = &mut state.ask else { return Go::Stay };
    let answered = match action {
        Action::Enter => ask.enter(),
        Action::Pick(place) => ask.pick(place),
        Action::Back => Answered::Nothing,
        _ => Answered::NotYet,
    };
    match answered {
        Answered::NotYet => return Go::Stay,
        Answered::Text(text) => state.reason = text,
        Answered::Nothing => {}
        Answered::Says(says) => {
            state.ask = None;
            return state.talk.tell_all(says, shared);
        }
    }
    state.ask = None;
    Go::Stay
}

fn page(state: &State, shared: &mut Shared) -> Go {
    if shared.practice {
        return open(&Door::Page(&state.row), shared);
    }
    let site = shared.bench.venue(&state.row.exchange).and_then(|venue| venue.site(&state.row.site));
    let page = match (&state.talk.card, site) {
        (Some(card), _) => card.page.clone(),
        (None, Some(site)) => site.page.clone(),
        (None, None) => return Go::Stay,
    };
    fleet::open_page(&state.row.bot, &page, shared)
}

fn proof(state: &State, shared: &mut Shared) -> Go {
    match &state.talk.card {
        Some(card) if !card.evidence.is_empty() => {
            Go::open(Screen::Proof(proof::State::new(&state.talk, card, shared)))
        }
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

/// Hears an answer.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    let before = state.talk.state();
    match state.talk.hear(ticket, answer, shared) {
        Heard::News => {}
        Heard::Refused => {
            state.then = Then::Stay;
            return Go::Stay;
        }
        Heard::NotMine => return Go::Stay,
    }
    let now = state.talk.state();
    if before != now {
        state.scroll = 0;
        state.copy_at = 0;
    }
    if std::mem::replace(&mut state.then, Then::Stay) == Then::Rotate {
        return Go::Swap(Box::new(Screen::Rotate(rotate::State::new(&state.row, shared))));
    }
    let dead = state.talk.snapshot().and_then(|snapshot| snapshot.grade).is_some_and(Grade::is_death);
    if before == "prove" && now != "prove" && dead && !state.proven {
        state.proven = true;
        if let Some(card) = state.talk.card.as_ref().filter(|card| !card.evidence.is_empty()) {
            return Go::Ask(Box::new(Screen::Proof(proof::State::new(&state.talk, card, shared))));
        }
    }
    Go::Stay
}

/// A second went by.
pub fn tick(state: &mut State, shared: &mut Shared) {
    state.talk.tick(shared);
}

/// Its head counts how long the key can still be used.
pub fn counts(state: &State, _: &Shared) -> bool {
    state.talk.counts()
}
