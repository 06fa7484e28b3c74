//! Several threads and processes at once, and processes that die in the middle.
#![allow(clippy::disallowed_methods)] // the tests start themselves again as other processes

use super::sample::{bot, entry, home};
use crate::inventory::{Chain, Inventory, JournalFilter, NewKey, Setting};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const FOLDER: &str = "KEYWARD_TEST_FOLDER";
const TASK: &str = "KEYWARD_TEST_TASK";
const ROWS: usize = 300;

fn write_rows(inventory: &Inventory, name: &str) {
    for number in 0..ROWS {
        let row = entry(None, &format!("{name} {number}"));
        inventory
            .write(|w| {
                // Read, then write: what a deferred transaction cannot do beside another writer.
                let last: usize = w.setting(Setting::Store)?.map_or(0, |text| text.parse().unwrap());
                w.set_setting(Setting::Store, Some(&(last + 1).to_string()))?;
                w.add_entry(&row)
            })
            .unwrap();
    }
}

fn process(folder: &Path, task: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "inventory::tests::several::another_process", "--nocapture"])
        .env(FOLDER, folder)
        .env(TASK, task)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test of its own: what the other processes run.
#[test]
fn another_process() {
    let (Some(folder), Ok(task)) = (std::env::var_os(FOLDER), std::env::var(TASK)) else { return };
    let inventory = Inventory::open(Path::new(&folder)).unwrap();
    match task.as_str() {
        "write" => {
            std::thread::scope(|scope| {
                scope.spawn(|| write_rows(&inventory, "one"));
                scope.spawn(|| write_rows(&inventory, "two"));
            });
        }
        "die" => {
            let _: Result<(), _> = inventory.write(|w| {
                w.add_bot(&bot("half"))?;
                w.add_entry(&entry(None, "half"))?;
                std::process::abort()
            });
        }
        other => panic!("{other}"),
    }
}

#[test]
fn four_writers_in_two_processes_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // Both make it, too: nobody opened it before.
    let children = [process(folder.path(), "write"), process(folder.path(), "write")];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let inventory = Inventory::open(folder.path()).unwrap();
    let (count, set, chain) = inventory
        .read(|see| {
            let count = see.count_journal(&JournalFilter::default())?;
            Ok((count, see.setting(Setting::Store)?, see.verify_journal()?))
        })
        .unwrap();
    assert_eq!((count, set.as_deref(), chain), (1_200, Some("1200"), Chain::Whole));
}

#[test]
fn a_process_that_dies_in_a_write_leaves_the_state_before() {
    let (folder, inventory) = home();
    inventory.write(|w| w.add_bot(&bot("whole"))).unwrap();
    assert!(!process(folder.path(), "die").wait().unwrap().success());
    let again = Inventory::open(folder.path()).unwrap();
    for one in [&inventory, &again] {
        let mut names = Vec::new();
        one.read(|see| see.each_bot(|row| names.push(row.bot.name.to_string()))).unwrap();
        assert_eq!(names, ["whole"]);
        assert_eq!(one.read(|see| see.count_journal(&JournalFilter::default())), Ok(0));
    }
    again.write(|w| w.add_bot(&bot("half"))).unwrap();
    assert_eq!(again.examine(), Ok(()));
}

#[test]
fn eight_that_open_a_new_home_at_once_make_one() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let path = folder.path();
            scope.spawn(move || {
                let inventory = Inventory::open(path).unwrap();
                inventory.write(|w| w.add_bot(&bot(&format!("b{number}")))).unwrap();
            });
        }
    });
    let mut count = 0;
    Inventory::open(folder.path()).unwrap().read(|see| see.each_bot(|_| count += 1)).unwrap();
    assert_eq!(count, 8);
}

/// Two that bring different new keys at once: one candidate, and a sentence for the other.
#[test]
fn two_new_keys_at_once_leave_one_candidate() {
    let (folder, inventory) = home();
    inventory.write(|w| w.add_bot(&bot("b"))).unwrap();
    let bring = |byte: u8| {
        let inventory = Inventory::open(folder.path()).unwrap();
        inventory.write(|w| {
            let key = super::sample::key("b", "okx", 1);
            let generation = w.next_generation(&key.bot, &key.exchange)?;
            w.add_key(&NewKey {
                generation,
                fingerprint: Some(super::sample::fingerprint(byte)),
                state: crate::domain::KeyState::Candidate,
                ..key
            })
        })
    };
    let told: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (1..=4).map(|byte| scope.spawn(move || bring(byte))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert_eq!(told.iter().filter(|one| one.is_ok()).count(), 1);
    let whys: Vec<_> = told.into_iter().filter_map(Result::err).map(|told| told.why).collect();
    assert_eq!(whys, vec!["b has a new key on okx already: …9fQ2"; 3]);
}
