//! Two processes on one home: words told at once, a process that died and another that goes on, and one that is busy.

use crate::stage::{QUIET, Stage, exchange, give, pass_check, revoke, rotate, suspect, tell, to_kill, until, usual};
use keyward::domain::{BotName, Grade, KeyState, Kind as Trouble};
use keyward::engine::desk::Filter;
use keyward::engine::port::FlowKind;
use keyward::inventory::Inventory;
use keyward::practice::Kind;
use keyward::system::{Home, Locks};
use std::sync::Barrier;
use std::time::Duration;

/// Runs one thing in each of several processes at once.
fn at_once<T: Send>(count: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let (barrier, run) = (&barrier, &run);
        let threads: Vec<_> = (0..count)
            .map(|number| {
                scope.spawn(move || {
                    barrier.wait();
                    run(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn two_drivers() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    let begun = at_once(3, |_| rotate(&stage, "grid", "begin"));
    let ids: Vec<_> = begun.iter().flatten().map(|card| card.snapshot.id).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{begun:?}");

    // Different keys at once: one is the candidate, the others are orphans or were refused; no secret is lost.
    let keys: Vec<_> = (0..3).map(|_| stage.make(Kind::Okx, usual(Kind::Okx), &[])).collect();
    let given = at_once(3, |number| give(&stage, "grid", &keys[number]));
    assert!(given.iter().any(Result::is_ok));
    let fleet = stage.desk().fleet(&Filter { targets: Vec::new(), all_generations: true }).unwrap();
    let with = |state| fleet.rows.iter().filter(|row| row.state == Some(state)).count();
    assert_eq!(with(KeyState::Candidate), 1);
    let taken = given.iter().filter(|card| card.is_ok()).count();
    assert_eq!(with(KeyState::Orphan), taken - 1);
    for (key, card) in keys.iter().zip(&given) {
        assert_eq!(stage.store.count(&key.credential()), usize::from(card.is_ok()));
    }

    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    let told = at_once(3, |_| rotate(&stage, "grid", "delivered"));
    assert!(told.iter().all(|card| card.as_ref().is_ok_and(|card| card.snapshot.state == "alive")), "{told:?}");
    assert_eq!(stage.journal().iter().filter(|line| line.contains("is delivered to")).count(), 1);
}

#[test]
fn two_revocations_and_an_add_at_once_are_one() {
    let stage = Stage::new();
    stage.added("grid", Kind::Bybit);
    let opened = at_once(3, |_| suspect(&stage, "grid", None));
    let ids: Vec<_> = opened.iter().map(|card| card.as_ref().unwrap().snapshot.id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");

    let made = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let added = at_once(2, |_| stage.desk().add(&stage.draft("other", Kind::Bybit), made.credential(), true));
    assert_eq!(added.iter().filter(|done| done.is_ok()).count() + refusals(&added), 2);
    assert_eq!((stage.store.count(&made.credential()), stage.row("other", 1).current), (1, true));
    let bots = at_once(2, |number| {
        let key = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
        stage.desk().add(&stage.draft(&format!("bot-{number}"), Kind::Bybit), key.credential(), true)
    });
    assert!(bots.iter().all(Result::is_ok), "different bots are in nobody's way");
}

fn refusals<T>(results: &[Result<T, keyward::domain::Problem>]) -> usize {
    results.iter().filter(|result| result.as_ref().is_err_and(|problem| problem.sentence().contains("already"))).count()
}

#[test]
fn one_key_is_never_two_bots() {
    let stage = Stage::new();
    let made = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    let added = at_once(2, |number| {
        stage.desk().add(&stage.draft(&format!("bot-{number}"), Kind::Okx), made.credential(), true)
    });
    assert_eq!(added.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(stage.store.count(&made.credential()), 1);
    let rows = stage.desk().fleet(&Filter::default()).unwrap().rows;
    assert_eq!(rows.len(), 1, "nothing is left of the one that was refused");
}

#[test]
fn resume_in_another_process() {
    // Each word of these tests is told by a process of its own; here also the ticks between are, and the facts come early.
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Bybit);
    rotate(&stage, "grid", "begin").unwrap();
    rotate(&stage, "grid", "delivered").unwrap();
    rotate(&stage, "grid", "seen").unwrap();
    let new = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let card = give(&stage, "grid", &new).unwrap();
    assert_eq!(card.snapshot.state, "quiet", "what was said early is used when its state comes");
    assert!(!card.snapshot.open_points.is_empty(), "the open line is carried");
    for _ in 0..3 {
        stage.wait(QUIET / 3);
        rotate(&stage, "grid", "").unwrap();
    }
    stage.delete(&old);
    assert_eq!(rotate(&stage, "grid", "gone").unwrap().snapshot.state, "tail");
    let card = until(&stage, "grid", FlowKind::Rotation, "done");
    assert!(card.snapshot.grade.unwrap().is_death());
}

#[test]
fn a_busy_one_is_waited_for_and_then_named() {
    let mut stage = Stage::new();
    stage.added("grid", Kind::Okx);
    stage.patience = Duration::from_millis(120);
    let home = Home::in_folder(stage.folder.path());
    let now = stage.desk().clock().now();
    let held = Locks::new(&home.locks).hold("grid", now).unwrap();
    stage.wait(6);
    let busy = rotate(&stage, "grid", "begin").unwrap_err();
    assert_eq!(busy.kind, Trouble::Stale);
    let sentence = busy.sentence();
    assert!(sentence.starts_with("Another keyward on this computer acts on this bot now"), "{sentence}");
    assert!(sentence.contains(", 6 s)"), "{sentence}");
    let made = stage.make(Kind::Okx, usual(Kind::Okx), &[]);
    assert!(stage.desk().add(&stage.draft("grid", Kind::Okx), made.credential(), true).is_err());
    // Looking needs no lock.
    assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "planned");
    stage.patience = Duration::from_secs(10);
    let told = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| rotate(&stage, "grid", "begin"));
        drop(held);
        waiting.join().unwrap()
    });
    assert_eq!(told.unwrap().snapshot.state, "make");
}

#[test]
fn every_event_twice() {
    for kind in Kind::ALL {
        let stage = Stage::new();
        let old = stage.added("grid", kind);
        let twice = |word: &str| {
            let first = rotate(&stage, "grid", word);
            let second = rotate(&stage, "grid", word);
            if let (Ok(first), Ok(second)) = (&first, &second) {
                assert_eq!(first.snapshot.state, second.snapshot.state, "{kind:?} {word}");
            }
            first.unwrap().snapshot.state
        };
        assert_eq!(twice("begin"), "make");
        let new = stage.make(kind, usual(kind), &[]);
        give(&stage, "grid", &new).unwrap();
        give(&stage, "grid", &new).unwrap();
        assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
        assert_eq!(twice("delivered"), "alive");
        assert_eq!(twice("seen"), "quiet");
        stage.wait(QUIET);
        assert_eq!(twice(""), "kill");
        stage.delete(&old);
        assert_eq!(twice("deleted"), "prove");
        until(&stage, "grid", FlowKind::Rotation, "tail");
        rotate(&stage, "grid", "gone").unwrap();
        rotate(&stage, "grid", "gone").unwrap();
        until(&stage, "grid", FlowKind::Rotation, "done");
        assert_eq!(twice("wipe"), "done");
        let rows = stage.desk().fleet(&Filter { targets: Vec::new(), all_generations: true }).unwrap().rows;
        assert_eq!(rows.len(), 2, "{kind:?}: no third generation");
        assert_eq!((stage.store.seals.load(std::sync::atomic::Ordering::SeqCst), stage.store.len()), (2, 1));
        let journal = stage.journal();
        for once in ["rotation begun", "is deleted, you say", "secret is wiped", "given as the new key"] {
            assert_eq!(journal.iter().filter(|line| line.contains(once)).count(), 1, "{once}: {journal:#?}");
        }
    }
}

#[test]
fn every_event_twice_in_a_revocation() {
    let stage = Stage::new();
    let old = stage.added("grid", Kind::Okx);
    suspect(&stage, "grid", None).unwrap();
    let twice = |word: &str| {
        revoke(&stage, "grid", word).unwrap();
        revoke(&stage, "grid", word).unwrap().snapshot.state
    };
    assert_eq!(twice("controlled"), "controlled");
    assert_eq!(twice("guarded"), "kill-now");
    stage.delete(&old);
    assert_eq!(twice("deleted"), "prove");
    assert_eq!(twice("gone"), "look");
    assert_eq!(twice("looked"), "replace");
    revoke(&stage, "grid", "replace").unwrap();
    assert!(revoke(&stage, "grid", "replace").is_err() || rotate(&stage, "grid", "").unwrap().snapshot.of == 5);
    let card = until(&stage, "grid", FlowKind::Revocation, "closed");
    assert!(card.snapshot.grade.unwrap().is_death());
    let journal = stage.journal();
    for once in ["opened: seen in a log", "is deleted, you say", "gone from its page", "gets another key"] {
        assert_eq!(journal.iter().filter(|line| line.contains(once)).count(), 1, "{once}: {journal:#?}");
    }
}

#[test]
fn a_word_of_another_process_is_seen_at_once() {
    let stage = Stage::new();
    let (first, second) = (stage.desk(), stage.desk());
    stage.added("grid", Kind::Okx);
    let before = second.pulse().unwrap();
    first.tell(&tell("grid", FlowKind::Rotation, "begin"), None).unwrap();
    assert_ne!(second.pulse().unwrap(), before);
    let card = second.flow(&tell("grid", FlowKind::Rotation, "").to).unwrap();
    assert_eq!(card.snapshot.state, "make");
}

#[test]
fn the_intents_of_a_rotation_are_all_settled() {
    let stage = Stage::new();
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    let card = until(&stage, "grid", FlowKind::Rotation, "done");
    assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
    let inventory = Inventory::open(stage.folder.path()).unwrap();
    let intents = inventory
        .read(|see| {
            let bot = BotName::new("grid").unwrap();
            let flow = see.last_flow_of(&bot, &exchange(Kind::Bybit), "rotation")?.unwrap();
            see.intents(flow.id)
        })
        .unwrap();
    let done: Vec<_> =
        intents.iter().map(|intent| (intent.new.what.as_ref(), intent.outcome.unwrap().0.word())).collect();
    assert_eq!(done, [("seal", "confirmed"), ("wipe", "confirmed")]);
}
