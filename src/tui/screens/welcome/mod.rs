//! Welcome: what keyward is for, what can be done first, and where things will live. Opened by itself over an empty fleet.

mod view;

use crate::engine::port::{Answer, Job};
use crate::tui::actions::Action;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::{Door, Place, open};
use crate::tui::state::{Focus, Go, Shared, Ticket};

pub use view::draw;

/// The screen.
#[derive(Debug)]
pub struct State {
    /// The choice under the cursor.
    pub(super) cursor: usize,
}

/// A choice: its digit and its words.
pub(super) struct Choice {
    pub digit: u8,
    pub label: &'static str,
    pub short: &'static str,
    pub long: &'static str,
}

/// The choices, each at its place: those between come with their screens.
pub(super) const CHOICES: [Choice; 2] = [
    Choice {
        digit: 1,
        label: "Add a key",
        short: "2 minutes. You need its key and secret.",
        long: "2 minutes. You need its key and secret. Withdrawal off, please.",
    },
    Choice {
        digit: 4,
        label: "Practise",
        short: "a made-up fleet and exchange; nothing is real",
        long: "a made-up fleet on made-up exchanges; nothing is real, nothing is sent",
    },
];

impl State {
    /// The screen; it looks at the secret store.
    pub fn new(shared: &mut Shared) -> Self {
        shared.start(Job::Store);
        Self { cursor: 0 }
    }
}

/// Where the keys are.
pub const fn place(_: &State) -> Place {
    Place::Welcome
}

/// Keys are actions.
pub const fn focus(_: &State) -> Focus {
    Focus::Actions
}

/// Does an action.
pub fn act(state: &mut State, shared: &mut Shared, action: Action) -> Go {
    match action {
        Action::Move(step) => {
            let mut cursor = crate::tui::widgets::list::Cursor(state.cursor);
            cursor.go(step, CHOICES.len(), CHOICES.len());
            state.cursor = cursor.0;
            Go::Stay
        }
        Action::Enter => choose(CHOICES.get(state.cursor).map(|choice| choice.digit), shared),
        Action::Pick(place) => choose(Some(place + 1), shared),
        Action::Practise => choose(Some(4), shared),
        Action::Back => Go::Back,
        _ => Go::Stay,
    }
}

fn choose(digit: Option<u8>, shared: &mut Shared) -> Go {
    match digit {
        Some(1) => open(&Door::Add, shared),
        Some(4) => open(&Door::Practise, shared),
        _ => Go::Stay,
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

/// Once there is a key, the fleet is the first screen.
pub fn hear(_: &mut State, _: &mut Shared, _: Ticket, answer: &Answer) -> Go {
    match answer {
        Answer::Fleet(fleet) if !fleet.rows.is_empty() => Go::Back,
        _ => Go::Stay,
    }
}

/// Nothing counts.
pub const fn counts(_: &State, _: &Shared) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::port::{StoreKind, StoreState};
    use crate::screen_test;
    use crate::tui::screens::Screen;
    use crate::tui::{state, testing};

    fn welcome(size: (u16, u16)) -> state::State {
        let mut shared = testing::shared(size);
        shared.fleet = None;
        shared.home = "~/.local/share/keyward".into();
        let screen = State::new(&mut shared);
        testing::state(shared, Screen::Welcome(screen))
    }

    #[test]
    fn as_the_pictures_show_it() {
        screen_test!("welcome", welcome);
    }

    #[test]
    fn without_a_keyring_it_says_why() {
        screen_test!("welcome-sealed", |size| {
            let mut state = welcome(size);
            let mut store = testing::store(StoreKind::Sealed, StoreState::Absent);
            store.says = "because no keyring answers here (there is no D-Bus session here)".into();
            state.shared.store = Some(store);
            state
        });
    }

    #[test]
    fn only_what_is_there_can_be_chosen() {
        let mut state = welcome((80, 24));
        let text = testing::text(&mut state);
        assert!(text.contains("1  Add a key") && text.contains("4  Practise"));
        assert!(!text.contains("Bring keys") && !text.contains("Note a key"));
        testing::press(&mut state, &[Key::Char('2'), Key::Char('3')]);
        assert!(state.shared.notice.is_none());
    }
}
