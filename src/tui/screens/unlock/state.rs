//! What keys, pastes and answers do to it.

use crate::engine::port::{Answer, Job, StoreKind, StoreState};
use crate::secret::Field;
use crate::tui::actions::Action;
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::{Place, Screen};
use crate::tui::state::{self, Focus, Go, Layer, Shared, Ticket};
use zeroize::Zeroize;

/// The screen.
#[derive(Debug)]
pub struct State {
    pub(super) what: What,
    pub(super) first: Field,
    /// The same once more, where the files are made.
    pub(super) second: Field,
    /// The second one has the keys.
    pub(super) at_second: bool,
    pub(super) sent: Option<Ticket>,
    /// Why it did not open.
    pub(super) wrong: Option<String>,
}

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The sealed files, with their passphrase.
    Sealed,
    /// The keyring: its own dialog asks.
    Keyring,
    /// The sealed files are made.
    Making,
}

impl State {
    /// For the store that is used.
    pub fn new(shared: &mut Shared) -> Self {
        let what = match &shared.store {
            Some(store) if store.kind == StoreKind::Keyring => What::Keyring,
            Some(store) if store.kind == StoreKind::Sealed && store.state == StoreState::Absent => What::Making,
            _ => What::Sealed,
        };
        if shared.store.is_none() {
            shared.start(Job::Store);
        }
        Self { what, first: Field::new(), second: Field::new(), at_second: false, sent: None, wrong: None }
    }

    fn field(&mut self) -> &mut Field {
        if self.at_second { &mut self.second } else { &mut self.first }
    }
}

/// Opens it by itself over what stands there, unless it stands there already.
pub fn ask(state: &mut state::State) {
    if state.layers.iter().any(|layer| matches!(layer.screen, Screen::Unlock(_))) {
        return;
    }
    let screen = State::new(&mut state.shared);
    state.shared.go_deaf();
    state.layers.push(Layer::new(Screen::Unlock(screen)));
}

/// Where the keys are.
pub const fn place(state: &State) -> Place {
    match state.what {
        What::Keyring => Place::UnlockKeyring,
        What::Sealed => Place::Unlock,
        What::Making => Place::MakeSealed,
    }
}

/// The passphrase's field has the keys.
pub const fn focus(state: &State) -> Focus {
    match state.what {
        What::Keyring => Focus::Actions,
        What::Sealed | What::Making => Focus::Secret,
    }
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Back => {
            shared.give_up();
            Go::Back
        }
        Action::Enter | Action::Unlock if state.sent.is_none() => {
            enter(state, shared);
            Go::Stay
        }
        _ => Go::Stay,
    }
}

fn enter(state: &mut State, shared: &mut Shared) {
    state.wrong = None;
    match state.what {
        What::Keyring => state.sent = Some(shared.start(Job::Unlock(None))),
        What::Sealed if state.first.is_empty() => {}
        What::Sealed => {
            let handle = shared.bench.tray.put_passphrase(state.first.take(), shared.now);
            state.sent = Some(shared.start(Job::Unlock(Some(handle))));
        }
        What::Making => make(state, shared),
    }
}

fn make(state: &mut State, shared: &mut Shared) {
    if state.first.is_empty() {
        return;
    }
    if state.second.is_empty() {
        state.at_second = true;
        return;
    }
    let (first, second) = (state.first.take(), state.second.take());
    state.at_second = false;
    if first.same_as(&second) {
        let handle = shared.bench.tray.put_passphrase(first, shared.now);
        state.sent = Some(shared.start(Job::MakeSealed(handle)));
    } else {
        state.wrong = Some("The two differ. Nothing was made, type it again.".to_owned());
    }
}

/// A key for the field.
pub fn typed(state: &mut State, _: &mut Shared, key: Key) -> Option<Go> {
    match key {
        Key::Char(c) => {
            let refused = state.field().type_character(c).err();
            state.wrong = refused.map(|problem| problem.sentence());
        }
        Key::Backspace => state.field().backspace(),
        Key::Ctrl('u') => state.field().clear(),
        Key::Tab | Key::BackTab | Key::Up | Key::Down if state.what == What::Making => {
            state.at_second = !state.at_second;
        }
        _ => return None,
    }
    Some(Go::Stay)
}

/// A paste for the field; it never submits.
pub fn paste(state: &mut State, _: &mut Shared, paste: Paste) -> Go {
    if paste.is_too_long() {
        state.wrong = Some("That is too long for a passphrase. Nothing was taken.".to_owned());
        return Go::Stay;
    }
    let mut bytes = paste.take();
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => state.wrong = state.field().paste(text).err().map(|problem| problem.sentence()),
        Err(error) => {
            error.into_bytes().zeroize();
            state.wrong = Some("That is no text. Nothing was taken.".to_owned());
        }
    }
    Go::Stay
}

/// Opened, or why not. What waited goes on.
pub fn hear(state: &mut State, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
    match answer {
        Answer::Store(store) if store.state == StoreState::Open => {
            let how = if state.what == What::Making { "made" } else { "opened" };
            shared.note(glyphs::DONE, "keyward", &format!("{} {how}", store.place));
            shared.store = Some((**store).clone());
            shared.go_on();
            Go::Back
        }
        Answer::Store(store) => {
            if state.sent.is_none() && store.kind == StoreKind::Keyring {
                state.what = What::Keyring;
            }
            state.sent = None;
            Go::Stay
        }
        Answer::Problem(problem) if state.sent == Some(ticket) => {
            state.sent = None;
            shared.note(glyphs::BROKEN, "keyward", &problem.to_string());
            state.wrong = Some(problem.sentence());
            Go::Stay
        }
        Answer::Stopped if state.sent == Some(ticket) => {
            state.sent = None;
            Go::Stay
        }
        _ => Go::Stay,
    }
}

/// Opening takes its second; the dialog its time.
pub const fn counts(state: &State, _: &Shared) -> bool {
    state.sent.is_some()
}

/// What waits for it, in words.
pub(super) fn needed_for(shared: &Shared) -> Words {
    let Some(waiting) = shared.waiting.first() else {
        return Words::new().text("asking the exchanges, and sealing new keys");
    };
    let name = |id: &crate::domain::KeyId| {
        let row = shared.fleet.iter().flat_map(|fleet| &fleet.rows).find(|row| row.id == Some(*id));
        row.map(|row| format!("asking {} about {}", row.exchange_name, row.bot))
    };
    let text = match waiting.job.as_ref() {
        Job::Ask(keys) if keys.len() == 1 => keys.first().and_then(name),
        Job::Ask(keys) => Some(format!("asking about {} keys", keys.len())),
        Job::AddSeal(draft, _) => Some(format!("sealing the key of {}", draft.bot)),
        Job::AddAsk(_) => Some("asking about the new key".to_owned()),
        Job::Flow(target) => Some(format!("the {} of {}", target.kind.word(), target.target.bot)),
        Job::Tell(tell) => Some(format!("the {} of {}", tell.to.kind.word(), tell.to.target.bot)),
        _ => None,
    };
    Words::new().text(text.unwrap_or_else(|| "what you have just done".to_owned()))
}
