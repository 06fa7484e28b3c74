//! Revoke at its steps, as the pictures show it; and what its keys cause.

use super::State;
use crate::domain::Generation;
use crate::engine::port::{Answer, FlowBrief, FlowCard, Job};
use crate::screen_test;
use crate::tui::input::Key;
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{answer, jobs, press, revocation, row_of, sitting, told};
use crate::tui::state;
use crate::tui::testing;

/// The question, before anything is opened.
fn asking(size: (u16, u16)) -> state::State {
    let mut shared = sitting(size, "03:12:00");
    let screen = State::new(&row_of("grid-eth"), None, &mut shared);
    assert!(shared.take_effects().is_empty(), "nothing is opened by looking");
    testing::state(shared, Screen::Revoke(screen))
}

/// The screen with this picture of the flow.
fn revoke(size: (u16, u16), card: FlowCard) -> state::State {
    let mut shared = sitting(size, "03:14:14");
    let mut row = row_of("grid-eth");
    row.flow = Some(FlowBrief { id: 18, kind: "revocation", step: "kill".into(), at: 2, of: 5, next_at: None });
    let screen = State::new(&row, None, &mut shared);
    let first = jobs(shared.take_effects()).remove(0).0;
    let mut state = testing::state(shared, Screen::Revoke(screen));
    answer(&mut state, first, Answer::Flow(Box::new(card)));
    state
}

fn at(step: &'static str) -> state::State {
    revoke((80, 24), revocation(step))
}

#[test]
fn the_question_as_the_pictures_show_it() {
    screen_test!("revoke", asking);
}

#[test]
fn the_kill_as_the_pictures_show_it() {
    screen_test!("kill", |size| revoke(size, revocation("kill-now")));
}

#[test]
fn every_other_step_at_every_size() {
    screen_test!("controlled", |size| revoke(size, revocation("controlled")));
    screen_test!("cut-off", |size| revoke(size, revocation("cut-off")));
    screen_test!("prove", |size| revoke(size, revocation("prove")));
    screen_test!("look", |size| revoke(size, revocation("look")));
    screen_test!("replace", |size| revoke(size, revocation("replace")));
    screen_test!("tail", |size| revoke(size, revocation("tail")));
    screen_test!("closed", |size| revoke(size, revocation("closed")));
}

#[test]
fn the_safe_answer_is_first_and_opens_it_with_its_reason() {
    let mut state = asking((80, 24));
    let Some((_, Job::Tell(tell))) = jobs(press(&mut state, &[Key::Enter])).pop() else { panic!() };
    assert_eq!(tell.word.unwrap().to_string(), "now");
    assert_eq!(tell.reason.as_deref(), Some("on suspicion"));
    assert_eq!(tell.to.target.generation, Some(Generation::FIRST));
    let mut state = asking((80, 24));
    assert_eq!(told(&mut state, &[Key::Char('2')]), ["controlled"]);
}

#[test]
fn its_reason_can_be_told() {
    let mut state = asking((80, 24));
    press(&mut state, &[Key::Char('w'), Key::Ctrl('u')]);
    testing::type_text(&mut state, "seen in a log");
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("seen in a log"));
    let Some((_, Job::Tell(tell))) = jobs(press(&mut state, &[Key::Enter])).pop() else { panic!() };
    assert_eq!(tell.reason.as_deref(), Some("seen in a log"));
}

#[test]
fn esc_at_the_question_changes_nothing() {
    let mut state = asking((80, 24));
    assert!(jobs(press(&mut state, &[Key::Esc])).is_empty());
}

#[test]
fn each_step_says_its_word() {
    let words = [
        ("controlled", Key::Enter, "guarded"),
        ("controlled", Key::Char('x'), "now"),
        ("kill-now", Key::Enter, "deleted"),
        ("kill-now", Key::Char('t'), "off"),
        ("kill-now", Key::Char('z'), "frozen"),
        ("kill-now", Key::Char('v'), "ask"),
        ("cut-off", Key::Enter, "deleted"),
        ("prove", Key::Char('v'), "ask"),
        ("look", Key::Enter, "looked"),
        ("replace", Key::Enter, "replace"),
        ("replace", Key::Char('2'), "later"),
        ("tail", Key::Enter, "ask"),
    ];
    for (step, key, word) in words {
        assert_eq!(told(&mut at(step), &[key]), [word], "{step} {key:?}");
    }
    assert_eq!(told(&mut at("prove"), &[Key::Enter, Key::Char('1')]), ["gone"]);
}

#[test]
fn never_wants_the_name_and_giving_up_a_reason() {
    let mut state = at("replace");
    assert!(told(&mut state, &[Key::Char('n'), Key::Enter]).is_empty());
    testing::type_text(&mut state, "grid-eth");
    assert_eq!(told(&mut state, &[Key::Enter]), ["never"]);
    let mut state = at("kill-now");
    assert!(told(&mut state, &[Key::Char('A'), Key::Enter]).is_empty());
    testing::type_text(&mut state, "false alarm");
    assert_eq!(told(&mut state, &[Key::Enter]), ["abort"]);
}

#[test]
fn the_head_counts_while_it_can_be_used_and_then_stands() {
    let mut state = at("kill-now");
    assert!(testing::text(&mut state).contains("still usable · 02:14"));
    state.shared.now += crate::domain::Span::seconds(5);
    assert!(testing::text(&mut state).contains("still usable · 02:19"));
    let mut state = at("look");
    state.shared.now += crate::domain::Span::hours(5);
    assert!(testing::text(&mut state).contains("was usable · 17:04"));
}

#[test]
fn the_counting_head_is_red_and_all_is_ascii_without_drawn_signs() {
    use crate::tui::glyphs::Signs;
    use crate::tui::theme::{Ground, Tone};
    let mut state = at("kill-now");
    let drawn = testing::drawn(&mut state, Tone::Colour(Ground::Dark), Signs::Drawn);
    assert_eq!(testing::look(&drawn, "still usable").fg, Some(ratatui::style::Color::LightRed));
    for step in ["suspected", "controlled", "kill-now", "cut-off", "prove", "look", "replace", "tail", "closed"] {
        let mut state = at(step);
        let text = testing::text_of(&testing::drawn(&mut state, Tone::Plain, Signs::Ascii));
        assert!(text.is_ascii(), "{step}: {text}");
    }
}

#[test]
fn the_replacement_is_the_rotation() {
    let mut state = at("replace");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    answer(&mut state, sent[0].0, Answer::Flow(Box::new(revocation("tail"))));
    assert!(matches!(state.top().unwrap().screen, Screen::Rotate(_)));
}

#[test]
fn later_things_are_not_offered() {
    for step in ["suspected", "controlled", "kill-now", "cut-off", "look", "replace"] {
        let text = testing::text(&mut at(step));
        for later in ["incident", "read meanwhile", "census"] {
            assert!(!text.contains(later), "{step}: {later}");
        }
    }
}
