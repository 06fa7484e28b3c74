//! Rotate at its steps, as the pictures show it; and what its keys cause.

use super::State;
use crate::domain::{KeyHint, Kind, Moment, Problem, Span, Tri};
use crate::engine::port::{Answer, FlowCard, FlowKind, Job, PageJob, StoreKind, StoreState};
use crate::screen_test;
use crate::secret::Wiped;
use crate::tui::input::{Key, Paste};
use crate::tui::screens::Screen;
use crate::tui::screens::flow::testing::{
    answer, answered, evidence, jobs, press, refused, rotation, row_of, sitting, told, with_banner,
};
use crate::tui::state::{self, Effect, Focus};
use crate::tui::testing;
use crate::tui::update::{Message, paste, update};

/// The screen with this picture of the flow.
fn rotate(size: (u16, u16), card: FlowCard) -> state::State {
    let mut shared = sitting(size, "10:44:07");
    let row = row_of("arb-okx");
    let screen = State::new(&row, &mut shared);
    let first = jobs(shared.take_effects()).remove(0).0;
    let mut state = testing::state(shared, Screen::Rotate(screen));
    answer(&mut state, first, Answer::Flow(Box::new(card)));
    state
}

fn at(step: &'static str) -> state::State {
    rotate((80, 24), rotation(step))
}

const PASTED: &str = r#"{"apiKey": "1f0e7a52-0000-4000-8000-0000000077b1", "secretKey": "22582BD0CFF14C41EDBF1AB98506286D", "passphrase": "Pass-1word"}"#;

#[test]
fn make_as_the_pictures_show_it() {
    screen_test!("make", |size| rotate(size, rotation("make")));
}

#[test]
fn check_as_the_pictures_show_it() {
    screen_test!("check", |size| rotate(size, rotation("check")));
}

#[test]
fn every_other_step_at_every_size() {
    screen_test!("planned", |size| rotate(size, rotation("planned")));
    screen_test!("ready", |size| rotate(size, rotation("ready")));
    screen_test!("baseline", |size| rotate(size, rotation("baseline")));
    screen_test!("alive", |size| rotate(size, rotation("alive")));
    screen_test!("put-back", |size| rotate(size, rotation("put-back")));
    screen_test!("tail", |size| rotate(size, rotation("tail")));
    screen_test!("quiet", |size| rotate(size, rotation("quiet")));
    screen_test!("kill", |size| rotate(size, rotation("kill")));
    screen_test!("prove", |size| rotate(size, rotation("prove")));
    screen_test!("wrong-one", |size| {
        rotate(size, with_banner(rotation("wrong-one"), "…77b1 was deleted. arb-okx stands without a key."))
    });
    screen_test!("done", |size| rotate(size, rotation("done")));
}

#[test]
fn take_in_draws_no_character_of_a_secret() {
    screen_test!("take-in", |size| {
        let mut state = rotate(size, rotation("make"));
        press(&mut state, &[Key::Enter]);
        let now = state.shared.now;
        paste(&mut state, Paste::new(b"1f0e7a52-0000-4000-8000-0000000077b1".to_vec()), now);
        paste(&mut state, Paste::new(b"22582BD0CFF14C41".to_vec()), now);
        state
    });
    let mut state = at("make");
    press(&mut state, &[Key::Enter]);
    testing::type_text(&mut state, "verysecret");
    let text = testing::text(&mut state);
    assert!(!text.contains("verysecret") && !text.contains("very"), "{text}");
}

#[test]
fn the_override_takes_the_lower_pane() {
    screen_test!("anyway", |size| {
        let mut state = rotate(size, rotation("check"));
        press(&mut state, &[Key::Char('t')]);
        state
    });
}

#[test]
fn each_step_says_its_word_with_enter() {
    let words = [
        ("planned", "begin"),
        ("ready", "delivered"),
        ("alive", "seen"),
        ("put-back", "delivered"),
        ("quiet", "end-quiet"),
        ("kill", "deleted"),
        ("wrong-one", "delivered"),
        ("tail", "ask"),
    ];
    for (step, word) in words {
        assert_eq!(told(&mut at(step), &[Key::Enter]), [word], "{step}");
    }
    assert_eq!(told(&mut at("alive"), &[Key::Char('b')]), ["put-back"]);
    assert_eq!(told(&mut at("alive"), &[Key::Char('u')]), ["seen"]);
    assert_eq!(told(&mut at("check"), &[Key::Char('v')]), ["ask"]);
}

