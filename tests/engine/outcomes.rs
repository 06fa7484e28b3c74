//! A store that does not say whether it did what it was asked: keyward looks, and never does it again on memory.

use crate::stage::{Stage, TAIL, give, pass_check, rotate, to_kill, until, usual};
use crate::store::Mood;
use keyward::domain::Grade;
use keyward::engine::port::FlowKind;
use keyward::practice::Kind;
use std::sync::atomic::Ordering;

#[test]
fn every_outcome_unknown() {
    for kind in [Kind::Binance, Kind::Bybit] {
        for (mood, sealed) in [(Mood::SlowDone, true), (Mood::SlowNotDone, false), (Mood::Full, false)] {
            let stage = Stage::new();
            let old = stage.added("grid", kind);
            rotate(&stage, "grid", "begin").unwrap();
            let new = stage.make(kind, usual(kind), &[]);
            stage.store.set_mood(mood);
            let card = give(&stage, "grid", &new).unwrap();
            assert_eq!(card.snapshot.state, if sealed { "check" } else { "take-in" }, "{kind:?} {mood:?}");
            stage.store.set_mood(Mood::Good);
            if !sealed {
                assert!(card.snapshot.message.contains("Paste it again"), "{mood:?}: {}", card.snapshot.message);
                assert_eq!(give(&stage, "grid", &new).unwrap().snapshot.state, "check");
            }
            assert_eq!(stage.store.count(&new.credential()), 1, "{kind:?} {mood:?}");
            pass_check(&stage, "grid");
            rotate(&stage, "grid", "delivered").unwrap();
            rotate(&stage, "grid", "seen").unwrap();
            rotate(&stage, "grid", "end-quiet").unwrap();
            stage.delete(&old);
            rotate(&stage, "grid", "deleted").unwrap();
            until(&stage, "grid", FlowKind::Rotation, "tail");
            stage.wait(TAIL);
            stage.store.set_mood(mood);
            for _ in 0..3 {
                rotate(&stage, "grid", "").unwrap();
            }
            stage.store.set_mood(Mood::Good);
            let card = until(&stage, "grid", FlowKind::Rotation, "done");
            assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
            if mood == Mood::Full {
                // A refusal is not repeated by itself; the word is.
                assert_eq!(card.snapshot.open_points.len(), 1, "{:?}", card.snapshot.open_points);
                rotate(&stage, "grid", "wipe").unwrap();
            }
            assert_eq!(stage.store.count(&old.credential()), 0, "{kind:?} {mood:?}");
            assert_eq!((stage.store.count(&new.credential()), stage.store.len()), (1, 1), "{kind:?} {mood:?}");
            assert_eq!(stage.store.wipes.load(Ordering::SeqCst), 1);
        }
    }
}

#[test]
fn a_seal_that_nobody_saw_is_looked_for_when_the_store_opens() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    rotate(&stage, "grid", "begin").unwrap();
    let new = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    stage.store.set_mood(Mood::SlowDone);
    // The keyring locks itself at the very moment in which it sealed.
    stage.store.lock_after_next();
    let card = give(&stage, "grid", &new).unwrap();
    assert_eq!(card.snapshot.state, "take-in");
    assert!(card.snapshot.message.contains("locked"), "{}", card.snapshot.message);
    assert!(give(&stage, "grid", &new).is_err());
    stage.store.set_mood(Mood::Good);
    stage.store.lock(false);
    assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "check");
    assert_eq!(stage.store.count(&new.credential()), 1);
}

#[test]
fn a_wiping_that_the_user_wants_waits_for_no_memory() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    until(&stage, "grid", FlowKind::Rotation, "tail");
    stage.store.set_mood(Mood::SlowDone);
    stage.store.lock_after_next();
    let card = rotate(&stage, "grid", "wipe").unwrap();
    assert_eq!(card.snapshot.state, "tail", "{}", card.snapshot.message);
    stage.store.set_mood(Mood::Good);
    stage.store.lock(false);
    let card = rotate(&stage, "grid", "").unwrap();
    assert_eq!(card.snapshot.state, "done", "{}", card.snapshot.message);
    assert_eq!(stage.store.wipes.load(Ordering::SeqCst), 1);
}
