//! The store: what lies in it, sealed files from their making on, and what another process did to it.

use crate::stage::{Stage, give, pass_check, rotate, to_kill, until, usual};
use crate::store::Store;
use keyward::domain::{Grade, Kind as Trouble, Problem, SecretPlace, Tri};
use keyward::engine::desk::{Desk, Secrets};
use keyward::engine::port::{FlowKind, StoreKind, StoreState};
use keyward::engine::supervise::Cancel;
use keyward::practice::Kind;
use keyward::secret::Wiped;
use keyward::vault::{Sealed, Wish};
use std::sync::Arc;

const PASSPHRASE: &[u8] = b"correct horse battery";

/// Sealed files of this home, as a new process finds them: closed, with or without a passphrase at hand.
fn sealed(stage: &Stage, passphrase: Option<&'static [u8]>) -> Arc<Sealed> {
    let files = Sealed::new(stage.folder.path().join("sealed"), 10);
    Arc::new(match passphrase {
        Some(text) => files.with_source(Box::new(move || Some(Wiped::copy_of(text)))),
        None => files,
    })
}

/// A stage whose secrets lie in sealed files, as no keyring answers.
fn on_files() -> Stage {
    let mut stage = Stage::new();
    stage.store.lock(false);
    stage.files = sealed(&stage, None);
    stage.files.make(&Wiped::copy_of(PASSPHRASE)).unwrap();
    stage
}

#[test]
fn what_lies_in_it_is_held_against_what_is_known() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    stage.added("other", Kind::Bybit);
    let report = stage.desk().store_report().unwrap();
    assert_eq!((report.brief.kind, report.brief.state), (StoreKind::Keyring, StoreState::Open));
    assert!(report.entries.iter().all(|entry| (entry.there, entry.known) == (Tri::Yes, Tri::Yes)));
    let mut slots = stage.store.reset();
    let (slot, stranger) = slots.pop_first().unwrap();
    stage.store.put_back(slots);
    let report = stage.desk().store_report().unwrap();
    assert_eq!(report.entries.iter().filter(|entry| entry.there == Tri::No).count(), 1);
    let mut slots = stage.store.reset();
    slots.insert(slot, (stranger.0.clone(), stranger.1.dup()));
    slots.insert(keyward::domain::SlotId::new("stranger").unwrap(), stranger);
    stage.store.put_back(slots);
    let report = stage.desk().store_report().unwrap();
    assert_eq!(report.entries.iter().filter(|entry| entry.known == Tri::No).count(), 1);
    stage.store.lock(true);
    let report = stage.desk().store_report().unwrap();
    assert_eq!(report.brief.state, StoreState::Locked);
    assert!(report.entries.iter().all(|entry| entry.there == Tri::Unknown));
}

