//! What keys, pastes and answers do to it.

use super::check;
use crate::domain::Grade;
use crate::engine::port::{Answer, FleetRow, FlowCard, FlowKind, StoreState};
use crate::flows::{Snapshot, Word};
use crate::secret::Wiped;
use crate::secret::usual::Usual;
use crate::tui::actions::{Action, Step};
use crate::tui::canvas::Words;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::flow::ask::Answered;
use crate::tui::screens::flow::{Ask, Heard, Making, Say, Talk, passphrase, view as flow};
use crate::tui::screens::{Door, Place, Screen, fleet, open, page, proof, unlock};
use crate::tui::state::{Focus, Go, Shared, Ticket};
use crate::tui::widgets::secrets::{Says, Secrets};

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) talk: Talk,
    /// The key as the fleet knew it.
    pub(super) row: Box<FleetRow>,
    pub(super) ask: Option<Ask>,
    pub(super) secrets: Option<Secrets>,
    /// The fields are shown.
    pub(super) pasting: bool,
    /// What `y` copies next.
    pub(super) copy_at: usize,
    pub(super) scroll: usize,
    /// It moved in this sitting: a flow that was done before only offers the next one.
    pub(super) moved: bool,
    /// The fields are sealed as soon as the store is open.
    once_open: bool,
    proven: bool,
    pub(super) making: Making,
}

impl State {
    /// The rotation of this key.
    pub fn new(row: &FleetRow, shared: &mut Shared) -> Self {
        Self {
            talk: Talk::new(row, FlowKind::Rotation, shared),
            row: Box::new(row.clone()),
            ask: None,
            secrets: None,
            pasting: false,
            copy_at: 0,
            scroll: 0,
            moved: false,
            once_open: false,
            proven: false,
            making: Making::default(),
        }
    }

    pub(super) fn snapshot(&self) -> Option<&Snapshot> {
        self.talk.snapshot()
    }

    /// The paste fields are on the screen: asked for, or because the step is nothing else.
    pub(super) fn is_pasting(&self) -> bool {
        self.pasting && matches!(self.talk.state(), "make" | "take-in" | "check" | "ready")
    }

    /// The page is open in practice with a key taken from it.
    pub(super) fn taken(&self, shared: &Shared) -> bool {
        shared.bench.taken_of(&self.row.exchange, shared.now).is_some()
    }

    fn say(&mut self, word: Word, shared: &mut Shared) -> Go {
        self.talk.tell(Say::of(word), shared)
    }

    fn open_fields(&mut self, shared: &Shared) {
        self.pasting = true;
        self.fields(shared);
    }

    fn fields(&mut self, shared: &Shared) -> &mut Secrets {
        let usual = || shared.bench.venue(&self.row.exchange).map_or_else(Usual::default, Usual::of);
        self.secrets.get_or_insert_with(|| Secrets::new(usual()))
    }

    /// A passphrase that was made here and is not sealed yet.
    pub fn made(&self) -> Option<&Wiped> {
        self.secrets.as_ref().and_then(Secrets::made)
    }

    /// The guide's line for a passphrase, where one is made here.
    pub(super) fn passphrase_line(&self, card: &FlowCard, shared: &Shared) -> Option<usize> {
        let makes = card.snapshot.state == "make" && passphrase::is_wanted(&self.row.exchange, shared);
        passphrase::line_of(&card.guide).filter(|_| makes)
    }

    /// What `y` copies, by lines of the guide, and which of them is next.
    pub(super) fn copies(&self, card: &FlowCard, shared: &Shared) -> (Vec<usize>, Option<usize>) {
        let mut places = flow::copyable(&card.guide, &card.page);
        places.extend(self.passphrase_line(card, shared).filter(|_| self.made().is_some()));
        places.sort_unstable();
        let next = places.get(self.copy_at % places.len().max(1)).copied();
        (places, next)
    }
}

