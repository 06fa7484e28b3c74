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
//! | `widgets/` | frame (line 1, line 2, rule, last line), list window, panes, pages that scroll, forms, masked fields, gauge, scope strip |
//! | `screens/` | a folder a screen; its `mod.rs` says how to add one |
//! | `bench` | guides, rules and the tray, handed in; what waits for the store to be opened |
//! | `words`, `leaving` | sentences that several screens share; what stays after leaving |
//!
//! A key's walk: `input` makes a `Key` of bytes, `update` gives it to the field that has the focus or looks it up in
//! `actions`, the screen on top does the action and says where to go ([`state::Go`]), jobs go to the engine with a ticket,
//! and its answer comes back as a message. A paste takes another way: it goes from the loop to the field that waits for it
//! ([`update::paste`]) and is never a message, since it may be a secret.
//!
//! What this room never does: read a clock (the time comes with each message), wait, or name a colour in a view.

pub mod actions;
pub mod bench;
pub mod canvas;
mod event_loop;
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

use crate::domain::{Look, Problem};
use crate::engine::desk::{Desk, Filter};
use crate::engine::port::FlowTarget;
use bench::Bench;
use screens::{Screen, fleet};
use state::{Shared, State};
use terminal::Wanted;

/// What a sitting begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Colours and signs, as the configuration and the command line want them.
    pub look: Look,
    /// Nothing may be changed.
    pub read_only: bool,
    /// Whether this terminal draws our signs two cells wide, where an earlier sitting learnt it ([`Left::wide_signs`]).
    pub wide_signs: Option<bool>,
    /// The flow to open at: `rotate` and `revoke` on a terminal.
    pub flow: Option<FlowTarget>,
    /// Why, where the command told it: opens a revocation.
    pub reason: Option<String>,
}

/// What a sitting leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Lines for the normal screen, now that it is there again: what is open.
    pub lines: Vec<String>,
    /// Whether this terminal draws our signs two cells wide, for the next sitting; `None` where it did not tell.
    pub wide_signs: Option<bool>,
    /// The user wants to practise: the caller starts that sitting on its own desk.
    pub practise: bool,
}

/// Runs the screen on this desk until its user leaves; the terminal is as it was when this returns.
///
/// # Errors
/// Standard input and output are no terminal, it was lost, or the inventory cannot be read.
pub fn run(desk: &Desk, start: &Start) -> Result<Left, Problem> {
    let environment = desk.environment();
    let wanted = Wanted {
        theme: start.look.theme,
        colourless: environment.no_color || environment.term.as_deref() == Some("dumb"),
        mute: matches!(environment.term.as_deref(), None | Some("dumb" | "linux")),
        ground: theme::Ground::of_variable(environment.colorfgbg.as_deref()),
        ascii: start.look.ascii || !environment.utf8,
        wide_signs: start.wide_signs,
    };
    // Read before the terminal is taken: what fails here is said on the normal screen, and the first frame is whole.
    let fleet = desk.fleet(&Filter::default())?.one_row_a_rotation();
    let title = if desk.is_practice() { "keyward · PRACTICE, nothing is real" } else { "keyward" };
    let screen = terminal::Screen::enter(wanted, title).map_err(|error| {
        Problem::new("The screen could not be opened", error.to_string(), "`keyward list` prints without a screen.")
    })?;
    let mut shared = Shared::new(desk.clock().now(), screen.size(), desk.is_practice(), start.read_only);
    shared.home = desk.place();
    shared.fleet = Some(fleet);
    shared.bench =
        Bench { venues: desk.venues(), policy: desk.policy().clone(), tray: desk.tray().clone(), taken: None };
    let (state, wide_signs) = event_loop::run(desk, screen, first(shared, start))?;
    let mut lines = leaving::lines(&state.shared);
    lines.extend(leaving::lost(&state));
    Ok(Left { lines, wide_signs, practise: state.shared.practise })
}

/// The fleet, and on it what the sitting was opened for.
fn first(mut shared: Shared, start: &Start) -> State {
    let fleet = fleet::State::new(&mut shared);
    let opened = match &start.flow {
        Some(target) => screens::open_flow(target, start.reason.as_deref(), &mut shared),
        None => fleet::welcome(&mut shared),
    };
    let mut state = State::new(shared, Screen::Fleet(fleet));
    update::follow(&mut state, opened);
    state
}
