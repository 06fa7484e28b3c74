//! The five steps, as the pictures show them; and what keys and pastes cause.

use super::State;
use crate::domain::{Class, KeyState, Problem};
use crate::engine::port::{AddDraft, Answer, Job, StoreKind, StoreState};
use crate::screen_test;
use crate::secret::Wiped;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{add_card, answer, jobs, press, sitting};
use crate::tui::state::{self, Effect, Focus};
use crate::tui::testing;
use crate::tui::update::paste;

fn add(size: (u16, u16)) -> state::State {
    let mut shared = sitting(size, "10:41:00");
    let screen = State::new(&mut shared);
    shared.take_effects();
    let mut state = testing::state(shared, Screen::Add(screen));
    testing::type_text(&mut state, "mm-sol");
    // A passivbot: it needs futures. It runs here, seen from an address.
    press(&mut state, &[Key::Tab, Key::Right, Key::Right, Key::Right, Key::Tab, Key::Tab]);
    testing::type_text(&mut state, "198.51.100.20");
    state
}

/// At the exchange: Bybit, its sub-account mm.
fn at_exchange(size: (u16, u16)) -> state::State {
    let mut state = add(size);
    press(&mut state, &[Key::Enter, Key::Right]);
    state
}

fn at_secret(size: (u16, u16)) -> state::State {
    let mut state = at_exchange(size);
    press(&mut state, &[Key::Enter]);
    state
}

const KEY: &str = "AbCdEfGhIjKlMn7Tud";

fn paste_text(state: &mut state::State, text: &str) -> Vec<Effect> {
    let now = state.shared.now;
    paste(state, Paste::new(text.as_bytes().to_vec()), now)
}

fn whole() -> String {
    format!("{{\"apiKey\": \"{KEY}8\", \"secret\": \"{}\"}}", "s".repeat(36)).replace("7Tud8", "7Tud")
}

fn sealing(effects: Vec<Effect>) -> (state::Ticket, Box<AddDraft>) {
    match jobs(effects).pop() {
        Some((ticket, Job::AddSeal(draft, _))) => (ticket, draft),
        other => panic!("{other:?}"),
    }
}

fn sealed(size: (u16, u16)) -> state::State {
    let mut state = at_secret(size);
    let (ticket, _) = sealing(paste_text(&mut state, &whole()));
    answer(&mut state, ticket, Answer::Add(Box::new(add_card(None))));
    state
}

fn checked(size: (u16, u16), class: Class, says: &str) -> state::State {
    let mut state = sealed(size);
    let sent = jobs(press(&mut state, &[Key::Enter]));
    assert!(matches!(sent[..], [(_, Job::AddAsk(_))]), "{sent:?}");
    answer(&mut state, sent[0].0, Answer::Add(Box::new(add_card(Some((class, says))))));
    state
}

#[test]
fn the_bot_as_the_pictures_show_it() {
    screen_test!("bot", add);
}

#[test]
fn the_exchange_as_the_pictures_show_it() {
    screen_test!("exchange", at_exchange);
}

#[test]
fn the_secret_as_the_pictures_show_it() {
    screen_test!("secret", at_secret);
    screen_test!("sealed", sealed);
}

#[test]
fn the_check_as_the_pictures_show_it() {
    screen_test!("check", |size| checked(size, Class::Ok, "Bybit answered from here at 10:41:12."));
}

#[test]
fn the_saving_as_the_pictures_show_it() {
    screen_test!("save", |size| {
        let mut state = checked(size, Class::Ok, "Bybit answered from here at 10:41:12.");
        press(&mut state, &[Key::Char('s')]);
        state
    });
}

#[test]
fn what_the_steps_say_becomes_the_draft() {
    let mut state = at_secret((80, 24));
    let (_, draft) = sealing(paste_text(&mut state, &whole()));
    assert_eq!(draft.bot.as_str(), "mm-sol");
    assert_eq!((draft.exchange.as_str(), draft.site.to_string().as_str()), ("bybit", "global"));
    assert_eq!(draft.account.to_string(), "sub:mm");
    assert_eq!(draft.about.kind.map(|kind| kind.word()), Some("passivbot"));
    assert_eq!(draft.about.addresses.as_ref().map(Vec::len), Some(1));
    assert_eq!((draft.about.needs, draft.about.max_age_days), (None, None), "not told: by its kind, by the rule");
    assert!(!draft.anyway);
}

