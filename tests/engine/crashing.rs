//! A process dies at every point of every word: right before and right after each write of the inventory and each effect on
//! the store. Another process is told the same word again. Nothing is lost, nothing is done twice, and it stands where it
//! would stand had nobody died.

use crate::fuse::may_die;
use crate::stage::{
    Made, QUIET, SPACING, Stage, TAIL, copy, folder, give, pass_check, revoke, rotate, suspect, target, tell, usual,
};
use crate::store::Store;
use keyward::domain::{Grade, KeyState, Problem, SecretPlace, Tri};
use keyward::engine::desk::Filter;
use keyward::engine::port::{FlowKind, StoreKind};
use keyward::practice::Kind;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What a process is told; what came of it, in words that can be compared.
type Told = dyn Fn(&Stage, &Keys) -> Result<String, Problem>;

struct Keys {
    old: Made,
    new: Made,
}

/// What happens in the world, with the keys that are there.
type Change = dyn Fn(&Stage, &Keys);

/// One move of a script.
enum Move {
    /// A process is told something.
    Process(&'static str, Box<Told>),
    /// Something happens in the world.
    World(Box<Change>),
}

fn word(kind: FlowKind, word: &'static str) -> Move {
    let told = move |stage: &Stage, _: &Keys| {
        let card = match kind {
            FlowKind::Rotation => rotate(stage, "grid", word),
            FlowKind::Revocation => revoke(stage, "grid", word),
        };
        card.map(|card| card.snapshot.state.to_owned())
    };
    Move::Process(if word.is_empty() { "tick" } else { word }, Box::new(told))
}

fn process(name: &'static str, told: impl Fn(&Stage, &Keys) -> Result<String, Problem> + 'static) -> Move {
    Move::Process(name, Box::new(told))
}

fn wait(seconds: i64) -> Move {
    Move::World(Box::new(move |stage, _| stage.wait(seconds)))
}

fn deleted() -> Move {
    Move::World(Box::new(|stage, keys| stage.delete(&keys.old)))
}

fn added() -> Move {
    process("add", |stage, keys| {
        let added = stage.desk().add(&stage.draft("grid", keys.old.kind), keys.old.credential(), true);
        match added {
            Ok(_) => Ok("added".to_owned()),
            // Said again after a death behind the last write.
            Err(problem) if problem.sentence().contains("it is here already") => Ok("added".to_owned()),
            Err(problem) => Err(problem),
        }
    })
}

fn given() -> Move {
    process("have-key", |stage, keys| give(stage, "grid", &keys.new).map(|card| card.snapshot.state.to_owned()))
}

fn checked() -> Move {
    process("check", |stage, _| Ok(pass_check(stage, "grid").snapshot.state.to_owned()))
}

/// Plays a script in which each process dies at its points. Returns how often one died.
fn play(kind: Kind, moves: Vec<Move>) -> (Stage, Keys, i64) {
    let stage = Stage::new();
    let keys = Keys { old: stage.make(kind, usual(kind), &[]), new: stage.make(kind, usual(kind), &[]) };
    let mut deaths = 0;
    for one in moves {
        match one {
            Move::World(happens) => happens(&stage, &keys),
            Move::Process(name, told) => deaths += die_everywhere(&stage, &keys, name, &*told),
        }
    }
    (stage, keys, deaths)
}

/// Where the store is changed a process dies at every point, where words are only written and keys asked at every third.
fn die_everywhere(stage: &Stage, keys: &Keys, name: &str, told: &Told) -> i64 {
    let before = folder();
    copy(stage.folder.path(), before.path());
    let slots = stage.store.copy();
    let changes = counts(&stage.store);
    stage.fuse.put_out();
    let wanted = told(stage, keys).unwrap();
    let points = stage.fuse.put_out();
    assert!(points > 0, "{name}: the process never looked at the clock");
    let after = picture(stage);
    let step = if counts(&stage.store) == changes { 3 } else { 1 };
    let mut deaths = 0;
    for n in (1..=points).step_by(step) {
        copy(before.path(), stage.folder.path());
        stage.store.put_back(
            slots.iter().map(|(slot, (label, there))| (slot.clone(), (label.clone(), there.dup()))).collect(),
        );
        let (seals, wipes) = counts(&stage.store);
        stage.fuse.light(n);
        let died = may_die(|| told(stage, keys)).is_none();
        stage.fuse.put_out();
        deaths += i64::from(died);
        match told(stage, keys) {
            Ok(again) => assert_eq!(again, wanted, "{name}, dead at {n} of {points}"),
            // A wish that was done is refused when it is said again; the picture below says whether it was.
            Err(problem) => {
                let sentence = problem.sentence();
                assert!(sentence.contains("was not taken: the r"), "{name}, dead at {n}: {sentence}");
                settle(stage);
            }
        }
        assert_eq!(picture(stage), after, "{name}, dead at {n} of {points}");
        let (seals_now, wipes_now) = counts(&stage.store);
        assert!(seals_now - seals <= 1 && wipes_now - wipes <= 1, "{name}, dead at {n}: a change was made twice");
        for key in [&keys.old, &keys.new] {
            assert!(stage.store.count(&key.credential()) <= 1, "{name}, dead at {n}: a secret lies twice");
        }
    }
    deaths
}

/// Does what is due.
fn settle(stage: &Stage) {
    rotate(stage, "grid", "").unwrap();
    if stage.row("grid", 1).state == Some(KeyState::Suspected) {
        revoke(stage, "grid", "").unwrap();
    }
}

fn counts(store: &Store) -> (i64, i64) {
    (store.seals.load(Ordering::SeqCst), store.wipes.load(Ordering::SeqCst))
}

/// What each key is: state, current, where its secret is, how dead. No secret lies in the store that the inventory does not
/// know, none is missing that it believes in, and the journal's chain holds.
fn picture(stage: &Stage) -> Vec<(u32, Option<KeyState>, bool, SecretPlace, Grade)> {
    let filter = Filter { targets: Vec::new(), all_generations: true };
    let desk = stage.desk();
    let rows = desk.fleet(&filter).unwrap().rows;
    for entry in desk.store_report().unwrap().entries {
        let row = rows.iter().find(|row| Some(row.generation) == entry.generation);
        let believed = row.is_some_and(|row| row.secret != SecretPlace::None);
        assert_eq!((entry.known, entry.there), (Tri::Yes, believed.into()), "{entry:?}");
    }
    assert_eq!(desk.journal(None, None, 1, true).unwrap().chain, keyward::engine::port::Chain::Whole);
    let mut picture: Vec<_> = rows
        .iter()
        .filter(|row| row.id.is_some())
        .map(|row| (row.generation.0, row.state, row.current, row.secret, row.grade))
        .collect();
    picture.sort_by_key(|row| row.0);
    picture
}

#[test]
fn crash_at_every_write() {
    use FlowKind::Rotation;
    let (stage, keys, deaths) = play(
        Kind::Bybit,
        vec![
            added(),
            word(Rotation, "begin"),
            given(),
            checked(),
            word(Rotation, "delivered"),
            word(Rotation, "seen"),
            wait(QUIET),
            word(Rotation, ""),
            deleted(),
            word(Rotation, "deleted"),
            wait(SPACING),
            word(Rotation, ""),
            wait(TAIL),
            word(Rotation, ""),
        ],
    );
    assert_eq!(rotate(&stage, "grid", "").unwrap().snapshot.state, "done");
    assert_eq!((stage.store.count(&keys.old.credential()), stage.store.count(&keys.new.credential())), (0, 1));
    println!("{deaths} deaths; credentials lost: 0; changes made twice: 0");
    assert!(deaths > 60, "{deaths}");
}

#[test]
fn crash_at_every_write_of_a_revocation() {
    use FlowKind::{Revocation, Rotation};
    let (stage, keys, deaths) = play(
        Kind::Bybit,
        vec![
            added(),
            word(Rotation, "begin"),
            given(),
            process("revoke", |stage, _| suspect(stage, "grid", Some(1)).map(|card| card.snapshot.state.to_owned())),
            word(Revocation, "now"),
            deleted(),
            word(Revocation, "deleted"),
            wait(SPACING),
            word(Revocation, ""),
            word(Revocation, "replace"),
            checked(),
            word(Rotation, "delivered"),
            word(Rotation, "seen"),
            wait(TAIL),
            process("the end", |stage, _| {
                let mut tell = tell("grid", Revocation, "");
                tell.to.target.generation = Some(keyward::domain::Generation(1));
                stage.desk().flow(&tell.to).map(|card| card.snapshot.state.to_owned())
            }),
        ],
    );
    assert_eq!(stage.row("grid", 1).state, Some(KeyState::Revoked));
    assert_eq!((stage.store.count(&keys.old.credential()), stage.store.count(&keys.new.credential())), (0, 1));
    println!("{deaths} deaths; credentials lost: 0; changes made twice: 0");
    assert!(deaths > 60, "{deaths}");
}

#[test]
fn a_removal_that_was_interrupted_is_said_again() {
    play(
        Kind::Bybit,
        vec![
            added(),
            process("remove", |stage, _| match stage.desk().remove(&target("grid"), &target("grid").bot) {
                Err(problem) if problem.sentence().contains("grid") && !problem.sentence().contains("not removed") => {
                    Ok("gone".to_owned())
                }
                Err(problem) => Err(problem),
                Ok(_) => Ok("gone".to_owned()),
            }),
        ],
    );
}

#[test]
fn secrets_that_move_are_never_lost_on_the_way() {
    let mut stage = Stage::new();
    let files = Arc::new(Store::new(SecretPlace::Sealed, stage.fuse.clone()));
    let keys: Vec<Made> = ["a", "b", "c"].into_iter().map(|bot| stage.added(bot, Kind::Bybit)).collect();
    stage.files = files.clone();
    let before = folder();
    copy(stage.folder.path(), before.path());
    let slots = stage.store.copy();
    stage.fuse.put_out();
    let says = stage.desk().store_move(StoreKind::Sealed).unwrap();
    assert!(says.starts_with("3 secrets moved"), "{says}");
    let points = stage.fuse.put_out();
    assert_eq!((stage.store.len(), files.len()), (0, 3));
    for n in 1..=points {
        copy(before.path(), stage.folder.path());
        files.reset();
        stage.store.put_back(
            slots.iter().map(|(slot, (label, there))| (slot.clone(), (label.clone(), there.dup()))).collect(),
        );
        stage.fuse.light(n);
        let died = may_die(|| stage.desk().store_move(StoreKind::Sealed)).is_none();
        stage.fuse.put_out();
        for key in &keys {
            let (here, there) = (stage.store.count(&key.credential()), files.count(&key.credential()));
            assert!(here + there >= 1, "dead at {n}: a secret is lost");
        }
        // Half-way, every key can still be asked.
        if died && n % 4 == 0 {
            let ids: Vec<_> = ["a", "b", "c"].into_iter().map(|bot| stage.row(bot, 1).id.unwrap()).collect();
            let report = stage.desk().ask(&ids, None, &keyward::engine::supervise::Cancel::default(), &|_| {}).unwrap();
            assert_eq!((report.asked.len(), report.not_asked.len()), (3, 0), "dead at {n}");
        }
        stage.desk().store_move(StoreKind::Sealed).unwrap();
        assert_eq!((stage.store.len(), files.len()), (0, 3), "dead at {n} of {points}");
        for bot in ["a", "b", "c"] {
            assert_eq!(stage.row(bot, 1).secret, SecretPlace::Sealed, "dead at {n}");
        }
    }
    // And back again.
    stage.desk().store_move(StoreKind::Keyring).unwrap();
    assert_eq!((stage.store.len(), files.len()), (3, 0));
}
