//! Telling facts: the form at every size, and what becomes of it.

use super::State;
use crate::domain::{Scope, Tri};
use crate::engine::port::{Answer, EditDraft, Job};
use crate::screen_test;
use crate::tui::input::Key;
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{answer, jobs, press, row_of, sitting};
use crate::tui::state;
use crate::tui::testing;

fn edit(size: (u16, u16)) -> state::State {
    let mut shared = sitting(size, "10:41:00");
    let screen = State::new(&row_of("kr-btc"), &mut shared);
    shared.take_effects();
    testing::state(shared, Screen::Edit(screen))
}

fn draft(state: &mut state::State) -> Box<EditDraft> {
    match jobs(press(state, &[Key::Enter])).pop() {
        Some((_, Job::Edit(draft))) => draft,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_form_at_every_size() {
    screen_test!("edit", edit);
}

#[test]
fn untouched_it_tells_nothing() {
    let draft = draft(&mut edit((80, 24)));
    let about = draft.about;
    assert!(about.kind.is_none() && about.custody.is_none() && about.host.is_none() && about.needs.is_none());
    assert!(draft.created.is_none() && draft.expires.is_none() && draft.scopes.is_empty() && draft.listed.is_none());
}

#[test]
fn the_four_facts_are_told() {
    let mut state = edit((80, 24));
    press(&mut state, &[Key::Tab; 6]);
    testing::type_text(&mut state, "today");
    press(&mut state, &[Key::Tab]);
    testing::type_text(&mut state, "2026-12-31");
    press(&mut state, &[Key::Tab, Key::Char(' '), Key::Right, Key::Char(' '), Key::Char(' ')]);
    press(&mut state, &[Key::Tab, Key::Right]);
    let draft = draft(&mut state);
    assert_eq!(draft.created, Some(state.shared.now));
    assert_eq!(draft.expires, Some(testing::moment("2026-12-31 00:00:00")));
    assert_eq!(draft.scopes, [(Scope::Read, Tri::Yes), (Scope::Spot, Tri::No)]);
    assert_eq!(draft.listed, Some(true));
}

#[test]
fn a_date_that_is_none_is_said_at_its_field() {
    let mut state = edit((80, 24));
    press(&mut state, &[Key::Tab; 6]);
    testing::type_text(&mut state, "yesterday");
    assert!(jobs(press(&mut state, &[Key::Enter])).is_empty());
    assert!(testing::text(&mut state).contains("A date is written like 2026-02-03, or today."));
}

#[test]
fn told_it_closes() {
    let mut state = edit((80, 24));
    let sent = jobs(press(&mut state, &[Key::Enter]));
    answer(&mut state, sent[0].0, Answer::Saved(Box::new(row_of("kr-btc"))));
    assert!(state.shared.history.iter().any(|line| line.what.contains("Told of kr-btc")));
}