#[test]
fn needs_and_days_are_told_where_they_are_changed() {
    let mut state = add((80, 24));
    press(&mut state, &[Key::Tab, Key::Char('n'), Key::Right, Key::Char(' ')]);
    press(&mut state, &[Key::Tab, Key::Ctrl('u')]);
    testing::type_text(&mut state, "30");
    press(&mut state, &[Key::Enter, Key::Right, Key::Enter]);
    let (_, draft) = sealing(paste_text(&mut state, &whole()));
    let needs: Vec<&str> = draft.about.needs.unwrap().iter().map(|scope| scope.word()).collect();
    assert_eq!((needs, draft.about.max_age_days), (vec!["read", "spot", "futures"], Some(30)));
}

#[test]
fn a_wrong_name_is_said_and_nothing_is_lost() {
    let mut shared = sitting((80, 24), "10:41:00");
    let screen = State::new(&mut shared);
    let mut state = testing::state(shared, Screen::Add(screen));
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains('✖'));
    assert!(testing::text(&mut state).contains("step 1 of 5"));
}

#[test]
fn a_pasted_name_is_typed_and_its_newline_submits_nothing() {
    let mut shared = sitting((80, 24), "10:41:00");
    let screen = State::new(&mut shared);
    let mut state = testing::state(shared, Screen::Add(screen));
    assert_eq!(state.focus(), Focus::Text);
    assert!(jobs(paste_text(&mut state, "mm-sol\n")).iter().all(|(_, job)| !matches!(job, Job::AddSeal(..))));
    assert!(testing::text(&mut state).contains("mm-sol") && testing::text(&mut state).contains("step 1 of 5"));
}

#[test]
fn a_secret_that_lands_in_an_ordinary_field_is_wiped_and_not_drawn() {
    let mut state = add((80, 24));
    paste_text(&mut state, "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3t");
    let text = testing::text(&mut state);
    assert!(!text.contains("s3cr3t") && text.contains("That looks like a key"), "{text}");
}

#[test]
fn a_locked_store_is_opened_first_and_nothing_of_the_paste_is_lost() {
    let mut state = at_secret((80, 24));
    state.shared.store = Some(testing::store(StoreKind::Sealed, StoreState::Locked));
    assert!(jobs(paste_text(&mut state, &whole())).is_empty());
    assert!(matches!(state.top().unwrap().screen, Screen::Unlock(_)));
    state.shared.now += crate::domain::Span::seconds(1);
    press(&mut state, &[Key::Esc]);
    assert!(testing::text(&mut state).contains("36 characters"), "the fields keep it");
    press(&mut state, &[Key::Enter]);
    state.shared.now += crate::domain::Span::seconds(1);
    testing::type_text(&mut state, "x");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    let open = testing::store(StoreKind::Sealed, StoreState::Open);
    sealing(answer(&mut state, sent[0].0, Answer::Store(Box::new(open))));
}

#[test]
fn the_paste_is_in_no_message_no_debug_and_on_no_screen() {
    let mut state = at_secret((80, 24));
    assert_eq!(state.focus(), Focus::Secret);
    paste_text(&mut state, KEY);
    paste_text(&mut state, "half-a-secret");
    let text = testing::text(&mut state);
    assert!(!text.contains("half-a-secret") && !text.contains("AbCd"), "{text}");
    assert!(text.contains("…7Tud") && text.contains("The secret has 13 of 36 characters."), "{text}");
    assert!(!format!("{state:?}").contains("half-a-secret"));
}

#[test]
fn swapped_halves_are_said_and_s_swaps_them() {
    let mut state = at_secret((80, 24));
    paste_text(&mut state, &"s".repeat(36));
    let effects = paste_text(&mut state, KEY);
    assert!(jobs(effects).is_empty());
    let says = "These look swapped: the first is 36 characters, Bybit's keys have 18.";
    let flat = testing::text(&mut state).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(says) && flat.contains("s swaps them."), "{flat}");
    press(&mut state, &[Key::Char('s')]);
    sealing(press(&mut state, &[Key::Enter]));
}

#[test]
fn a_key_that_another_bot_has_is_said() {
    let mut state = at_secret((80, 24));
    let (ticket, _) = sealing(paste_text(&mut state, &whole()));
    let why = "One key, one bot: then revoking one does not stop two.";
    answer(&mut state, ticket, Answer::Problem(Problem::new("grid-eth has this key already", "", why)));
    let flat = testing::text(&mut state).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&format!("grid-eth has this key already. {why}")), "{flat}");
}

#[test]
fn the_first_secret_without_a_keyring_makes_the_sealed_file_first() {
    let mut state = at_exchange((80, 24));
    state.shared.store = Some(testing::store(StoreKind::Sealed, StoreState::Absent));
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("Nobody can bring it back, keyward neither."));
}