/// Where the keys are.
pub fn place(state: &State) -> Place {
    if let Some(ask) = &state.ask {
        return ask.place();
    }
    if state.is_pasting() {
        return Place::RotateTakeIn;
    }
    match state.talk.state() {
        "baseline" => Place::RotateAsking,
        "make" | "take-in" => Place::RotateMake,
        "check" => Place::RotateCheck,
        "ready" => Place::RotateReady,
        "alive" => Place::RotateAlive,
        "put-back" => Place::RotatePutBack,
        "quiet" => Place::RotateQuiet,
        "kill" => Place::RotateKill,
        "prove" => Place::RotateProve,
        "wrong-one" => Place::RotateWrongOne,
        "tail" => Place::RotateTail,
        "done" | "aborted" => Place::RotateDone,
        _ => Place::RotatePlan,
    }
}

/// Where keys and pastes go.
pub fn focus(state: &State) -> Focus {
    match &state.ask {
        Some(ask) => ask.focus(),
        None if state.is_pasting() => Focus::Secret,
        None => Focus::Actions,
    }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    if state.ask.is_some() {
        return answer(state, shared, action);
    }
    state.once_open = false;
    match action {
        Action::Enter if state.is_pasting() => seal(state, shared),
        Action::Enter => enter(state, shared),
        Action::Back if state.is_pasting() && state.talk.state() != "take-in" => {
            state.pasting = false;
            Go::Stay
        }
        Action::Back | Action::Leave => Go::Back,
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
        Action::Page => open_page(state, shared),
        Action::Copy => {
            copy(state, shared);
            Go::Stay
        }
        Action::MakePassphrase => {
            state.fields(shared);
            if let Some(secrets) = &state.secrets {
                state.making.begin((&state.row.exchange, &state.row.exchange_name), secrets, shared);
            }
            Go::Stay
        }
        Action::Proof => proof(state, shared),
        _ => wish(state, shared, action),
    }
}

/// The next action that the step names.
fn enter(state: &mut State, shared: &mut Shared) -> Go {
    let Some(snapshot) = state.talk.snapshot() else { return Go::Stay };
    let word = match snapshot.state {
        "planned" => Word::Begin,
        "make" | "take-in" => {
            state.open_fields(shared);
            return Go::Stay;
        }
        "check" => {
            let open = check::untold(snapshot);
            if !open.is_empty() && snapshot.next_at.is_none_or(|at| at > shared.now) {
                state.ask = Some(Ask::told(&snapshot.exchange_name, &open));
                return Go::Stay;
            }
            Word::Ask
        }
        "ready" | "put-back" | "wrong-one" => Word::Delivered,
        "alive" => Word::Seen,
        "quiet" => Word::EndQuiet,
        "kill" if wants_end(snapshot) => {
            let title = format!("which key still stands at {}?", snapshot.exchange_name);
            let facts = vec![("Look at", Words::new().text("the page, after the deletion: the key that is left."))];
            state.ask = Some(Ask::end(title, facts));
            return Go::Stay;
        }
        "kill" => Word::Deleted(None),
        "prove" => match snapshot.old {
            Some(old) => {
                state.ask = Some(Ask::gone(old.hint, &snapshot.exchange_name));
                return Go::Stay;
            }
            None => Word::Gone,
        },
        "done" | "aborted" => return Go::Home,
        _ => Word::Ask,
    };
    state.say(word, shared)
}

fn wants_end(snapshot: &Snapshot) -> bool {
    snapshot.waits_for.iter().any(|word| word == "deleted:")
}

