//! Unlocking and making, as the pictures show them; and what keys cause.

use super::State;
use crate::domain::{KeyId, Problem, SecretPlace};
use crate::engine::port::{Answer, Job, StoreKind, StoreState};
use crate::screen_test;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{answer, jobs, press, sitting};
use crate::tui::state::{self, Focus};
use crate::tui::testing;
use crate::tui::update::paste;

fn locked(size: (u16, u16), kind: StoreKind, store: StoreState) -> state::State {
    let mut shared = sitting(size, "10:44:07");
    let mut brief = testing::store(kind, store);
    brief.says = if kind == StoreKind::Sealed { "No keyring answers here (no D-Bus).".into() } else { String::new() };
    shared.store = Some(brief);
    for row in &mut shared.fleet.as_mut().unwrap().rows {
        row.secret = SecretPlace::Sealed;
    }
    shared.start_once_open(Job::Ask(vec![KeyId(1)]));
    let screen = State::new(&mut shared);
    testing::state(shared, Screen::Unlock(screen))
}

fn sealed(size: (u16, u16)) -> state::State {
    locked(size, StoreKind::Sealed, StoreState::Locked)
}

#[test]
fn as_the_pictures_show_it() {
    screen_test!("unlock", |size| {
        let mut state = sealed(size);
        testing::type_text(&mut state, "correct horse");
        state
    });
}

#[test]
fn the_keyring_and_the_making_at_every_size() {
    screen_test!("keyring", |size| locked(size, StoreKind::Keyring, StoreState::Locked));
    screen_test!("making", |size| {
        let mut state = locked(size, StoreKind::Sealed, StoreState::Absent);
        testing::type_text(&mut state, "correct horse");
        press(&mut state, &[Key::Enter]);
        state
    });
}

#[test]
fn a_passphrase_goes_by_the_tray_and_a_wrong_one_says_so() {
    let mut state = sealed((80, 24));
    assert_eq!(state.focus(), Focus::Secret);
    assert!(jobs(press(&mut state, &[Key::Enter])).is_empty(), "not an empty one");
    let now = state.shared.now;
    paste(&mut state, Paste::new(b"open sesame\n".to_vec()), now);
    let sent = jobs(press(&mut state, &[Key::Enter]));
    let [(ticket, Job::Unlock(Some(handle)))] = &sent[..] else { panic!("{sent:?}") };
    let passphrase = state.shared.bench.tray.take_passphrase(*handle, now).unwrap();
    assert_eq!(passphrase.len(), 11);
    let problem = Problem::new("That does not open it", "", "Nothing is locked, try again.");
    answer(&mut state, *ticket, Answer::Problem(problem));
    assert!(testing::text(&mut state).contains("✖ That does not open it. Nothing is locked, try again."));
}

#[test]
fn two_that_differ_make_nothing() {
    let mut state = locked((80, 24), StoreKind::Sealed, StoreState::Absent);
    testing::type_text(&mut state, "one");
    press(&mut state, &[Key::Enter]);
    testing::type_text(&mut state, "two");
    assert!(jobs(press(&mut state, &[Key::Enter])).is_empty());
    assert!(testing::text(&mut state).contains("The two differ."));
    testing::type_text(&mut state, "both");
    press(&mut state, &[Key::Enter]);
    testing::type_text(&mut state, "both");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    assert!(matches!(sent[..], [(_, Job::MakeSealed(_))]), "{sent:?}");
}

#[test]
fn what_waited_goes_on_under_its_own_ticket() {
    let mut state = sealed((80, 24));
    let waited = state.shared.waiting[0].ticket;
    testing::type_text(&mut state, "x");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    let open = testing::store(StoreKind::Sealed, StoreState::Open);
    let after = jobs(answer(&mut state, sent[0].0, Answer::Store(Box::new(open))));
    assert!(matches!(after[..], [(ticket, Job::Ask(_))] if ticket == waited), "{after:?}");
}

#[test]
fn the_keyrings_dialog_is_waited_for() {
    let mut state = locked((80, 24), StoreKind::Keyring, StoreState::Locked);
    let sent = jobs(press(&mut state, &[Key::Char('u')]));
    assert!(matches!(sent[..], [(_, Job::Unlock(None))]), "{sent:?}");
    assert!(testing::text(&mut state).contains("Waiting for the keyring's own dialog."));
}