#[test]
fn gone_is_one_question_and_leaving_it_so_wants_a_reason() {
    assert_eq!(told(&mut at("prove"), &[Key::Enter, Key::Char('1')]), ["gone"]);
    assert_eq!(told(&mut at("prove"), &[Key::Enter, Key::Char('2')]), Vec::<String>::new());
    let mut state = at("prove");
    assert_eq!(told(&mut state, &[Key::Char('a'), Key::Enter]), Vec::<String>::new(), "not without a reason");
    assert!(testing::text(&mut state).contains("A reason of a few words"));
    testing::type_text(&mut state, "page is down");
    let effects = press(&mut state, &[Key::Enter]);
    let Some((_, Job::Tell(tell))) = jobs(effects).pop() else { panic!() };
    assert_eq!((tell.word.unwrap().to_string().as_str(), tell.reason.as_deref()), ("accept", Some("page is down")));
}

#[test]
fn the_end_of_the_key_that_stays_is_typed_where_only_it_can_tell() {
    let mut card = rotation("kill");
    card.snapshot.waits_for = vec!["deleted:".into(), "gone".into()];
    let mut state = rotate((80, 24), card);
    assert!(told(&mut state, &[Key::Enter]).is_empty());
    testing::type_text(&mut state, "77b");
    assert!(told(&mut state, &[Key::Enter]).is_empty(), "three of four");
    testing::type_text(&mut state, "1");
    assert_eq!(told(&mut state, &[Key::Enter]), ["deleted:77b1"]);
}

#[test]
fn an_override_is_said_once_the_name_is_whole_and_not_by_a_paste() {
    let mut state = at("check");
    press(&mut state, &[Key::Char('t')]);
    assert_eq!(state.focus(), Focus::Typed);
    let now = state.shared.now;
    paste(&mut state, Paste::new(b"arb-okx".to_vec()), now);
    assert!(told(&mut state, &[Key::Enter]).is_empty());
    testing::type_text(&mut state, "arb-okx");
    let effects = press(&mut state, &[Key::Enter]);
    let Some((_, Job::Tell(tell))) = jobs(effects).pop() else { panic!() };
    assert_eq!(tell.word.unwrap().to_string(), "override:enough");
    assert_eq!(tell.typed.as_deref(), Some("arb-okx"));
}

#[test]
fn what_cannot_be_read_is_one_question_for_all_of_it() {
    let mut card = rotation("check");
    for line in &mut card.snapshot.lines {
        if matches!(line.line.word(), "enough" | "listed") {
            (line.holds, line.by) = (Tri::Unknown, None);
            line.says = "OKX does not tell.".into();
        }
    }
    card.snapshot.takes.extend(["told:enough".to_owned(), "told:listed".to_owned()]);
    let mut state = rotate((80, 24), card.clone());
    assert!(told(&mut state, &[Key::Enter]).is_empty());
    assert!(testing::text(&mut state).contains("All of it holds"));
    let effects = press(&mut state, &[Key::Char('1')]);
    let sent = jobs(effects);
    assert_eq!(sent.len(), 1, "one at a time");
    let after = answer(&mut state, sent[0].0, Answer::Flow(Box::new(card)));
    let words: Vec<String> = jobs(after)
        .into_iter()
        .filter_map(|(_, job)| if let Job::Tell(tell) = job { tell.word.map(|word| word.to_string()) } else { None })
        .collect();
    assert_eq!(words, ["told:listed"]);
}

#[test]
fn a_whole_paste_is_sealed_at_once_and_never_a_message() {
    let mut state = at("make");
    press(&mut state, &[Key::Enter]);
    assert_eq!(state.focus(), Focus::Secret);
    let now = state.shared.now;
    let effects = paste(&mut state, Paste::new(PASTED.as_bytes().to_vec()), now);
    assert!(!format!("{effects:?} {state:?}").contains("22582BD0"), "no secret in any of it");
    let Some((_, Job::Tell(tell))) = jobs(effects).pop() else { panic!() };
    assert_eq!(tell.word.unwrap().to_string(), "have-key");
    let credential = state.shared.bench.tray.take(tell.credential.unwrap(), now).unwrap();
    assert_eq!(credential.hint(), KeyHint::new("77b1").unwrap());
}

