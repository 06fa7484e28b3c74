//! Old files become new ones; what cannot be brought over stays as it was.

use super::sample::{bot, bot_name, exchange, fill, home};
use crate::inventory::migrate::VERSIONS;
use crate::inventory::{Inventory, JournalFilter, KeyFilter, Which};
use std::fs;
use std::path::Path;

/// A home of version 1 with a row in every table, as that version wrote it. Frozen.
const V1: &str = include_str!("../fixtures/v1.sql");

fn old_home(sql: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("inventory.sqlite")).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.execute_batch("PRAGMA user_version = 1").unwrap();
    folder
}

fn all_of(inventory: &Inventory) -> String {
    inventory
        .read(|see| {
            let mut all = String::new();
            see.each_key(&KeyFilter { which: Which::All, ..KeyFilter::default() }, |row| {
                all += &format!("{row:#?}\n")
            })?;
            let key = see.current_key(&bot_name("grid-eth"), &exchange("binance"))?.unwrap().id;
            all += &format!("{:#?}\n{:#?}\n", see.evidence_page(key, None, 99)?, see.readings(key, None, 99)?);
            see.each_open_flow(None, |flow| all += &format!("{flow:#?}\n{:#?}\n", see.intents(flow.id).unwrap()))?;
            all += &format!("{:#?}\n", see.pauses(super::sample::at(0))?);
            all += &format!("{:#?}\n", see.journal(&JournalFilter::default(), 99)?);
            all += &format!("{:#?}\n", see.holder(&bot_name("grid-eth"))?);
            all += &format!("{:?} {:?}\n", see.setting(crate::inventory::Setting::Store)?, see.verify_journal()?);
            Ok(all)
        })
        .unwrap()
}

fn schema(inventory: &Inventory) -> Vec<String> {
    inventory
        .read(|see| {
            let mut rows =
                see.connection.prepare("SELECT sql FROM sqlite_schema WHERE sql <> '' ORDER BY name").unwrap();
            Ok(rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect())
        })
        .unwrap()
}

#[test]
fn a_version_1_home_is_read_whole() {
    let folder = old_home(V1);
    let old = Inventory::open(folder.path()).unwrap();
    let (_folder, new) = home();
    new.write(fill).unwrap();
    assert_eq!(schema(&old), schema(&new));
    assert_eq!(all_of(&old), all_of(&new));
    old.write(|w| w.add_bot(&bot("another"))).unwrap();
}

const NEXT: [&str; 2] = [VERSIONS[0], "ALTER TABLE bots ADD COLUMN note TEXT; UPDATE bots SET note = 'x';"];

fn version_of(file: &Path) -> i64 {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_copy_is_made_before_a_change() {
    let folder = old_home(V1);
    let copy = folder.path().join("inventory-before-v2.sqlite");
    let half = folder.path().join("inventory-before-v2.sqlite.half");
    // A copy that was interrupted is no reason to stop.
    fs::write(&half, b"half").unwrap();
    let inventory = Inventory::open_versions(folder.path(), &NEXT).unwrap();
    let notes = inventory
        .read(|see| Ok(see.connection.query_row("SELECT note FROM bots", [], |row| row.get::<_, String>(0)).unwrap()));
    assert_eq!(notes.as_deref(), Ok("x"));
    assert!(!half.exists());
    assert_eq!((version_of(&copy), version_of(inventory.file())), (1, 2));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // The copy is an inventory: put back, it is opened.
    drop(inventory);
    let other = tempfile::tempdir().unwrap();
    fs::copy(&copy, other.path().join("inventory.sqlite")).unwrap();
    assert!(all_of(&Inventory::open(other.path()).unwrap()).contains("grid-eth"));
}

#[test]
fn a_new_home_is_not_copied() {
    let (folder, _inventory) = home();
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["inventory.lock", "inventory.sqlite", "inventory.sqlite-shm", "inventory.sqlite-wal"]);
}

#[test]
fn a_change_that_fails_changes_nothing() {
    let folder = old_home(V1);
    let broken = [VERSIONS[0], "ALTER TABLE bots ADD COLUMN note TEXT; INSERT INTO nothing VALUES (1);"];
    let told = Inventory::open_versions(folder.path(), &broken).unwrap_err();
    assert_eq!(told.what, "The inventory could not be brought to this version");
    assert_eq!(version_of(&folder.path().join("inventory.sqlite")), 1);
    assert!(all_of(&Inventory::open(folder.path()).unwrap()).contains("grid-eth"));
}

#[test]
fn the_catalogue_of_versions_is_the_one_in_the_files() {
    let (_folder, inventory) = home();
    assert_eq!(version_of(inventory.file()), i64::try_from(VERSIONS.len()).unwrap());
}
