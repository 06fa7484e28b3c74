//! The screens, one folder each, listed once.
//!
//! # How to add a screen
//!
//! 1. A folder `screens/<name>/` with `mod.rs`, `state.rs`, `view.rs`. `mod.rs` says what the screen is for and holds the
//!    functions below; `state.rs` its `State` and what keys and answers do to it; `view.rs` draws it.
//! 2. One line in `screens!` below: its variant, its module. The compiler then asks for these functions in the module:
//!
//!    | function | says |
//!    | --- | --- |
//!    | `place(&State) -> Place` | where the keys are: one place, or one for each step that has keys of its own |
//!    | `focus(&State) -> Focus` | [`Focus::Actions`], or that a field has the keys |
//!    | `act(&mut State, &mut Shared, Action) -> Go` | what an action of the table does here |
//!    | `typed(&mut State, &mut Shared, Key) -> Option<Go>` | a key for its field; `None`: not the field's, look it up |
//!    | `paste(&mut State, &mut Shared, Paste) -> Go` | a paste for its field; only called where the focus is `Text` or `Secret` |
//!    | `hear(&mut State, &mut Shared, Ticket, &Answer) -> Go` | an answer of the engine; look at the ticket, or at what it is |
//!    | `counts(&State, &Shared) -> bool` | something on it counts seconds |
//!    | `draw(&State, &Shared, Window, &mut Canvas) -> Drawn` | draws it: `widgets::frame::draw` first, then the body it returns |
//!
//! 3. Its [`Place`]s here, and its rows in `actions::TABLE`. The last line and the help are drawn from them.
//! 4. Whoever opens it returns `Go::open(Screen::Name(name::State::new(..)))`. What is not built yet is a [`Door`].
//! 5. Golden screens in `<name>/mod.rs` with `tui::testing`: each size, and the styles where they carry meaning.
//!
//! A job is handed to the engine by `shared.start(job)` (or `start_shown`, where it takes its time: line 1 counts, Esc
//! stops it); the [`Ticket`] tells its answer from others. A sentence is said by `shared.say`, which keeps it in the history.
//! Drawing changes nothing: a list's cursor is in the state, its window comes in and goes out.

pub mod evidence;
pub mod fleet;
pub mod help;
pub mod history;
pub mod journal;
pub mod key;
pub mod remove;
pub mod welcome;

mod doors;

pub use doors::{Door, ask, open, open_flow};

use super::actions::Action;
use super::canvas::Canvas;
use super::input::{Key, Paste};
use super::state::{Drawn, Focus, Go, Shared, Ticket, Window};
use crate::engine::port::Answer;

macro_rules! screens {
    ($($(#[$doc:meta])* $name:ident: $module:ident),+ $(,)?) => {
        /// A screen with its state.
        #[derive(Debug)]
        pub enum Screen {
            $($(#[$doc])* $name($module::State)),+
        }

        impl Screen {
            /// Where the keys are.
            pub fn place(&self) -> Place {
                match self { $(Self::$name(state) => $module::place(state)),+ }
            }

            /// Where keys and pastes go.
            pub fn focus(&self) -> Focus {
                match self { $(Self::$name(state) => $module::focus(state)),+ }
            }

            /// Does an action.
            pub fn act(&mut self, shared: &mut Shared, action: Action) -> Go {
                match self { $(Self::$name(state) => $module::act(state, shared, action)),+ }
            }

            /// Takes a key for its field.
            pub fn typed(&mut self, shared: &mut Shared, key: Key) -> Option<Go> {
                match self { $(Self::$name(state) => $module::typed(state, shared, key)),+ }
            }

            /// Takes a paste for its field.
            pub fn paste(&mut self, shared: &mut Shared, paste: Paste) -> Go {
                match self { $(Self::$name(state) => $module::paste(state, shared, paste)),+ }
            }

            /// Hears an answer.
            pub fn hear(&mut self, shared: &mut Shared, ticket: Ticket, answer: &Answer) -> Go {
                match self { $(Self::$name(state) => $module::hear(state, shared, ticket, answer)),+ }
            }

            /// Something on it counts seconds.
            pub fn counts(&self, shared: &Shared) -> bool {
                match self { $(Self::$name(state) => $module::counts(state, shared)),+ }
            }

            /// Draws it.
            pub fn draw(&self, shared: &Shared, window: Window, canvas: &mut Canvas<'_>) -> Drawn {
                match self { $(Self::$name(state) => $module::draw(state, shared, window, canvas)),+ }
            }
        }
    };
}

screens! {
    /// The first one, while there are no keys.
    Welcome: welcome,
    /// All keys.
    Fleet: fleet,
    /// One key, and what hangs on it.
    OneKey: key,
    /// Who says so.
    Evidence: evidence,
    /// What happened in this sitting.
    History: history,
    /// The record for good.
    Journal: journal,
    /// All keys of a screen.
    Help: help,
    /// Wipes a key here, once the bot's name is typed.
    Remove: remove,
}

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident => $words:literal),+ $(,)?) => {
        /// Where the keys are: what the table of actions is asked with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Place {
            $($(#[$doc])* $name),+
        }

        impl Place {
            /// All of them.
            pub const ALL: [Self; [$($words),+].len()] = [$(Self::$name),+];

            /// Its name, as the help's title says it.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }
        }
    };
}

places! {
    /// Welcome.
    Welcome => "Welcome",
    /// The fleet.
    Fleet => "Fleet",
    /// One key.
    OneKey => "One key",
    /// Who says so.
    Evidence => "Who says so",
    /// History.
    History => "History",
    /// Journal.
    Journal => "Journal",
    /// Help.
    Help => "Keys",
    /// Removing.
    Remove => "Remove",
}
