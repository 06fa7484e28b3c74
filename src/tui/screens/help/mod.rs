//! skeleton
use crate::engine::port::Answer;
use crate::tui::actions::Action;
use crate::tui::canvas::Canvas;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Place;
use crate::tui::state::{Drawn, Focus, Go, Shared, Ticket, Window};
/// s
#[derive(Debug)]
pub struct State;
impl State {
    /// n
    pub fn new(_place: Place) -> Self {
        Self
    }
    /// c
    pub fn take_chosen(&mut self) -> Option<Action> {
        None
    }
}
/// p
pub fn place(_: &State) -> Place {
    Place::Help
}
/// f
pub fn focus(_: &State) -> Focus {
    Focus::Actions
}
/// a
pub fn act(_: &mut State, _: &mut Shared, _: Action) -> Go {
    Go::Stay
}
/// t
pub fn typed(_: &mut State, _: &mut Shared, _: Key) -> Option<Go> {
    None
}
/// p
pub fn paste(_: &mut State, _: &mut Shared, _: Paste) -> Go {
    Go::Stay
}
/// h
pub fn hear(_: &mut State, _: &mut Shared, _: Ticket, _: &Answer) -> Go {
    Go::Stay
}
/// c
pub fn counts(_: &State, _: &Shared) -> bool {
    false
}
/// d
pub fn draw(_: &State, _: &Shared, window: Window, _: &mut Canvas<'_>) -> Drawn {
    Drawn { window, hits: Vec::new() }
}
