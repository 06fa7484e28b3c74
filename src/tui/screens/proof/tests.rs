//! The proof screens at each grade.

use super::State;
use crate::domain::{EvidenceKind, Grade, SecretPlace, Sign};
use crate::engine::port::{Answer, FlowCard, FlowKind, Job};
use crate::screen_test;
use crate::tui::input::Key;
use crate::tui::screens::Screen;
use crate::tui::screens::flow::Talk;
use crate::tui::screens::flow::testing::{
    answer, answered, evidence, jobs, press, refused, revocation, row_of, sitting, told,
};
use crate::tui::state;
use crate::tui::testing;

fn shown(size: (u16, u16), card: FlowCard) -> state::State {
    let shared = sitting(size, "03:31:20");
    let talk = Talk::silent(&card.row, FlowKind::Revocation);
    let screen = State::new(&talk, &card, &shared);
    testing::state(shared, Screen::Proof(screen))
}

/// mm-sol's death, proven.
fn proven() -> FlowCard {
    let mut card = revocation("tail");
    card.row = row_of("mm-sol");
    card.snapshot.bot = card.row.bot.clone();
    card.snapshot.exchange = card.row.exchange.clone();
    card.snapshot.exchange_name = "Bybit".into();
    card.snapshot.old.as_mut().unwrap().hint = card.row.hint.unwrap();
    card.snapshot.next_at = Some(testing::moment("2026-03-16 03:45:00"));
    card.evidence = vec![
        evidence(4, "03:31:10", refused("10003", Sign::Gone)),
        evidence(3, "03:30:04", refused("10003", Sign::Gone)),
        evidence(2, "03:29:00", EvidenceKind::YouSaidDeleted),
        evidence(1, "03:12:40", answered()),
    ];
    card
}

/// grid-eth's, not proven: Binance's answer has three meanings.
fn not_proven() -> FlowCard {
    let mut card = revocation("prove");
    card.snapshot.grade = Some(Grade::NotProven);
    card.snapshot.asking.as_mut().unwrap().next_at = Some(testing::moment("2026-03-16 03:41:20"));
    card.evidence = vec![
        evidence(4, "03:31:10", refused("-2015", Sign::Unclear)),
        evidence(3, "03:23:40", refused("-2015", Sign::Unclear)),
        evidence(2, "03:23:00", EvidenceKind::YouSaidDeleted),
        evidence(1, "03:12:40", answered()),
    ];
    card
}

#[test]
fn proven_as_the_pictures_show_it() {
    screen_test!("proven", |size| shown(size, proven()));
}

#[test]
fn not_proven_as_the_pictures_show_it() {
    screen_test!("not-proven", |size| shown(size, not_proven()));
}

#[test]
fn likely_and_by_word_at_every_size() {
    screen_test!("likely", |size| {
        let mut card = not_proven();
        card.snapshot.state = "look";
        card.snapshot.grade = Some(Grade::LikelyDead);
        card.snapshot.takes.push("wipe".into());
        card.evidence.insert(0, evidence(5, "03:31:15", EvidenceKind::YouSawGone));
        shown(size, card)
    });
    screen_test!("by-word", |size| {
        let mut card = revocation("look");
        card.snapshot.grade = Some(Grade::DeadByWord);
        card.evidence = vec![
            evidence(3, "03:31:15", EvidenceKind::YouSawGone),
            evidence(2, "03:31:10", refused("-2015", Sign::Unclear)),
            evidence(1, "03:23:40", refused("-2015", Sign::Unclear)),
        ];
        shown(size, card)
    });
}

#[test]
fn nothing_is_called_dead_that_may_be_alive() {
    let text = testing::text(&mut shown((80, 24), not_proven()));
    assert!(text.contains("NOT PROVEN.") && !text.contains("PROVEN DEAD") && !text.contains("wipe"), "{text}");
}

#[test]
fn its_choices_look_ask_and_leave() {
    let mut state = shown((80, 24), not_proven());
    assert_eq!(told(&mut state, &[Key::Char('2')]), ["ask"]);
    let mut state = shown((80, 24), not_proven());
    assert_eq!(told(&mut state, &[Key::Char('1'), Key::Enter]), ["gone"]);
    let mut state = shown((80, 24), not_proven());
    assert!(told(&mut state, &[Key::Char('3'), Key::Enter]).is_empty());
    testing::type_text(&mut state, "no time");
    assert_eq!(told(&mut state, &[Key::Enter]), ["accept"]);
}

#[test]
fn wiping_before_its_time_wants_the_name() {
    let mut state = shown((80, 24), proven());
    assert!(told(&mut state, &[Key::Char('w'), Key::Enter]).is_empty());
    testing::type_text(&mut state, "mm-sol");
    let Some((_, Job::Tell(tell))) = jobs(press(&mut state, &[Key::Enter])).pop() else { panic!() };
    assert_eq!((tell.word.unwrap().to_string().as_str(), tell.typed.as_deref()), ("wipe", Some("mm-sol")));
}

/// The picture of the key grows old while this screen stands: what is wiped meanwhile is said.
#[test]
fn a_secret_that_was_wiped_meanwhile_is_not_called_kept() {
    let mut state = shown((80, 24), proven());
    assert!(testing::text(&mut state).contains("The old secret is kept until then"));
    let mut done = proven();
    done.snapshot.next_at = None;
    done.row.secret = SecretPlace::None;
    let ticket = state.shared.start(Job::Fleet);
    answer(&mut state, ticket, Answer::Flow(Box::new(done)));
    let text = testing::text(&mut state);
    assert!(text.contains("Its secret is wiped") && !text.contains("still kept"), "{text}");
}