#[test]
fn half_a_secret_waits_and_esc_loses_nothing() {
    let mut state = at("make");
    press(&mut state, &[Key::Enter]);
    let now = state.shared.now;
    paste(&mut state, Paste::new(b"1f0e7a52-0000-4000-8000-0000000077b1".to_vec()), now);
    let effects = paste(&mut state, Paste::new(b"22582BD0CFF14C41".to_vec()), now);
    assert!(jobs(effects).is_empty());
    press(&mut state, &[Key::Esc]);
    assert!(testing::text(&mut state).contains("Make a second key"));
    press(&mut state, &[Key::Enter]);
    let text = testing::text(&mut state);
    assert!(text.contains("…77b1") && text.contains("16 of 32 characters"), "{text}");
}

#[test]
fn a_key_from_the_made_up_page_counts_as_pasted() {
    let mut state = at("make");
    let now = state.shared.now;
    let parts = crate::secret::Parts::new("1f0e7a52-77b1", "secret").with_passphrase("p");
    let handle = state.shared.bench.tray.put(crate::secret::Credential::new(parts).unwrap(), now);
    let hint = KeyHint::new("77b1").unwrap();
    let exchange = crate::domain::ExchangeId::new("okx").unwrap();
    state.shared.bench.taken = Some(crate::tui::bench::Taken { handle, at: now, exchange, hint });
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("The key that you took from the page waits here."));
    let effects = press(&mut state, &[Key::Enter]);
    let Some((_, Job::Tell(tell))) = jobs(effects).pop() else { panic!() };
    assert_eq!(tell.credential, Some(handle));
    assert!(state.shared.bench.taken.is_none());
}

const MADE: &str = "Qw7!made-up-w0rds-xY";

/// `g`, and the answer to it.
fn make_passphrase(state: &mut state::State) {
    let sent = jobs(press(state, &[Key::Char('g')]));
    assert!(matches!(sent[..], [(_, Job::MakePassphrase)]), "{sent:?}");
    let handle = state.shared.bench.tray.put_passphrase(Wiped::copy_of(MADE.as_bytes()), state.shared.now);
    answer(state, sent[0].0, Answer::Passphrase(handle));
    assert!(state.shared.bench.tray.is_empty(), "taken off it");
}

fn copied_secret(effects: Vec<Effect>) -> Option<Wiped> {
    effects.into_iter().find_map(|effect| if let Effect::CopySecret(secret) = effect { Some(secret) } else { None })
}

#[test]
fn a_made_passphrase_as_it_is_shown() {
    screen_test!("passphrase", |size| {
        let mut state = rotate(size, rotation("make"));
        make_passphrase(&mut state);
        press(&mut state, &[Key::Char('y')]);
        press(&mut state, &[Key::Home]);
        state
    });
}

#[test]
fn a_made_passphrase_is_copied_by_its_own_wish_and_shown_nowhere() {
    let mut state = at("make");
    make_passphrase(&mut state);
    let shown = testing::text(&mut state);
    let effects = press(&mut state, &[Key::Char('y')]);
    let all = format!("{shown}{}{effects:?}{state:?}{:?}", testing::text(&mut state), state.shared.history);
    assert!(!all.contains(MADE), "{all}");
    let flat = testing::text(&mut state).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("a clipboard manager or a synced phone may keep a copy"), "{flat}");
    assert!(copied_secret(effects).is_some_and(|secret| secret.same_as(&Wiped::copy_of(MADE.as_bytes()))));
    // Then the others in their turn, and no second time what was not asked for.
    assert!(copied_secret(press(&mut state, &[Key::Char('y'), Key::Char('y')])).is_none());
}

