//! The fleet in every size and state, held against the design's pictures.

use super::State;
use crate::domain::{Account, BotName, Class, KeyId, Moment, Span};
use crate::engine::port::{Answer, AskReport, AskedLine, Progress, StoreBrief, StoreKind, StoreState};
use crate::rules::RowSign;
use crate::screen_test;
use crate::tui::glyphs::Signs;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Screen;
use crate::tui::state::{self, Effect, Ticket};
use crate::tui::testing::{self, Look};
use crate::tui::theme::{Ground, Tone};
use crate::tui::update::{self, Message};
use ratatui::style::{Color, Modifier};

fn fleet(size: (u16, u16)) -> state::State {
    with(size, |_| {})
}

/// The fleet over a sitting that `change` has changed.
fn with(size: (u16, u16), change: impl FnOnce(&mut state::Shared)) -> state::State {
    let mut shared = testing::shared(size);
    change(&mut shared);
    let screen = State::new(&mut shared);
    let mut state = testing::state(shared, Screen::Fleet(screen));
    hear(&mut state, &Answer::Key(Box::new(testing::card())));
    state
}

fn hear(state: &mut state::State, answer: &Answer) {
    let layer = state.layers.last_mut().unwrap();
    layer.screen.hear(&mut state.shared, Ticket(0), answer);
}

/// The first three or four rows.
fn top(state: &mut state::State) -> String {
    testing::text(state).lines().take(4).map(|line| format!("{line}\n")).collect()
}

/// The job that a key press starts.
fn started(effects: &[Effect], job: &str) -> Option<Ticket> {
    effects.iter().find_map(|effect| match effect {
        Effect::Start(ticket, found) if format!("{found:?}").starts_with(job) => Some(*ticket),
        _ => None,
    })
}

#[test]
fn as_the_pictures_show_it() {
    screen_test!("fleet", fleet);
}

#[test]
fn all_is_well() {
    let mut state = with((80, 24), |shared| {
        let fleet = shared.fleet.as_mut().unwrap();
        fleet.rows.retain(|row| row.row.sign == RowSign::Fine);
    });
    assert_eq!(
        testing::text(&mut state).lines().nth(1),
        Some(" ● All is well. Next: kr-eth on Thu 30 April, in 45 days.")
    );
    let buffer = testing::drawn(&mut state, Tone::Colour(Ground::Dark), Signs::Drawn);
    assert_eq!(testing::look(&buffer, "All is well."), Look::of(Some(Color::Green), Modifier::BOLD));
}

#[test]
fn while_asking() {
    let asked_at = testing::now() - Span::days(2);
    let mut state = with((80, 24), |shared| shared.fleet.as_mut().unwrap().asked_at = Some(asked_at));
    let effects = update::update(&mut state, Message::Key(Key::Char('V')), testing::now());
    let ticket = started(&effects, "Ask").unwrap();
    let progress = Progress { done: 7, of: 12, last: Some((KeyId(7), Class::Ok)) };
    update::update(&mut state, Message::Progress(ticket, progress), testing::now() + Span::seconds(4));
    assert!(state.counts_seconds());
    insta::assert_snapshot!("asking", top(&mut state));
    // Esc stops the work and leaves nothing.
    let effects = update::update(&mut state, Message::Key(Key::Esc), testing::now());
    assert!(matches!(effects.as_slice(), [Effect::Stop(stopped)] if *stopped == ticket));
    update::update(&mut state, Message::Answer(ticket, Answer::Stopped), testing::now());
    assert!(!state.counts_seconds(), "nothing is drawn while nothing changes");
}

#[test]
fn one_asking_at_a_time() {
    let mut state = fleet((80, 24));
    let first = update::update(&mut state, Message::Key(Key::Char('v')), testing::now());
    assert!(started(&first, "Ask([KeyId(1)])").is_some());
    let second = update::update(&mut state, Message::Key(Key::Char('v')), testing::now());
    assert!(started(&second, "Ask").is_none());
}