#[test]
fn a_rotation_runs_on_sealed_files_with_a_passphrase_at_hand() {
    let mut stage = on_files();
    let old = stage.added("grid", Kind::Bybit);
    assert_eq!(stage.row("grid", 1).secret, SecretPlace::Sealed);
    // Each process from here on finds the files closed; the environment names their passphrase.
    let word = |stage: &mut Stage, word: &str| {
        stage.files = sealed(stage, Some(PASSPHRASE));
        rotate(stage, "grid", word).unwrap().snapshot.state
    };
    assert_eq!(word(&mut stage, "begin"), "make");
    let new = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    stage.files = sealed(&stage, Some(PASSPHRASE));
    assert_eq!(give(&stage, "grid", &new).unwrap().snapshot.state, "check");
    stage.files = sealed(&stage, Some(PASSPHRASE));
    assert_eq!(pass_check(&stage, "grid").snapshot.state, "ready");
    word(&mut stage, "delivered");
    word(&mut stage, "seen");
    word(&mut stage, "end-quiet");
    stage.delete(&old);
    assert_eq!(word(&mut stage, "deleted"), "prove");
    stage.wait(100);
    word(&mut stage, "");
    stage.wait(100);
    assert_eq!(word(&mut stage, ""), "done");
    assert_eq!(stage.row("grid", 1).grade, Grade::ProvenDead);
    let names = stage.desk().store_report().unwrap().entries;
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn closed_files_ask_for_their_passphrase_and_lose_nothing() {
    let mut stage = on_files();
    stage.added("grid", Kind::Okx);
    let id = stage.row("grid", 1).id.unwrap();
    stage.files = sealed(&stage, None);
    let desk = stage.desk();
    let ask = |desk: &Desk| desk.ask(&[id], None, &Cancel::default(), &|_| {});
    assert_eq!(ask(&desk).unwrap_err().kind, Trouble::Locked);
    assert_eq!(rotate(&stage, "grid", "begin").unwrap_err().kind, Trouble::Locked);
    // What needs no secret goes on.
    assert_eq!(desk.fleet(&keyward::engine::desk::Filter::default()).unwrap().rows.len(), 1);
    assert!(desk.remind().is_ok());
    let unlock = |text: &[u8]| -> Result<_, Problem> {
        let handle = desk.tray().put_passphrase(Wiped::copy_of(text), desk.clock().now());
        desk.unlock(Some(handle))
    };
    assert!(unlock(b"not this one at all").unwrap_err().sentence().contains("does not open it"));
    assert_eq!(unlock(PASSPHRASE).unwrap().state, StoreState::Open);
    assert_eq!(ask(&desk).unwrap().asked.len(), 1);
}

#[test]
fn one_damaged_file_takes_no_other_along() {
    let stage = on_files();
    stage.added("grid", Kind::Okx);
    stage.added("other", Kind::Bybit);
    let ids = [stage.row("grid", 1).id.unwrap(), stage.row("other", 1).id.unwrap()];
    let files: Vec<_> = std::fs::read_dir(stage.folder.path().join("sealed"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with('k'))
        .collect();
    assert_eq!(files.len(), 2);
    let bytes = std::fs::read(&files[0]).unwrap();
    std::fs::write(&files[0], &bytes[..bytes.len() / 2]).unwrap();
    let report = stage.desk().ask(&ids, None, &Cancel::default(), &|_| {}).unwrap();
    assert_eq!((report.asked.len(), report.not_asked.len()), (1, 1));
    assert!(report.not_asked[0].1.contains("damaged"), "{:?}", report.not_asked);
}

#[test]
fn a_process_sees_that_another_moved_the_secrets() {
    let mut stage = Stage::new();
    let files = Arc::new(Store::new(SecretPlace::Sealed, stage.fuse.clone()));
    let made = stage.added("grid", Kind::Okx);
    stage.files = files.clone();
    let (first, second) = (stage.desk(), stage.desk());
    let id = stage.row("grid", 1).id.unwrap();
    first.ask(&[id], None, &Cancel::default(), &|_| {}).unwrap();
    second.store_move(StoreKind::Sealed).unwrap();
    let report = first.ask(&[id], None, &Cancel::default(), &|_| {}).unwrap();
    assert_eq!((report.asked.len(), report.not_asked.len()), (1, 0), "{:?}", report.not_asked);
    assert_eq!(first.store_brief().unwrap().kind, StoreKind::Sealed);
    // What it seals from now on lies where the others lie.
    let next = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    first.add(&stage.draft("other", Kind::Bybit), next.credential(), true).unwrap();
    assert_eq!((files.count(&made.credential()), files.count(&next.credential()), stage.store.len()), (1, 1, 0));
}

#[test]
fn a_move_into_a_closed_store_moves_nothing() {
    let mut stage = Stage::new();
    let files = Arc::new(Store::new(SecretPlace::Sealed, stage.fuse.clone()));
    stage.added("grid", Kind::Okx);
    stage.files = files.clone();
    files.lock(true);
    assert_eq!(stage.desk().store_move(StoreKind::Sealed).unwrap_err().kind, Trouble::Locked);
    files.lock(false);
    stage.store.lock(true);
    let half = stage.desk().store_move(StoreKind::Sealed).unwrap_err();
    assert!(half.sentence().contains("nothing is lost"), "{}", half.sentence());
    stage.store.lock(false);
    assert_eq!((stage.store.len(), files.len()), (1, 0));
    stage.desk().store_move(StoreKind::Sealed).unwrap();
    assert_eq!((stage.store.len(), files.len()), (0, 1));
}

#[test]
fn doctor_says_what_works() {
    let stage = Stage::new();
    stage.added("grid", Kind::Okx);
    let lines = stage.desk().doctor().unwrap();
    let line = |what: &str| lines.iter().find(|line| line.what == what).unwrap();
    for what in ["secret store", "database", "journal", "folder", "Binance", "Bybit", "OKX"] {
        assert_eq!(line(what).works, Tri::Yes, "{:?}", line(what));
    }
    stage.store.lock(true);
    stage.venue(Kind::Okx).weather(|weather| weather.set(keyward::practice::Fault::Down, true));
    let skewed = keyward::practice::Fault::WrongClock { millis: 30_000 };
    stage.venue(Kind::Bybit).weather(|weather| weather.set(skewed, true));
    let lines = stage.desk().doctor().unwrap();
    for what in ["secret store", "OKX", "Bybit"] {
        let line = lines.iter().find(|line| line.what == what).unwrap();
        assert!(!line.fix.is_empty(), "{line:?}");
    }
}

#[test]
fn a_clock_that_is_off_is_corrected_and_changes_no_distance() {
    let stage = Stage::new();
    for kind in Kind::ALL {
        let skewed = keyward::practice::Fault::WrongClock { millis: -3_600_000 };
        stage.venue(kind).weather(|weather| weather.set(skewed, true));
    }
    let (old, _) = to_kill(&stage, "grid", Kind::Bybit);
    stage.delete(&old);
    rotate(&stage, "grid", "deleted").unwrap();
    let card = until(&stage, "grid", FlowKind::Rotation, "done");
    assert_eq!(card.snapshot.grade, Some(Grade::ProvenDead));
}

#[test]
fn sealed_files_are_made_under_the_passphrase_that_the_environment_names() {
    let mut stage = Stage::new();
    let file = stage.folder.path().join("passphrase");
    stage.files = sealed(&stage, None);
    stage.environment.store = Some("sealed".to_owned());
    stage.environment.passphrase_file = Some(file.clone());
    let made = stage.make(Kind::Bybit, usual(Kind::Bybit), &[]);
    let add = |stage: &Stage| {
        let mut assembly = stage.assembly();
        let (keyring, sealed) = (stage.store.clone(), stage.files.clone());
        assembly.secrets = Secrets::Stores { wish: Wish::Sealed, keyring, sealed };
        Desk::assemble(assembly).unwrap().add(&stage.draft("grid", Kind::Bybit), made.credential(), true)
    };
    assert!(add(&stage).unwrap_err().sentence().contains("cannot be read"));
    std::fs::write(&file, "short\n").unwrap();
    assert!(add(&stage).unwrap_err().sentence().contains("characters"));
    std::fs::write(&file, "correct horse battery\n").unwrap();
    let (row, _) = add(&stage).unwrap();
    assert_eq!(row.secret, SecretPlace::Sealed);
    // The next process finds them closed, and opens them by the same file.
    let files = Sealed::new(stage.folder.path().join("sealed"), 10).with_source(stage.environment.passphrase_source());
    stage.files = Arc::new(files);
    let report = stage.desk().ask(&[row.id.unwrap()], None, &Cancel::default(), &|_| {}).unwrap();
    assert_eq!(report.asked.len(), 1);
}

#[test]
fn a_locked_keyring_is_said_with_what_to_do() {
    let stage = Stage::new();
    stage.added("grid", Kind::Bybit);
    stage.store.lock(true);
    let brief = stage.desk().store_brief().unwrap();
    assert_eq!((brief.kind, brief.state, brief.empty), (StoreKind::Keyring, StoreState::Locked, false));
    let refused = rotate(&stage, "grid", "begin").unwrap_err();
    assert!(!refused.hint.is_empty(), "{}", refused.sentence());
    assert!(stage.desk().unlock(None).is_err());
    stage.store.lock(false);
    assert_eq!(stage.desk().unlock(None).unwrap().state, StoreState::Open);
}