#[test]
fn key_and_secret_alone_are_enough_with_it() {
    let mut state = at("make");
    make_passphrase(&mut state);
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("key and secret are enough"));
    let now = state.shared.now;
    paste(&mut state, Paste::new(b"1f0e7a52-0000-4000-8000-0000000077b1".to_vec()), now);
    let effects = paste(&mut state, Paste::new(b"22582BD0CFF14C41EDBF1AB98506286D".to_vec()), now);
    let Some((ticket, Job::Tell(tell))) = jobs(effects).pop() else { panic!() };
    let credential = state.shared.bench.tray.take(tell.credential.unwrap(), now).unwrap();
    let parts = crate::secret::Parts::new("1f0e7a52-0000-4000-8000-0000000077b1", "22582BD0CFF14C41EDBF1AB98506286D");
    let whole = crate::secret::Credential::new(parts.with_passphrase(MADE)).unwrap();
    assert!(credential.same_as(&whole));
    // Not sealed: it is still there for another try. Sealed: nothing of it is kept here, and leaving loses nothing.
    answer(&mut state, ticket, Answer::Problem(Problem::new("The key was not taken", "it is the old one", "")));
    assert!(testing::text(&mut state).contains("key and secret are enough"));
    paste(&mut state, Paste::new(b"1f0e7a52-0000-4000-8000-0000000077b1".to_vec()), now);
    let effects = paste(&mut state, Paste::new(b"22582BD0CFF14C41EDBF1AB98506286D".to_vec()), now);
    answer(&mut state, jobs(effects)[0].0, Answer::Flow(Box::new(rotation("check"))));
    assert!(!state.top().unwrap().screen.holds_made_passphrase());
}

#[test]
fn one_that_is_lost_says_so_however_the_screen_is_left() {
    let mut state = at("make");
    assert_eq!(crate::tui::leaving::lost(&state), None);
    make_passphrase(&mut state);
    assert!(crate::tui::leaving::lost(&state).is_some_and(|line| line.contains("Make another.")));
    state.shared.practice = true;
    assert_eq!(crate::tui::leaving::lost(&state), None, "nothing is real");
    for key in [Key::Esc, Key::Char('l'), Key::Char('F')] {
        let mut state = at("make");
        let rotate = state.layers.pop().unwrap();
        let below = crate::tui::screens::history::State::new(&state.shared);
        state.layers.push(state::Layer::new(Screen::History(below)));
        state.layers.push(rotate);
        make_passphrase(&mut state);
        press(&mut state, &[key]);
        let notice = state.shared.notice.as_ref().map(|notice| notice.first.as_str());
        assert_eq!((notice, state.layers.len()), (Some("The passphrase is wiped."), 1), "{key:?}");
    }
}

#[test]
fn none_is_replaced_and_none_is_made_where_none_is_wanted() {
    let mut state = at("make");
    make_passphrase(&mut state);
    assert!(jobs(press(&mut state, &[Key::Char('g')])).is_empty());
    assert!(testing::text(&mut state).contains("A passphrase is made already."));
    let mut card = rotation("make");
    card.snapshot.exchange = crate::domain::ExchangeId::new("bybit").unwrap();
    let mut row = row_of("arb-okx");
    row.exchange = card.snapshot.exchange.clone();
    let mut shared = sitting((80, 24), "10:44:07");
    let screen = State::new(&row, &mut shared);
    let first = jobs(shared.take_effects()).remove(0).0;
    let mut state = testing::state(shared, Screen::Rotate(screen));
    answer(&mut state, first, Answer::Flow(Box::new(card)));
    assert!(jobs(press(&mut state, &[Key::Char('g')])).is_empty());
    let text = testing::text(&mut state);
    assert!(text.contains("wants no passphrase") && !text.contains("g passphrase"), "{text}");
}

#[test]
fn in_practice_the_page_takes_it_and_shows_the_key_that_is_meant() {
    let mut state = at("make");
    state.shared.practice = true;
    make_passphrase(&mut state);
    press(&mut state, &[Key::Char('o')]);
    let Some(state::Layer { screen: Screen::Page(page), .. }) = state.layers.last() else { panic!() };
    assert!(page.passphrase().is_some_and(|made| made.same_as(&Wiped::copy_of(MADE.as_bytes()))));
    let shown = |step| {
        let mut state = at(step);
        state.shared.practice = true;
        // The fleet may have opened it by either key.
        if let Some(Screen::Rotate(rotate)) = state.layers.last_mut().map(|layer| &mut layer.screen) {
            rotate.row.generation = crate::domain::Generation(9);
        }
        let sent = jobs(press(&mut state, &[Key::Char('o')]));
        let [(_, Job::Page(PageJob::Show(target)))] = &sent[..] else { panic!("{sent:?}") };
        let snapshot = rotation(step).snapshot;
        (target.generation, snapshot.old.map(|key| key.generation), snapshot.new.map(|key| key.generation))
    };
    let (check, kill) = (shown("check"), shown("kill"));
    assert_eq!((check.0, kill.0), (check.2, kill.1), "the new one is mended, the old one is deleted");
    assert_ne!(check.1, check.2);
}

