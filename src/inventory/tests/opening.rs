//! What can stand where the inventory should: each gets one sentence, and stays as it was.

use super::sample::{bot, fill, home};
use crate::domain::{Chance, Problem};
use crate::inventory::{Inventory, home_key};
use std::fs;
use std::path::Path;

/// Counts up: two calls never give the same.
struct Counting(std::sync::atomic::AtomicU8);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Problem> {
        bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    }
}

/// What opening says of a folder whose inventory is `bytes`, and that it left them.
fn told(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inventory.sqlite");
    fs::write(&file, bytes).unwrap();
    let told = Inventory::open(folder.path()).unwrap_err().sentence();
    assert_eq!(fs::read(&file).unwrap(), bytes, "untouched");
    assert_eq!(Inventory::open_read(folder.path()).unwrap_err().sentence(), told);
    told
}

/// A closed inventory's file, changed by some SQL.
fn file_after(sql: &str) -> Vec<u8> {
    let (folder, inventory) = home();
    inventory.write(fill).unwrap();
    drop(inventory);
    let file = folder.path().join("inventory.sqlite");
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.execute_batch(sql).unwrap();
    drop(connection);
    fs::read(file).unwrap()
}

const DAMAGED: &str = "The inventory could not be opened: the inventory's file is damaged, or is no database. It was left \
                       untouched. Move it aside and put a copy back (inventory-before-v*.sqlite, or your backup).";

#[test]
fn garbage_is_told_and_untouched() {
    assert_eq!(told(b"not a database at all, but long enough to look like one to a careless reader"), DAMAGED);
    assert_eq!(told(b"S"), DAMAGED);
    assert_eq!(told(&[b"SQLite format 3\0".as_slice(), &[0xff; 4096]].concat()), DAMAGED);
    let mut cut = file_after("");
    cut.truncate(5000);
    assert_eq!(told(&cut), DAMAGED);
}

#[test]
fn a_newer_one_is_told_and_untouched() {
    assert_eq!(
        told(&file_after("PRAGMA user_version = 99")),
        "The inventory could not be opened: a newer keyward wrote it (version 99; this one knows 1). It was left untouched. \
         Install the newer keyward again."
    );
}

#[test]
fn somebody_elses_database_is_told_and_untouched() {
    let other = file_after("PRAGMA application_id = 0");
    assert!(told(&other).contains("its file is a database, but not keyward's"));
}

#[test]
fn a_damaged_page_is_found_by_reading_it() {
    let mut bytes = file_after("");
    let from = bytes.len() / 3;
    bytes[from..].fill(0xa5);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("inventory.sqlite"), &bytes).unwrap();
    let told = Inventory::open(folder.path()).and_then(|inventory| inventory.examine()).unwrap_err();
    assert_eq!(told.why, "the inventory's file is damaged, or is no database");
    assert!(home().1.examine().is_ok());
}

#[test]
fn an_empty_file_is_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("inventory.sqlite"), b"").unwrap();
    assert!(Inventory::open_read(folder.path()).unwrap().is_none());
    Inventory::open(folder.path()).unwrap().write(|w| w.add_bot(&bot("b"))).unwrap();
    assert!(Inventory::open_read(folder.path()).unwrap().is_some());
}

#[test]
fn reading_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    assert!(Inventory::open_read(&absent).unwrap().is_none());
    assert!(Inventory::open_read(folder.path()).unwrap().is_none());
    assert!(!absent.exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn something_else_in_its_place_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inventory.sqlite")).unwrap();
    assert!(Inventory::open(folder.path()).unwrap_err().why.ends_with("inventory.sqlite is no file"));
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    assert_eq!(Inventory::open(&file).unwrap_err().why, "something else has that name");
    assert_eq!(Inventory::open(&file.join("below")).unwrap_err().why, "a part of the path is no folder");
}

#[test]
fn a_full_disk_and_a_read_only_one_are_sentences() {
    let (_folder, inventory) = home();
    let full = inventory.write(|w| {
        w.connection.execute_batch("PRAGMA max_page_count = 1").unwrap();
        (0..1_000).try_for_each(|number| w.add_bot(&bot(&format!("b{number}"))))
    });
    assert_eq!(
        full.unwrap_err().sentence(),
        "The bot could not be saved: the disk is full. Nothing was changed. Make room and try again."
    );
    inventory.write(|w| w.add_bot(&bot("b0"))).unwrap();
    let read_only = inventory.write(|w| {
        w.connection.execute_batch("PRAGMA query_only = ON").unwrap();
        w.add_bot(&bot("b1"))
    });
    assert_eq!(read_only.unwrap_err().why, "its folder or file cannot be written");
}

