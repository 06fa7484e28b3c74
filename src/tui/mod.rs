//! The screen. Elm in Rust: one [`state::State`] (a stack of layers), one [`update::Message`], [`update::update`] changes the
//! state and returns what has to be done, [`view::draw`] draws it and changes nothing.
//!
//! | file | holds |
//! | --- | --- |
//! | `event_loop` | the one loop: keys, pastes, answers, seconds; drains what came, draws once |
//! | `terminal` | the real terminal: taken, asked, given back on quit, panic, signal and Ctrl-Z |
//! | `input` | bytes into keys, pastes and answers of the terminal |
//! | `state`, `update`, `view` | the three of Elm |
//! | `actions` | the one table of keys: handling, last line and help are drawn from it |
//! | `theme`, `glyphs`, `canvas` | roles, signs, and the cells they are drawn into |
//! | `widgets/` | frame (line 1, line 2, rule, last line), list window, panes, fields, gauge, scope strip |
//! | `screens/` | a folder a screen; its `mod.rs` says how to add one |
//! | `words`, `leaving` | sentences that several screens share; what stays after leaving |
//!
//! A key's walk: `input` makes a `Key` of bytes, `update` gives it to the field that has the focus or looks it up in
//! `actions`, the screen on top does the action and says where to go ([`state::Go`]), jobs go to the engine with a ticket,
//! and its answer comes back as a message. A paste takes another way: it goes from the loop to the field that waits for it
//! ([`update::paste`]) and is never a message, since it may be a secret.
//!
//! What this room never does: read a clock (the time comes with each message), wait, or name a colour in a view.

pub mod actions;
pub mod canvas;
pub mod event_loop;
pub mod glyphs;
pub mod input;
pub mod leaving;
pub mod screens;
pub mod state;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod widgets;
pub mod words;