#[test]
fn a_refused_wish_shows_its_sentence_and_the_step_stays() {
    let mut state = at("quiet");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    let problem = Problem::new("`end-quiet` was not taken", "the new key was not seen yet", "Look at it first.");
    answer(&mut state, sent[0].0, Answer::Problem(problem));
    let text = testing::text(&mut state);
    assert!(text.contains("`end-quiet` was not taken: the new key was not seen yet."), "{text}");
    assert!(text.contains("Both live until"), "{text}");
}

#[test]
fn what_is_due_is_begun_by_itself_once() {
    let mut card = rotation("prove");
    card.snapshot.next_at = Some(testing::moment("2026-03-16 10:44:47"));
    let mut state = rotate((80, 24), card.clone());
    let later = |seconds| testing::moment("2026-03-16 10:44:07") + Span::seconds(seconds);
    let flows = |state: &mut state::State, now: Moment| {
        let effects = update(state, Message::Tick, now);
        jobs(effects).into_iter().filter(|(_, job)| matches!(job, Job::Flow(_))).collect::<Vec<_>>()
    };
    assert!(flows(&mut state, later(10)).is_empty());
    let sent = flows(&mut state, later(40));
    assert_eq!(sent.len(), 1);
    assert!(flows(&mut state, later(41)).is_empty(), "not while it runs");
    // It was due and nothing came of it: it is not asked again every second.
    answer(&mut state, sent[0].0, Answer::Flow(Box::new(card)));
    assert!(flows(&mut state, later(42)).is_empty());
    assert_eq!(flows(&mut state, later(60)).len(), 1);
}

#[test]
fn another_process_that_moved_it_is_seen() {
    let mut state = at("alive");
    let now = |seconds| testing::moment("2026-03-16 10:44:07") + Span::seconds(seconds);
    let pulse = |state: &mut state::State, seconds| {
        let sent = jobs(update(state, Message::Tick, now(seconds)));
        sent.into_iter().find(|(_, job)| matches!(job, Job::Pulse)).unwrap().0
    };
    let first = pulse(&mut state, 4);
    assert!(jobs(answer(&mut state, first, Answer::Pulse(0))).is_empty(), "as the picture was read");
    let second = pulse(&mut state, 8);
    let looked = jobs(answer(&mut state, second, Answer::Pulse(2)));
    assert!(matches!(looked[..], [(_, Job::Flow(_))]), "{looked:?}");
}

#[test]
fn a_locked_store_is_opened_first_and_then_it_goes_on() {
    let mut state = at("planned");
    state.shared.store = Some(testing::store(StoreKind::Sealed, StoreState::Locked));
    assert!(jobs(press(&mut state, &[Key::Enter])).is_empty());
    assert!(testing::text(&mut state).contains("Your passphrase opens them"));
    state.shared.now += Span::seconds(1);
    testing::type_text(&mut state, "open sesame");
    let sent = jobs(press(&mut state, &[Key::Enter]));
    assert!(matches!(sent[..], [(_, Job::Unlock(Some(_)))]), "{sent:?}");
    let open = testing::store(StoreKind::Sealed, StoreState::Open);
    let went_on = jobs(answer(&mut state, sent[0].0, Answer::Store(Box::new(open))));
    let Some((ticket, Job::Tell(tell))) = went_on.into_iter().next() else { panic!() };
    assert_eq!(tell.word.unwrap().to_string(), "begin");
    answer(&mut state, ticket, Answer::Flow(Box::new(rotation("make"))));
    assert!(testing::text(&mut state).contains("Make a second key at OKX."));
}