/// Another process that writes for too long is a sentence, too; never "database is locked".
#[test]
fn a_writer_that_never_ends_is_a_sentence() {
    let (_folder, inventory) = home();
    let told = inventory.write(|_| {
        // The wait itself is SQLite's; here it is cut short.
        inventory.impatient();
        Ok(inventory.write(|w| w.add_bot(&bot("b"))).unwrap_err())
    });
    assert_eq!(
        told.unwrap().sentence(),
        "The inventory could not be changed: another keyward has been writing for more than ten seconds. Nothing was changed. \
         Try again; if it stays so, close the other keyward."
    );
}

#[test]
fn a_row_that_nobody_knows_is_a_sentence() {
    let (_folder, inventory) = home();
    inventory.write(fill).unwrap();
    let told = inventory.write(|w| {
        w.connection.execute_batch("UPDATE keys SET state = 'undead'").unwrap();
        w.each_key(&crate::inventory::KeyFilter::default(), |_| ())
    });
    assert_eq!(told.unwrap_err().why, "a row holds something in \"state\" that this keyward does not know");
}

#[test]
fn the_home_key_stays() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let chance = Counting(1.into());
    let key = home_key(&home, &chance).unwrap();
    assert_eq!(home_key(&home, &chance).unwrap().expose(), key.expose());
    assert_eq!(fs::read(home.join("home.key")).unwrap(), key.expose());
    let inventory = Inventory::open(&home).unwrap();
    inventory.write(fill).unwrap();
    fs::remove_file(home.join("home.key")).unwrap();
    let told = home_key(&home, &chance).unwrap_err();
    assert!(told.why.ends_with("is gone, and the keys here can only be told apart with it"), "{told}");
    fs::write(home.join("home.key"), b"short").unwrap();
    assert!(home_key(&home, &chance).unwrap_err().why.ends_with("is not what keyward wrote there"));
    assert_eq!(fs::read(home.join("home.key")).unwrap(), b"short");
}

#[test]
fn two_that_make_the_home_key_get_one() {
    let folder = tempfile::tempdir().unwrap();
    let chance = Counting(1.into());
    let keys: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| home_key(folder.path(), &chance).unwrap())).collect();
        runs.into_iter().map(|run| run.join().unwrap().expose().to_vec()).collect()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn files_are_their_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("new/home");
        let inventory = Inventory::open(&home).unwrap();
        inventory.write(fill).unwrap();
        home_key(&folder.path().join("other"), &Counting(0.into())).unwrap();
        assert_eq!(mode(&home), 0o700);
        for name in ["inventory.sqlite", "inventory.sqlite-wal", "inventory.sqlite-shm", "inventory.lock"] {
            assert_eq!(mode(&home.join(name)), 0o600, "{name}");
        }
        assert_eq!(mode(&folder.path().join("other/home.key")), 0o600);
    }

    #[test]
    fn what_others_may_is_taken_back_where_it_is_ours() {
        let (folder, inventory) = home();
        let file = folder.path().join("inventory.sqlite");
        drop(inventory);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let _inventory = Inventory::open(folder.path()).unwrap();
        assert_eq!((mode(folder.path()), mode(&file)), (0o700, 0o600));
        // A folder that holds other things first is not ours to narrow.
        let shared = tempfile::tempdir().unwrap();
        fs::write(shared.path().join("other"), b"").unwrap();
        fs::set_permissions(shared.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let _inventory = Inventory::open(shared.path()).unwrap();
        assert_eq!(mode(shared.path()), 0o755);
    }

    #[test]
    fn links_are_refused() {
        for name in ["inventory.sqlite", "inventory.sqlite-wal", "inventory.sqlite-shm"] {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("elsewhere");
            symlink(&target, folder.path().join(name)).unwrap();
            let told = Inventory::open(folder.path()).unwrap_err();
            assert!(told.why.ends_with(&format!("{name} is a symbolic link, which is not followed")), "{told}");
            assert!(!target.exists());
        }
        let folder = tempfile::tempdir().unwrap();
        symlink(folder.path().join("elsewhere"), folder.path().join("home.key")).unwrap();
        assert!(home_key(folder.path(), &Counting(0.into())).is_err());
    }

    /// The real thing, for a user who is not root.
    #[test]
    fn a_read_only_folder_still_lists() {
        for dies in [false, true] {
            let (folder, inventory) = home();
            inventory.write(fill).unwrap();
            if dies {
                // As a killed process does, it leaves its log behind.
                std::mem::forget(inventory);
            } else {
                drop(inventory);
            }
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
            let is_root = fs::write(folder.path().join("probe"), b"").is_ok();
            let read = Inventory::open(folder.path()).unwrap();
            let mut count = 0;
            read.read(|see| see.each_bot(|_| count += 1)).unwrap();
            assert_eq!((count, read.is_read_only()), (1, !is_root));
            assert_eq!(read.write(|w| w.add_bot(&bot("b"))).is_ok(), is_root);
            drop(read);
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        }
    }
}
