//! Every word in every state: facts are never refused, wishes are taken where the picture says so and refused elsewhere.

use super::house::{Crash, House, Life, Stop};
use super::walk::{WORDS, filled, walk};
use crate::flows::{FlowKind, Word};
use std::collections::BTreeMap;

/// Some houses for each state, out of random walks.
fn houses() -> BTreeMap<(&'static str, &'static str), Vec<(House, i64)>> {
    let mut found: BTreeMap<_, Vec<(House, i64)>> = BTreeMap::new();
    for seed in 10_000..10_150 {
        walk(seed, false, |house, id| {
            let flow = house.flow(id);
            let some = found.entry((flow.kind().word(), flow.state_word())).or_default();
            if some.len() < 12 && house.flows.iter().all(|row| row.intent.is_none()) {
                some.push((house.clone(), id));
            }
        });
    }
    found
}

#[test]
fn every_word_in_every_state() {
    for ((kind, state), houses) in houses() {
        for (house, id) in houses {
            // The person of this test says what they like.
            let house = House { liar: true, unknown: None, crash: Crash::Never, ..house };
            for word in WORDS.iter().filter(|word| **word != "have-key") {
                told(&house, id, word, &format!("{word} in {kind}/{state}"));
            }
        }
    }
}

fn told(house: &House, id: i64, word: &str, place: &str) {
    let shown = house.snapshot(id);
    let text = filled(word, &shown);
    let parsed = Word::parse(&text).unwrap();
    let mut after = house.clone();
    // What is said to be deleted is deleted: a statement that the exchange contradicts is a new one when it is said again.
    let old_end = shown.old.map(|old| format!("deleted:{}", old.hint.text()));
    if old_end.as_deref() == Some(&text) {
        shown.new.inspect(|new| after.set_life(new.generation, Life::Dead));
    } else if parsed == Word::Off && shown.old.is_some_and(|old| house.life(old.generation) != Some(Life::Dead)) {
        shown.old.inspect(|old| after.set_life(old.generation, Life::Off));
    } else if matches!(parsed, Word::Deleted(_) | Word::Gone) {
        shown.old.inspect(|old| after.set_life(old.generation, Life::Dead));
    }
    let before = house.flow(id);
    let outcome = after.say(id, &text);
    let bare = text.split(':').next().unwrap().to_owned();
    let listed = shown.takes.iter().any(|taken| *taken == text || *taken == format!("{bare}:") || *taken == bare);
    match outcome {
        Ok(()) if parsed.is_fact() => {
            // Said at once again it changes nothing that is stored beside the note.
            let _ = after.tick(id);
            let mut again = after.clone();
            let quiet = again.say(id, &text);
            assert!(quiet.is_ok(), "{place}, twice: {quiet:?}");
            let keys = |house: &House| {
                let told = |row: &super::house::KeyRow| {
                    let key = &row.key;
                    (key.generation, key.state, key.current, key.secret, key.slot.clone(), words_of(row))
                };
                house.keys.iter().map(told).collect::<Vec<_>>()
            };
            assert_eq!(keys(&after), keys(&again), "{place}, twice");
            assert_eq!(after.flow(id).state_word(), again.flow(id).state_word(), "{place}, twice");
        }
        Ok(()) if !listed => {
            // A wish that was granted already: nothing moves.
            let moved = after.flow(id).state_word() != before.state_word();
            assert!(!moved, "{place} is not offered and moved it to {}", after.flow(id).state_word());
        }
        Ok(()) => {}
        Err(Stop::Illegal(illegal)) if parsed.is_fact() => {
            // Only a statement that contradicts itself, or one that nobody can make.
            let allowed = matches!(parsed, Word::Deleted(Some(_)) | Word::Told(_));
            assert!(allowed, "{place}: {illegal}");
        }
        Err(Stop::Illegal(illegal)) => {
            let pace = matches!(parsed, Word::Ask) || illegal.why.contains("store") || illegal.why.contains("retired");
            let rare =
                matches!(parsed, Word::PutBack | Word::RotateFirst | Word::Accept | Word::Abort | Word::Override(_));
            assert!(!listed || pace || rare, "{place} is offered and refused: {illegal}");
            assert_eq!(after.flow(id), before, "{place}: a refused wish changes nothing");
        }
        Err(Stop::Crashed) => panic!("no crash was ordered"),
    }
    if shown.kind == FlowKind::Rotation && !shown.open {
        assert!(!after.flow(id).is_open(), "{place}: what has ended stays ended");
    }
}

/// The user's words among the rows: those are written once.
fn words_of(row: &super::house::KeyRow) -> usize {
    row.evidence.iter().filter(|evidence| evidence.sign().is_none()).count()
}