#[test]
fn what_cannot_be_reached_is_unknown_and_not_bad() {
    let mut state = fleet((80, 24));
    let line = |key, class, says: &str| AskedLine { key: KeyId(key), class, says: says.into() };
    let report = AskReport {
        asked: vec![
            line(4, Class::Down, "No answer in 10 s."),
            line(5, Class::Down, "No answer in 10 s."),
            line(1, Class::Ok, "answered"),
        ],
        not_asked: vec![],
    };
    hear(&mut state, &Answer::Asked(Box::new(report)));
    insta::assert_snapshot!("unreachable", top(&mut state));
    let effects = update::update(&mut state, Message::Key(Key::Char('h')), testing::now());
    assert!(started(&effects, "Ask([KeyId(4), KeyId(5)])").is_some());
}

#[test]
fn a_locked_keyring_is_said_and_the_rest_goes_on() {
    let mut state = with((80, 24), |shared| {
        shared.store = Some(testing::store(StoreKind::Keyring, StoreState::Locked));
    });
    insta::assert_snapshot!("locked", testing::text(&mut state));
    let mut sealed = with((80, 24), |shared| {
        shared.store = Some(testing::store(StoreKind::Sealed, StoreState::Locked));
    });
    let text = testing::text(&mut sealed);
    assert!(text.contains("12 keys · sealed file locked") && text.contains("✖ grid-eth can withdraw."));
}