/// The other keys of the step. What the flow does not take it refuses itself, with a sentence.
fn wish(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    let Some(snapshot) = state.talk.snapshot() else { return Go::Stay };
    let (bot, old) = (snapshot.bot.to_string(), snapshot.old.map(|old| old.hint.to_string()).unwrap_or_default());
    match action {
        Action::Ask => return state.say(Word::Ask, shared),
        Action::SawIt => return state.say(Word::Seen, shared),
        Action::PutBack => return state.say(Word::PutBack, shared),
        Action::Rotate => return state.talk.tell(Say::of(Word::Begin).once_more(), shared),
        Action::OtherKey => state.open_fields(shared),
        Action::Told => {
            let open = check::untold(snapshot);
            if !open.is_empty() {
                state.ask = Some(Ask::told(&snapshot.exchange_name, &open));
            }
        }
        Action::Anyway => state.ask = check::anyway(snapshot),
        Action::ByWay => state.ask = Some(Ask::way()),
        Action::Lost => {
            let facts = vec![
                (
                    "Then",
                    Words::new().text(format!("delete that key at {} now, and make another.", snapshot.exchange_name)),
                ),
                ("Kept", Words::new().text("on the fleet, as an orphan, until it is dead. Its end, if you saw it:")),
            ];
            state.ask = Some(Ask::lost("a key was made and is lost", facts));
        }
        Action::Accept if snapshot.state == "baseline" => {
            let text = format!("then nobody knows how {old} is: its death cannot be a change.");
            state.ask = Some(Ask::reason("go on unheard", vec![("Then", Words::new().text(text))], Word::Accept));
        }
        Action::Accept => {
            let text = format!("{old} stays on the fleet's top as it is, and its secret is kept.");
            state.ask = Some(Ask::reason("leave it so", vec![("Then", Words::new().text(text))], Word::Accept));
        }
        Action::GiveUp => {
            let mut facts = vec![("Then", Words::new().text(format!("nothing changes for {bot}: it lives on {old}.")))];
            if let Some(new) = snapshot.new {
                let text = format!("{} as an orphan, until it is dead.", new.hint);
                facts.push(("Listed", Words::new().text(text)));
            }
            state.ask = Some(Ask::reason("give the rotation up", facts, Word::Abort));
        }
        Action::Wipe => {
            let grade = snapshot.grade.map_or("", |grade| grade.says(true));
            let facts = vec![
                ("Wiped", Words::new().text(format!("the secret of {old}. Nobody can ask about it any more."))),
                ("It is", Words::new().text(format!("{grade}."))),
            ];
            let ask = "To wipe it now, type the bot's name.";
            state.ask = Some(Ask::name(format!("wipe the secret of {old}"), facts, ask, &bot, vec![Word::Wipe]));
        }
        _ => {}
    }
    Go::Stay
}

