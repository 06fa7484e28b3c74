//! How an inventory is opened: what stands there is looked at before anything is changed.

use super::connection::{Access, Inventory};
use super::files::{self, Found};
use super::migrate::{self, VERSIONS};
use super::trouble::damaged;
use crate::domain::Problem;
use std::path::{Path, PathBuf};

const UNOPENED: &str = "The inventory could not be opened";
/// No database is smaller than its smallest page, in bytes.
const LEAST: u64 = 512;

impl Inventory {
    /// Opens the inventory of a folder; makes both where they are not there. Where the folder or the file cannot be
    /// written, an inventory that is there is opened to be read: each change then says why it cannot be.
    ///
    /// # Errors
    /// One sentence each: a symbolic link or something else stands where the file should, it is damaged, is not
    /// keyward's, or was written by a newer keyward (it is untouched then), the folder cannot be made, the disk is full.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        Self::open_versions(folder, VERSIONS)
    }

    /// Opens the inventory of a folder to read it alone; `None` where there is none. Makes and changes nothing, but for
    /// one of an older version, which is brought to this one.
    ///
    /// # Errors
    /// As [`Inventory::open`].
    pub fn open_read(folder: &Path) -> Result<Option<Self>, Problem> {
        match files::look(&file_of(folder), UNOPENED)? {
            Found::Nothing | Found::Empty => Ok(None),
            Found::File(_) => Self::open(folder).map(Some),
        }
    }

    pub(super) fn open_versions(folder: &Path, versions: &[&'static str]) -> Result<Self, Problem> {
        let file = file_of(folder);
        files::folder(folder, &file)?;
        match files::look(&file, UNOPENED)? {
            Found::Nothing => files::make(&file, UNOPENED)?,
            // SQLite takes a shorter one for an empty database, and would write over it.
            Found::File(length) if length < LEAST => return Err(damaged(UNOPENED)),
            Found::Empty | Found::File(_) => {}
        }
        for beside in ["-wal", "-shm"] {
            files::look(&beside_of(&file, beside), UNOPENED)?;
        }
        if can_be_written(folder, &file) { open_to_write(folder, file, versions) } else { open_to_read(file, versions) }
    }
}

fn open_to_write(folder: &Path, file: PathBuf, versions: &[&'static str]) -> Result<Inventory, Problem> {
    let mut connection = migrate::first(&file, Access::Write)?;
    let version = migrate::version(&connection, versions).inspect_err(|_| migrate::leave(&connection))?;
    if version < versions.len() || !migrate::keeps_a_log(&connection)? {
        // One process at a time: two that make or change the tables would meet in the middle.
        let _lock = files::lock(&folder.join("inventory.lock"), UNOPENED)?;
        migrate::keep_a_log(&connection)?;
        let version = migrate::version(&connection, versions)?;
        migrate::migrate(&mut connection, folder, version, versions)?;
        files::settle(folder);
    }
    Ok(Inventory::over(file, Access::Write, connection))
}

/// A log that was not folded into the file can only be read with its index beside; without a log the file alone is all.
fn open_to_read(file: PathBuf, versions: &[&'static str]) -> Result<Inventory, Problem> {
    let has_log = std::fs::metadata(beside_of(&file, "-wal")).is_ok_and(|log| log.len() > 0);
    let access = if has_log { Access::Read } else { Access::Still };
    let connection = migrate::first(&file, access)?;
    let version = migrate::version(&connection, versions)?;
    if version < versions.len() {
        return Err(Problem::new(
            UNOPENED,
            "an older keyward wrote it, and its folder or file cannot be written",
            "Make the folder writable once, so that it can be brought to this version.",
        ));
    }
    Ok(Inventory::over(file, access, connection))
}

/// The file that an inventory is.
pub(super) fn file_of(folder: &Path) -> PathBuf {
    folder.join("inventory.sqlite")
}

fn beside_of(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Writing needs the file, and the folder for the log beside it.
fn can_be_written(folder: &Path, file: &Path) -> bool {
    files::is_writable(file) && files::is_writable(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::BotName;
    use crate::inventory::tests::{fill, home};

    fn bots(inventory: &Inventory) -> usize {
        let mut count = 0;
        inventory.read(|see| see.each_bot(|_| count += 1)).unwrap();
        count
    }

    /// What a read-only folder gives, without one: a test that runs as root may write everywhere.
    #[test]
    fn one_that_cannot_be_written_is_read() {
        let (folder, inventory) = home();
        inventory.write(fill).unwrap();
        // With a log beside that another process has open; then alone.
        let read = open_to_read(file_of(folder.path()), VERSIONS).unwrap();
        assert_eq!((bots(&read), read.access()), (1, Access::Read));
        drop((read, inventory));
        let read = open_to_read(file_of(folder.path()), VERSIONS).unwrap();
        assert_eq!((bots(&read), read.access(), read.is_read_only()), (1, Access::Still, true));
        assert!(read.pulse().is_ok() && read.examine().is_ok());
        let told = read.write(|w| w.remove_bot(&BotName::new("grid-eth").unwrap())).unwrap_err();
        assert_eq!(
            told.sentence(),
            "The inventory could not be changed: its folder or file cannot be written. Nothing was changed. Make the folder \
             writable."
        );
        let told = open_to_read(file_of(folder.path()), &[VERSIONS[0], "SELECT 1"]).unwrap_err();
        assert_eq!(told.why, "an older keyward wrote it, and its folder or file cannot be written");
    }

    #[test]
    fn odd_names_are_no_trouble() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("a?b#c%20 \u{e9}&mode=rw");
        Inventory::open(&odd).unwrap().write(fill).unwrap();
        assert_eq!(bots(&open_to_read(file_of(&odd), VERSIONS).unwrap()), 1);
    }
}