#[test]
fn a_job_that_meets_a_locked_store_is_said_again_after_it() {
    let mut state = at("check");
    let sent = jobs(press(&mut state, &[Key::Char('v')]));
    let problem = Problem::new("The exchange was not asked", "the store is locked", "").of_kind(Kind::Locked);
    answer(&mut state, sent[0].0, Answer::Problem(problem));
    assert!(matches!(state.top().unwrap().screen, Screen::Unlock(_)));
    state.shared.now += Span::seconds(1);
    press(&mut state, &[Key::Esc]);
    let text = testing::text(&mut state);
    assert!(text.contains("the store is locked"), "given up, it says so: {text}");
}

#[test]
fn the_proof_comes_by_itself_and_takes_no_key_at_once() {
    let mut state = at("prove");
    let sent = jobs(press(&mut state, &[Key::Char('v')]));
    let mut card = rotation("tail");
    card.evidence = vec![
        evidence(3, "10:43:00", refused("50119", crate::domain::Sign::Gone)),
        evidence(2, "10:41:00", refused("50119", crate::domain::Sign::Gone)),
        evidence(1, "10:30:00", answered()),
    ];
    answer(&mut state, sent[0].0, Answer::Flow(Box::new(card)));
    assert!(testing::text(&mut state).contains("PROVEN DEAD."));
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("PROVEN DEAD."), "deaf for 300 ms");
    state.shared.now += Span::seconds(1);
    press(&mut state, &[Key::Enter]);
    assert!(testing::text(&mut state).contains("One more look"));
}

#[test]
fn copying_goes_through_the_guide_and_the_page_opens() {
    let mut state = at("make");
    let copied = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| if let Effect::Copy(text) = effect { Some(text) } else { None })
    };
    assert_eq!(copied(press(&mut state, &[Key::Char('y')])).as_deref(), Some("arb-okx-0316"));
    assert_eq!(copied(press(&mut state, &[Key::Char('y')])).as_deref(), Some("203.0.113.7"));
    let opened = jobs(press(&mut state, &[Key::Char('o')]));
    assert!(matches!(&opened[..], [(_, Job::OpenPage(page))] if page.contains("okx.com")));
    state.shared.practice = true;
    let opened = jobs(press(&mut state, &[Key::Char('o')]));
    assert!(matches!(opened[..], [(_, Job::Page(_))]), "in practice its page is a pane");
}

#[test]
fn without_drawn_signs_it_is_all_ascii_and_red_is_what_must_be_seen() {
    use crate::tui::glyphs::Signs;
    use crate::tui::theme::{Ground, Tone};
    for step in ["planned", "make", "check", "ready", "alive", "quiet", "kill", "prove", "wrong-one", "tail", "done"] {
        let mut state = at(step);
        let text = testing::text_of(&testing::drawn(&mut state, Tone::Plain, Signs::Ascii));
        assert!(text.is_ascii(), "{step}: {text}");
    }
    let mut state = at("check");
    let drawn = testing::drawn(&mut state, Tone::Colour(Ground::Dark), Signs::Drawn);
    let bad = testing::look(&drawn, "Cannot trade.");
    assert_eq!(bad.fg, Some(ratatui::style::Color::LightRed));
    assert_eq!(testing::look(&drawn, "Read back").fg, None, "what holds is grey");
}

#[test]
fn practice_says_so_beside_the_step_on_a_phone() {
    for (size, line) in [
        ((44, 14), " keyward · PRACTICE · arb-okx   2 of 9 Make"),
        ((80, 24), " keyward · PRACTICE · Rotate arb-okx · OKX sub:arb              nothing is real"),
    ] {
        let mut state = rotate(size, rotation("make"));
        state.shared.practice = true;
        let text = testing::text(&mut state);
        assert_eq!(text.lines().next(), Some(line));
    }
}

#[test]
fn with_read_only_nothing_is_said() {
    let mut state = at("kill");
    state.shared.read_only = true;
    assert!(jobs(press(&mut state, &[Key::Enter])).is_empty());
    assert!(testing::text(&mut state).contains("--read-only"));
}

#[test]
fn an_answer_of_another_flow_changes_nothing() {
    let mut state = at("alive");
    let mut other = rotation("done");
    other.snapshot.kind = FlowKind::Revocation;
    let sent = jobs(press(&mut state, &[Key::Char('v')]));
    answer(&mut state, sent[0].0, Answer::Flow(Box::new(other)));
    assert!(testing::text(&mut state).contains("Waiting to see arb-okx"));
}
