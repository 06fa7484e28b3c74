//! The made-up page, as the pictures show it; and what its keys cause.

use super::State;
use crate::domain::KeyHint;
use crate::engine::port::{Answer, FreshKey, Job, PageJob, PageLine, PageView};
use crate::screen_test;
use crate::secret::{Credential, Parts};
use crate::tui::input::Key;
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{answer, jobs, press, row_of, sitting};
use crate::tui::state;
use crate::tui::testing::{self, moment};

fn view() -> PageView {
    let key = |name: &str, hint: &str, permissions: &str, made, used: &str, trade| PageLine {
        name: name.into(),
        hint: KeyHint::new(hint).unwrap(),
        permissions: permissions.into(),
        list: "203.0.113.7".into(),
        made,
        last_used: used.into(),
        toggles: vec![("Read".into(), true), ("Trade".into(), trade), ("Withdraw".into(), false)],
        secret: "shown once, at 10:43; it cannot be shown again".into(),
    };
    PageView {
        exchange: "made-up OKX".into(),
        says: "Sub-account arb has 2 of 50 keys. n makes one.".into(),
        rows: vec![
            key("arb-okx-1216", "c04e", "read trade", moment("2025-12-27 09:00:00"), "now", true),
            key("arb-okx-0316", "77b1", "read", moment("2026-03-16 10:43:00"), "10:44", false),
        ],
        chosen: Some(1),
        fresh: None,
        weather: vec![("slow: each answer takes 3 s".into(), false), ("down".into(), true)],
        taken: None,
        unsaved: false,
    }
}

fn page(size: (u16, u16), view: PageView) -> state::State {
    let mut shared = sitting(size, "10:44:07");
    shared.practice = true;
    let screen = State::new(&row_of("arb-okx"), &mut shared);
    let first = jobs(shared.take_effects()).remove(0).0;
    let mut state = testing::state(shared, Screen::Page(screen));
    answer(&mut state, first, Answer::Page(Box::new(view)));
    state
}

fn fresh() -> PageView {
    let hint = KeyHint::new("77b1").unwrap();
    PageView { fresh: Some(FreshKey { name: "arb-okx-0316".into(), hint, passphrase: true, taken: false }), ..view() }
}

fn sent(state: &mut state::State, keys: &[Key]) -> Vec<PageJob> {
    let job = |(_, job)| if let Job::Page(job) = job { Some(job) } else { None };
    jobs(press(state, keys)).into_iter().filter_map(job).collect()
}

#[test]
fn as_the_pictures_show_it() {
    screen_test!("page", |size| {
        let mut state = page(size, view());
        press(&mut state, &[Key::Enter]);
        state
    });
}

#[test]
fn shown_once_as_the_pictures_show_it() {
    screen_test!("new", |size| page(size, fresh()));
}

#[test]
fn the_weather_and_the_form_at_every_size() {
    screen_test!("weather", |size| {
        let mut state = page(size, view());
        press(&mut state, &[Key::Char('w')]);
        state
    });
    screen_test!("make", |size| {
        let mut state = page(size, view());
        press(&mut state, &[Key::Char('n')]);
        state
    });
}

#[test]
fn toggles_lists_and_saving() {
    let mut state = page((80, 24), view());
    press(&mut state, &[Key::Enter, Key::Down]);
    assert_eq!(sent(&mut state, &[Key::Char(' ')]), [PageJob::Toggle { row: 1, toggle: 1 }]);
    let mut state = page((80, 24), view());
    press(&mut state, &[Key::Enter, Key::Down, Key::Down, Key::Down, Key::Enter, Key::Ctrl('u')]);
    testing::type_text(&mut state, "198.51.100.20");
    assert_eq!(sent(&mut state, &[Key::Enter]), [PageJob::List { row: 1, text: "198.51.100.20".into() }]);
    assert_eq!(sent(&mut page((80, 24), view()), &[Key::Char('s')]), [PageJob::Save]);
    assert_eq!(sent(&mut page((80, 24), view()), &[Key::Up, Key::Char('D')]), [PageJob::Delete(0)]);
    assert_eq!(sent(&mut page((80, 24), view()), &[Key::Char('w'), Key::Down, Key::Char(' ')]), [PageJob::Weather(1)]);
}

#[test]
fn a_key_is_made_with_a_name_and_taken_by_its_handle() {
    let mut state = page((80, 24), view());
    press(&mut state, &[Key::Char('n')]);
    let made = sent(&mut state, &[Key::Enter]);
    assert_eq!(made, [PageJob::Make { name: "arb-okx-0316".into(), list: "203.0.113.7".into(), passphrase: None }]);
    let mut state = page((80, 24), view());
    if let Some(layer) = state.layers.last_mut()
        && let Screen::Page(page) = &mut layer.screen
    {
        page.passphrase = Some(crate::secret::Wiped::copy_of(b"made"));
    }
    // A handle each time: the page may refuse the first.
    for _ in 0..2 {
        press(&mut state, &[Key::Char('n')]);
        let made = jobs(press(&mut state, &[Key::Enter]));
        let [(ticket, Job::Page(PageJob::Make { passphrase: Some(handle), .. }))] = made[..] else {
            panic!("{made:?}")
        };
        assert!(state.shared.bench.tray.take_passphrase(handle, state.shared.now).is_ok());
        answer(&mut state, ticket, Answer::Problem(crate::domain::Problem::new("No", "no", "no")));
    }
    let mut state = page((80, 24), fresh());
    let taking = jobs(press(&mut state, &[Key::Char('y')]));
    let parts = Parts::new("1f0e7a52-77b1", "secret").with_passphrase("p");
    let now = state.shared.now;
    let handle = state.shared.bench.tray.put(Credential::new(parts).unwrap(), now);
    answer(&mut state, taking[0].0, Answer::Page(Box::new(PageView { taken: Some(handle), ..fresh() })));
    assert_eq!(state.shared.bench.taken.as_ref().map(|taken| taken.handle), Some(handle));
    assert!(testing::text(&mut state).contains("…77b1 is taken, with its secret."));
    assert_eq!(sent(&mut state, &[Key::Enter]), [PageJob::Close]);
}
