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
//! A screen that begins something at its time has a `tick(&mut State, &mut Shared)` and a line in `update::tick`. What the
//! flows' screens share (their talk with the engine, the pane that asks, the frame) is in `flow/`.
//!
//! A job is handed to the engine by `shared.start(job)` (or `start_shown`, where it takes its time: line 1 counts, Esc
//! stops it); the [`Ticket`] tells its answer from others. A sentence is said by `shared.say`, which keeps it in the history.
//! Drawing changes nothing: a list's cursor is in the state, its window comes in and goes out.

pub mod add;
pub mod edit;
pub mod evidence;
pub mod fleet;
pub mod flow;
pub mod help;
pub mod history;
pub mod journal;
pub mod key;
pub mod page;
pub mod proof;
pub mod remove;
pub mod revoke;
pub mod rotate;
pub mod unlock;
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
        /// A screen with its state. A stack holds a handful: their sizes need not be alike.
        #[derive(Debug)]
        #[allow(clippy::large_enum_variant)]
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

impl Screen {
    /// A passphrase that was made here is lost with it.
    pub fn holds_made_passphrase(&self) -> bool {
        match self {
            Self::Rotate(state) => state.made().is_some(),
            Self::Add(state) => state.made().is_some(),
            _ => false,
        }
    }
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
    /// A new key, in five steps.
    Add: add,
    /// Facts told of a bot and its key.
    Edit: edit,
    /// A key is replaced.
    Rotate: rotate,
    /// A key is killed.
    Revoke: revoke,
    /// Is it dead?
    Proof: proof,
    /// The secret store is opened.
    Unlock: unlock,
    /// A made-up exchange's page of keys.
    Page: page,
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
    /// Add: the bot.
    AddBot => "Add a key: the bot",
    /// Add: the exchange.
    AddExchange => "Add a key: the exchange",
    /// Add: the secret, while its fields wait.
    AddSecret => "Add a key: the secret",
    /// Add: the secret, once it is sealed.
    AddSealed => "Add a key: sealed",
    /// Add: what the exchange says.
    AddCheck => "Add a key: the check",
    /// Add: saving.
    AddSave => "Add a key: save",
    /// Add: left in the middle, with a key that is sealed.
    AddLeave => "Add a key: leave",
    /// Editing.
    Edit => "Edit",
    /// Rotate: before it begins.
    RotatePlan => "Rotate: plan",
    /// Rotate: hearing the old key.
    RotateAsking => "Rotate: asking",
    /// Rotate: making the new key.
    RotateMake => "Rotate: make",
    /// Rotate: the paste.
    RotateTakeIn => "Rotate: take in",
    /// Rotate: checking it.
    RotateCheck => "Rotate: check",
    /// Rotate: giving it to the bot.
    RotateReady => "Rotate: deliver",
    /// Rotate: seeing it used.
    RotateAlive => "Rotate: alive",
    /// Rotate: the old one is put back.
    RotatePutBack => "Rotate: put back",
    /// Rotate: both live.
    RotateQuiet => "Rotate: quiet",
    /// Rotate: deleting the old one.
    RotateKill => "Rotate: kill",
    /// Rotate: proving it.
    RotateProve => "Rotate: prove",
    /// Rotate: the wrong one was deleted.
    RotateWrongOne => "Rotate: the wrong one",
    /// Rotate: one more look.
    RotateTail => "Rotate: one more look",
    /// Rotate: ended.
    RotateDone => "Rotate: done",
    /// Revoke: the one question.
    RevokeStop => "Revoke",
    /// Revoke: positions first.
    RevokeControlled => "Revoke: positions",
    /// Revoke: the kill.
    RevokeKill => "Revoke: kill",
    /// Revoke: cut off.
    RevokeCutOff => "Revoke: cut off",
    /// Revoke: proving it.
    RevokeProve => "Revoke: prove",
    /// Revoke: what was done with it.
    RevokeLook => "Revoke: look",
    /// Revoke: another key.
    RevokeNew => "Revoke: new",
    /// Revoke: one more look.
    RevokeTail => "Revoke: one more look",
    /// Revoke: ended.
    RevokeDone => "Revoke: done",
    /// A death that is called one.
    Proof => "Is it dead?",
    /// A death that is not proven.
    NotProven => "Not proven",
    /// The bot's name is typed.
    TypeName => "Type its name",
    /// A reason, an end or a way is typed.
    TypeLine => "Type it",
    /// A question with two answers.
    Question => "A question",
    /// The sealed files' passphrase.
    Unlock => "Unlock",
    /// The keyring's dialog.
    UnlockKeyring => "Unlock the keyring",
    /// The sealed files are made.
    MakeSealed => "Make a sealed file",
    /// The made-up page: its list.
    Page => "The exchange's page",
    /// The made-up page: one key of it.
    PageKey => "One key of the page",
    /// The made-up page: a text of it.
    PageText => "The page: a field",
    /// The made-up page: a new key, shown once.
    PageNew => "The page: shown once",
    /// The weather at the made-up exchange.
    PageWeather => "The weather",
}