/// Copies the next line of the guide, or the passphrase where that is the next.
fn copy(state: &mut State, shared: &mut Shared) {
    let Some(card) = &state.talk.card else { return };
    let (places, next) = state.copies(card, shared);
    let Some(next) = next else { return };
    match &state.secrets {
        Some(secrets) if state.passphrase_line(card, shared) == Some(next) => state.making.copy(secrets, shared),
        _ => flow::copy(card, next, shared),
    }
    state.copy_at = (state.copy_at + 1) % places.len().max(1);
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

fn open_page(state: &State, shared: &mut Shared) -> Go {
    if shared.practice {
        let mut row = (*state.row).clone();
        // What is mended there is the new key, once there is one; what is deleted is the old one.
        let meant = state.snapshot().and_then(|snapshot| match snapshot.state {
            "check" | "ready" => snapshot.new,
            "kill" | "prove" => snapshot.old,
            _ => None,
        });
        if let Some(meant) = meant {
            (row.generation, row.hint) = (meant.generation, Some(meant.hint));
        }
        let made = state.made().map(Wiped::dup);
        return Go::open(Screen::Page(page::State::new(&row, shared).with_passphrase(made)));
    }
    match &state.talk.card {
        Some(card) if !card.page.is_empty() => fleet::open_page(&state.row.bot, &card.page, shared),
        _ => Go::Stay,
    }
}

fn proof(state: &State, shared: &mut Shared) -> Go {
    match &state.talk.card {
        Some(card) if !card.evidence.is_empty() => {
            Go::open(Screen::Proof(proof::State::new(&state.talk, card, shared)))
        }
        _ => Go::Stay,
    }
}

/// Seals what was pasted: it leaves the fields by the tray, and only its number is told.
fn seal(state: &mut State, shared: &mut Shared) -> Go {
    if state.talk.busy(shared.now).is_some() {
        return Go::Stay;
    }
    if shared.is_locked() {
        // The fields keep what was pasted until then: whoever gives up loses nothing.
        state.once_open = true;
        return Go::Ask(Box::new(Screen::Unlock(unlock::State::new(shared))));
    }
    let empty = state.secrets.as_ref().is_none_or(Secrets::is_empty);
    if empty && let Some(taken) = shared.bench.taken_of(&state.row.exchange, shared.now).cloned() {
        shared.bench.taken = None;
        return state.talk.tell(Say::of(Word::HaveKey).with_key(taken.handle), shared);
    }
    let Some(secrets) = &mut state.secrets else { return Go::Stay };
    match secrets.take() {
        Ok(credential) => {
            let handle = shared.bench.tray.put(credential, shared.now);
            state.talk.tell(Say::of(Word::HaveKey).with_key(handle), shared)
        }
        Err(problem) => {
            secrets.says = Some(Says::Refused(problem.sentence()));
            Go::Stay
        }
    }
}

/// A key for a field.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    if let Some(ask) = &mut state.ask {
        return ask.press(key).then_some(Go::Stay);
    }
    if !state.is_pasting() || key == Key::Esc {
        return None;
    }
    state.once_open = false;
    state.secrets.as_mut().is_some_and(|secrets| secrets.press(key)).then_some(Go::Stay)
}

/// A paste for a field. A key that is whole and looks right is sealed at once.
pub fn paste(state: &mut State, shared: &mut Shared, paste: Paste) -> Go {
    if let Some(ask) = &mut state.ask {
        ask.paste(paste);
        return Go::Stay;
    }
    let Some(secrets) = &mut state.secrets else { return Go::Stay };
    secrets.paste(paste);
    if secrets.is_whole() && secrets.notices().is_empty() {
        return seal(state, shared);
    }
    Go::Stay
}

/// Hears an answer.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    if let Answer::Store(store) = answer
        && store.state == StoreState::Open
        && std::mem::take(&mut state.once_open)
    {
        shared.store = Some((**store).clone());
        return seal(state, shared);
    }
    if let Some(secrets) = &mut state.secrets
        && state.making.hear(ticket, answer, secrets, shared)
    {
        // The next `y` copies it.
        let line =
            state.talk.card.as_ref().map(|card| (state.copies(card, shared).0, state.passphrase_line(card, shared)));
        if let Some((places, Some(line))) = line {
            state.copy_at = places.iter().position(|place| *place == line).unwrap_or(0);
        }
    }
    let before = state.talk.state();
    let heard = state.talk.hear(ticket, answer, shared);
    if heard != Heard::News {
        return Go::Stay;
    }
    let now = state.talk.state();
    if before != now {
        state.scroll = 0;
        state.copy_at = 0;
        state.pasting = now == "take-in";
        state.moved |= !before.is_empty();
        if matches!(before, "make" | "take-in") && !matches!(now, "make" | "take-in") {
            // Sealed, or given up: nothing of it is kept here.
            state.secrets = None;
        }
    }
    if now == "take-in" {
        state.open_fields(shared);
    }
    // The proof is shown once by itself, when it has come.
    let dead = state.snapshot().and_then(|snapshot| snapshot.grade).is_some_and(Grade::is_death);
    if before == "prove" && matches!(now, "tail" | "done") && dead && !state.proven {
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

/// Seconds count while it is open.
pub fn counts(state: &State, _: &Shared) -> bool {
    state.talk.counts()
}
