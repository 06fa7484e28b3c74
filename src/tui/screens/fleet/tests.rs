//! The fleet in every size and state, held against the design's pictures.

use super::State;
use crate::engine::port::{Answer, StoreKind, StoreState};
use crate::screen_test;
use crate::tui::actions::Step;
use crate::tui::screens::Screen;
use crate::tui::state::{self, Ticket};
use crate::tui::testing;

fn fleet(size: (u16, u16)) -> state::State {
    let mut shared = testing::shared(size);
    let screen = State::new(&mut shared);
    with_card(testing::state(shared, Screen::Fleet(screen)))
}

fn with_card(mut state: state::State) -> state::State {
    let card = Answer::Key(Box::new(testing::card()));
    let layer = state.layers.last_mut().unwrap();
    layer.screen.hear(&mut state.shared, Ticket(0), &card);
    state
}

#[test]
fn as_the_pictures_show_it() {
    screen_test!("fleet", fleet);
}