#[test]
fn a_keyring_that_is_gone_is_said_where_secrets_lie_in_it() {
    let gone = |empty| {
        let store = testing::store(StoreKind::Keyring, StoreState::Absent);
        let says = "no keyring answers on D-Bus".to_owned();
        let mut state = with((80, 24), |shared| shared.store = Some(StoreBrief { says, empty, ..store }));
        testing::text(&mut state)
    };
    let text = gone(false);
    for part in [
        "12 keys · no keyring",
        "? The login keyring does not answer.",
        "Start it (no keyring answers on D-Bus), or go on without. Nothing was lost.",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(gone(true).contains("✖ grid-eth can withdraw."), "an empty one is nobody's trouble yet");
}

#[test]
fn without_keys() {
    screen_test!("empty", |size| with(size, |shared| {
        let fleet = shared.fleet.as_mut().unwrap();
        fleet.rows.clear();
        fleet.next_due = None;
    }));
}

#[test]
fn what_is_not_found_says_how_to_get_all_back() {
    let mut state = fleet((80, 24));
    testing::press(&mut state, &[Key::Char('/')]);
    testing::type_text(&mut state, "krx");
    insta::assert_snapshot!("find-nothing", top(&mut state));
    testing::press(&mut state, &[Key::Backspace]);
    let text = testing::text(&mut state);
    assert!(text.contains("2 of 12") && text.contains("kr-btc") && !text.contains("scalper"));
    // Letters are letters while something is looked for, and keys again after Enter.
    testing::press(&mut state, &[Key::Enter, Key::Char('S'), Key::Esc]);
    assert!(testing::text(&mut state).contains("scalper"));
}

#[test]
fn what_is_looked_for_is_seen_in_practice_too() {
    let mut state = with((80, 24), |shared| shared.practice = true);
    testing::press(&mut state, &[Key::Char('/')]);
    testing::type_text(&mut state, "kr");
    let text = testing::text(&mut state);
    assert!(text.starts_with(" keyward · PRACTICE · Fleet · “kr”"), "{text}");
    assert!(text.lines().next().unwrap().ends_with("2 of 12"), "{text}");
}

#[test]
fn practice_says_so_on_line_1() {
    let mut state = with((80, 24), |shared| shared.practice = true);
    assert_eq!(
        testing::text(&mut state).lines().next(),
        Some(" keyward · PRACTICE               made-up fleet and exchanges · nothing is real")
    );
    let buffer = testing::drawn(&mut state, Tone::Colour(Ground::Dark), Signs::Drawn);
    for x in 0..80 {
        assert!(buffer[(x, 0)].modifier.contains(Modifier::REVERSED), "column {x}");
    }
}

#[test]
fn too_small_a_window_says_what_it_needs() {
    let mut state = fleet((31, 9));
    insta::assert_snapshot!("too-small", testing::text(&mut state));
    state.shared.size = (80, 11);
    assert!(testing::text(&mut state).contains("This window is 80 x 11. Nothing was lost."));
}

#[test]
fn more_keys_than_fit() {
    screen_test!("many", |size| with(size, |shared| shared.fleet = Some(testing::many(300))));
    let mut state = with((80, 24), |shared| shared.fleet = Some(testing::many(300)));
    testing::text(&mut state);
    testing::press(&mut state, &[Key::PageDown, Key::PageDown]);
    let text = testing::text(&mut state);
    assert!(text.contains("14-25 of 300") && text.contains("› · bot-00024"), "{text}");
    testing::press(&mut state, &[Key::End]);
    assert!(testing::text(&mut state).contains("289-300 of 300"));
}

#[test]
fn long_names_are_cut_in_the_middle_and_take_what_room_there_is() {
    screen_test!("long-names", |size| with(size, |shared| {
        let fleet = shared.fleet.as_mut().unwrap();
        let long = "the-bot-that-trades-on-sundays-01";
        fleet.rows[1] = testing::row(
            long,
            "binance",
            Account::sub("a-very-long-sub-account-name"),
            "A1kz",
            (112, 365),
            "rs---x-",
            "OPEN",
            "ok",
            RowSign::Fine,
        );
        fleet.rows[2].bot = BotName::new("日本語の名前です、長い").unwrap();
    }));
}

#[test]
fn rows_never_move_by_themselves() {
    let mut state = fleet((80, 24));
    testing::press(&mut state, &[Key::Down; 7]);
    let before = testing::text(&mut state);
    let mut new = testing::fleet();
    // cb-dca becomes the worst: its row changes in place.
    let mut worst = new.rows.remove(7);
    worst.row.sign = RowSign::Broken;
    worst.row.word = "can withdraw".into();
    new.rows.insert(0, worst);
    hear_fleet(&mut state, new);
    let after = testing::text(&mut state);
    let row = |text: &str| text.lines().position(|line| line.contains("cb-dca  ")).unwrap();
    assert_eq!(row(&before), row(&after));
    assert!(after.contains("› ✖ cb-dca"), "{after}");
    testing::press(&mut state, &[Key::Char('S')]);
    let sorted = testing::text(&mut state);
    assert_eq!(row(&sorted), 4, "S sorts again, and the cursor stays on its key");
    assert!(sorted.contains("› ✖ cb-dca"));
    assert!(state.shared.history.iter().any(|line| line.about == "cb-dca" && line.what == "can withdraw"));
}

/// Another reading of the fleet, as the loop brings it.
fn hear_fleet(state: &mut state::State, fleet: crate::engine::port::Fleet) {
    let ticket = state.shared.start(crate::engine::port::Job::Fleet);
    state.shared.take_effects();
    let message = Message::Answer(ticket, Answer::Fleet(Box::new(fleet)));
    update::update(state, message, testing::now());
}

#[test]
fn a_late_answer_is_dropped() {
    let mut state = fleet((80, 24));
    let message = Message::Answer(Ticket(999), Answer::Fleet(Box::new(testing::many(5))));
    update::update(&mut state, message, testing::now());
    assert_eq!(state.shared.fleet.as_ref().unwrap().rows.len(), 12);
}

#[test]
fn a_paste_where_no_field_waits_does_nothing_and_says_so() {
    let mut state = fleet((80, 24));
    state.shared.take_effects();
    let effects = update::paste(&mut state, Paste::new(b"rxq\rx".to_vec()), testing::now());
    assert!(effects.is_empty());
    assert_eq!(state.layers.len(), 1);
    let text = testing::text(&mut state);
    assert!(text.contains("? That paste went nowhere. No field waits for one; it was wiped."), "{text}");
    testing::press(&mut state, &[Key::Down]);
    assert!(testing::text(&mut state).contains("grid-eth can withdraw."), "the next action is back");
    assert!(state.shared.history.iter().any(|line| line.what == "That paste went nowhere"));
}

#[test]
fn a_long_sentence_takes_the_rules_row_and_moves_nothing() {
    let mut state = fleet((80, 24));
    let before = testing::text(&mut state);
    let problem = crate::domain::Problem::new(
        "The login keyring could not be read",
        "it did not answer within 5 s",
        "Look whether its dialog waits behind another window, then say it again.",
    );
    state.shared.say_problem("keyring", &problem);
    let after = testing::text(&mut state);
    let rows: Vec<&str> = after.lines().collect();
    assert_eq!(rows[1], " ✖ The login keyring could not be read: it did not answer within 5 s. Look");
    assert_eq!(rows[2], "   whether its dialog waits behind another window, then say it again.");
    assert_eq!(rows[3..].to_vec(), before.lines().skip(3).collect::<Vec<_>>());
}

#[test]
fn welcome_appears_by_itself_and_is_deaf_at_first() {
    let mut shared = testing::shared((80, 24));
    shared.fleet = None;
    let screen = State::new(&mut shared);
    let mut state = testing::state(shared, Screen::Fleet(screen));
    let mut none = testing::fleet();
    none.rows.clear();
    hear_fleet(&mut state, none);
    assert_eq!(state.layers.len(), 2);
    let press = |state: &mut state::State, after: i64| {
        update::update(state, Message::Key(Key::Esc), testing::now() + Span::milliseconds(after));
        state.layers.len()
    };
    assert_eq!(press(&mut state, 299), 2, "a key that was meant for what stood there before");
    assert_eq!(press(&mut state, 300), 1);
}

#[test]
fn a_phones_digits_open_the_row_beside_them() {
    let mut state = fleet((44, 14));
    testing::text(&mut state);
    testing::press(&mut state, &[Key::Char('4')]);
    assert!(matches!(state.top().unwrap().screen, Screen::OneKey(_)));
    assert!(testing::text(&mut state).contains("arb-okx …c04e"));
    let mut wide = fleet((80, 24));
    testing::press(&mut wide, &[Key::Char('4')]);
    assert_eq!(wide.layers.len(), 1, "no digits are shown there");
}

#[test]
fn nothing_is_changed_in_a_read_only_sitting() {
    let mut state = with((80, 24), |shared| shared.read_only = true);
    for key in ['r', 'x', 'a', 'b', 'D'] {
        testing::press(&mut state, &[Key::Char(key)]);
        assert_eq!(state.layers.len(), 1, "{key}");
        assert!(testing::text(&mut state).contains("Nothing is changed in this sitting."), "{key}");
    }
}

// -- colours and weights, by cells ----------------------------------------------------------------------------------------

fn looks(tone: Tone, signs: Signs) -> Vec<(&'static str, Look)> {
    let buffer = testing::drawn(&mut fleet((80, 24)), tone, signs);
    let words = [
        "Fleet",
        "12 keys",
        "grid-eth can withdraw.",
        "Enter",
        "Then 3c-dca",
        "EXCHANGE",
        "82 days late",
        "OPEN",
        "expires in 7 d",
        "rotating 6 of 9",
        "ask you 4 facts",
        "kr-eth     ",
        "Kraken main       …P0aa",
        "lately",
    ];
    words
        .into_iter()
        .filter(|word| testing::find(&buffer, word).is_some())
        .map(|word| (word, testing::look(&buffer, word)))
        .collect()
}

#[test]
fn the_dark_theme() {
    use Modifier as M;
    let cases = [
        ("Fleet", Look::of(None, M::BOLD)),
        ("12 keys", Look::of(None, M::DIM)),
        ("grid-eth can withdraw.", Look::of(Some(Color::LightRed), M::BOLD)),
        ("Enter", Look::of(Some(Color::Cyan), M::BOLD)),
        ("Then 3c-dca", Look::of(None, M::DIM)),
        ("EXCHANGE", Look::of(None, M::DIM)),
        ("82 days late", Look::of(Some(Color::LightRed), M::BOLD)),
        ("OPEN", Look::of(Some(Color::Yellow), M::BOLD)),
        ("expires in 7 d", Look::of(Some(Color::Yellow), M::BOLD)),
        ("rotating 6 of 9", Look::of(Some(Color::Cyan), M::empty())),
        ("ask you 4 facts", Look::of(None, M::BOLD)),
        ("kr-eth     ", Look::of(None, M::empty())),
        ("Kraken main       …P0aa", Look::of(None, M::DIM)),
    ];
    let looks = looks(Tone::Colour(Ground::Dark), Signs::Drawn);
    for (word, wanted) in cases {
        assert_eq!(looks.iter().find(|(found, _)| *found == word).map(|(_, look)| *look), Some(wanted), "{word}");
    }
}

#[test]
fn the_light_theme_has_its_own_hues_and_no_green() {
    let looks = looks(Tone::Colour(Ground::Light), Signs::Drawn);
    let hues: Vec<Option<Color>> = looks.iter().map(|(_, look)| look.fg).collect();
    for hue in [Color::Red, Color::Magenta, Color::Blue] {
        assert!(hues.contains(&Some(hue)), "{hue}");
    }
    for hue in [Color::Green, Color::Yellow, Color::LightRed, Color::Cyan] {
        assert!(!hues.contains(&Some(hue)), "{hue}");
    }
}

#[test]
fn without_colour_weight_and_line_carry_it() {
    let looks = looks(Tone::Plain, Signs::Drawn);
    assert!(looks.iter().all(|(_, look)| look.fg.is_none()));
    let of = |word: &str| looks.iter().find(|(found, _)| *found == word).unwrap().1.modifiers;
    assert_eq!(of("82 days late"), Modifier::BOLD | Modifier::UNDERLINED);
    assert_eq!(of("expires in 7 d"), Modifier::BOLD);
}

#[test]
fn high_contrast_dims_nothing_and_turns_the_row_under_the_cursor() {
    let buffer = testing::drawn(&mut fleet((80, 24)), Tone::High(Ground::Dark), Signs::Drawn);
    assert!(buffer.content.iter().all(|cell| !cell.modifier.contains(Modifier::DIM)));
    let row = 4;
    assert!(buffer[(79, row)].modifier.contains(Modifier::REVERSED), "to the very end of the row");
    assert!(buffer[(15, row)].modifier.contains(Modifier::REVERSED));
    assert!(!buffer[(65, row)].modifier.contains(Modifier::REVERSED), "what is bad is turned back");
    assert!(buffer[(65, row + 1)].modifier.contains(Modifier::REVERSED), "and stands out in the others");
}

#[test]
fn only_a_row_that_wants_something_has_colour() {
    let buffer = testing::drawn(&mut fleet((80, 24)), Tone::Colour(Ground::Dark), Signs::Drawn);
    let (_, first) = testing::find(&buffer, "· kr-eth").unwrap();
    for y in first..first + 6 {
        for x in 0..80 {
            assert_eq!(buffer[(x, y)].fg, Color::Reset, "row {y} column {x}: a healthy fleet is grey");
        }
    }
}

#[test]
fn the_row_under_the_cursor_is_not_dim() {
    let mut state = fleet((80, 24));
    testing::press(&mut state, &[Key::Down; 6]);
    let buffer = testing::drawn(&mut state, Tone::Colour(Ground::Dark), Signs::Drawn);
    let (_, y) = testing::find(&buffer, "kr-eth    ").unwrap();
    assert!((0..80).all(|x| !buffer[(x, y)].modifier.contains(Modifier::DIM)));
    assert!((0..80).any(|x| buffer[(x, y + 1)].modifier.contains(Modifier::DIM)));
}

#[test]
fn in_ascii() {
    let mut state = fleet((80, 24));
    let buffer = testing::drawn(&mut state, Tone::Plain, Signs::Ascii);
    let text = testing::text_of(&buffer);
    assert!(text.is_ascii(), "{text}");
    insta::assert_snapshot!("ascii", text);
}

#[test]
fn times_are_said_with_their_day_where_it_is_not_today() {
    let at: Moment = testing::now() - Span::days(1);
    let mut state = with((80, 24), |shared| shared.fleet.as_mut().unwrap().asked_at = Some(at));
    assert!(testing::text(&mut state).contains("12 keys · asked yesterday"));
    let mut never = with((80, 24), |shared| shared.fleet.as_mut().unwrap().asked_at = None);
    assert!(testing::text(&mut never).contains("never asked"));
}

#[test]
fn ten_thousand_keys_cost_a_screenful() {
    let mut state = with((200, 60), |shared| shared.fleet = Some(testing::many(10_000)));
    testing::press(&mut state, &[Key::Char('/')]);
    testing::type_text(&mut state, "0999");
    let drawn = testing::text(&mut state);
    assert!(drawn.contains("bot-09990") && drawn.contains("11 of 10000"), "{drawn}");
    testing::press(&mut state, &[Key::Esc, Key::End]);
    testing::text(&mut state);
    assert!(state.shared.window.shown < 60, "only what stands on the screen is drawn");
}