#[test]
fn saving_and_dropping_what_is_sealed() {
    let mut state = checked((80, 24), Class::Ok, "Bybit answered.");
    let saved = jobs(press(&mut state, &[Key::Char('s'), Key::Enter]));
    assert!(matches!(saved[..], [(_, Job::AddSave(_))]), "{saved:?}");
    let mut state = sealed((80, 24));
    press(&mut state, &[Key::Esc]);
    assert!(testing::text(&mut state).contains("…7Tud is sealed and not saved yet."));
    let dropped = jobs(press(&mut state, &[Key::Char('2')]));
    assert!(matches!(dropped[..], [(_, Job::AddDrop(_))]), "{dropped:?}");
}

#[test]
fn one_that_was_begun_before_is_asked_about() {
    let mut shared = sitting((80, 24), "10:41:00");
    shared.fleet.as_mut().unwrap().rows[4].state = Some(KeyState::Adding);
    let screen = State::new(&mut shared);
    shared.take_effects();
    let mut state = testing::state(shared, Screen::Add(screen));
    assert!(testing::text(&mut state).contains("…1d9a is sealed and not saved yet."));
    let asked = jobs(press(&mut state, &[Key::Char('1')]));
    assert!(matches!(asked[..], [(_, Job::AddAsk(_))]), "{asked:?}");
}

#[test]
fn the_fleets_row_of_it_goes_on_with_it() {
    let mut shared = sitting((80, 24), "10:41:00");
    let mut row = crate::tui::screens::flow::testing::row_of("hb-xemm");
    row.state = Some(KeyState::Adding);
    let go = crate::tui::screens::open(&crate::tui::screens::Door::Rotate(&row), &mut shared);
    assert!(matches!(go, state::Go::Open(screen) if matches!(*screen, Screen::Add(_))));
}

#[test]
fn an_answer_that_is_no_reading_is_its_own_sentence() {
    let says = "Bybit knows no such key at api.bybit.com. Same key, other region or test site?";
    let mut state = checked((80, 24), Class::UnknownKey, says);
    let flat = testing::text(&mut state).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(says), "{flat}");
}

/// At OKX, `g` pressed and answered.
fn with_passphrase(size: (u16, u16)) -> state::State {
    let mut state = at_exchange(size);
    press(&mut state, &[Key::Right]);
    let sent = jobs(press(&mut state, &[Key::Char('g')]));
    assert!(matches!(sent[..], [(_, Job::MakePassphrase)]), "{sent:?}");
    let handle = state.shared.bench.tray.put_passphrase(Wiped::copy_of(MADE.as_bytes()), state.shared.now);
    answer(&mut state, sent[0].0, Answer::Passphrase(handle));
    state
}

const MADE: &str = "Qw7!made-up-w0rds-xY";

#[test]
fn a_made_passphrase_as_it_is_shown() {
    screen_test!("passphrase", with_passphrase);
    screen_test!("passphrase-secret", |size| {
        let mut state = with_passphrase(size);
        press(&mut state, &[Key::Enter]);
        state
    });
}

#[test]
fn a_made_passphrase_is_copied_in_turn_with_the_address_and_waits_in_its_field() {
    let mut state = with_passphrase((80, 24));
    let effects = press(&mut state, &[Key::Char('y')]);
    assert!(matches!(&effects[..], [Effect::CopySecret(secret)] if secret.same_as(&Wiped::copy_of(MADE.as_bytes()))));
    assert!(matches!(&press(&mut state, &[Key::Char('y')])[..], [Effect::Copy(text)] if text == "198.51.100.20"));
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("key and secret are enough"));
    paste_text(&mut state, "1f0e7a52-0000-4000-8000-0000000077b1");
    let (ticket, draft) = sealing(paste_text(&mut state, "22582BD0CFF14C41EDBF1AB98506286D"));
    assert_eq!(draft.exchange.as_str(), "okx");
    let text = testing::text(&mut state);
    assert!(!format!("{effects:?}{state:?}{text}").contains(MADE));
    answer(&mut state, ticket, Answer::Add(Box::new(add_card(None))));
    assert!(!state.top().unwrap().screen.holds_made_passphrase(), "sealed");
}

#[test]
fn another_exchange_wants_none_and_loses_the_one_that_was_made() {
    let mut state = at_exchange((80, 24));
    assert!(jobs(press(&mut state, &[Key::Char('g')])).is_empty());
    assert!(testing::text(&mut state).contains("Bybit wants no passphrase of your own."));
    let mut state = with_passphrase((80, 24));
    press(&mut state, &[Key::Left, Key::Enter]);
    assert!(testing::text(&mut state).contains("The passphrase is wiped."));
}
