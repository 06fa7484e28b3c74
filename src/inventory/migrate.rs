//! The versions of the inventory. A version's file is never edited once released.

use super::trouble::{Say, damaged, problem};
use super::{connection, files};
use crate::domain::Problem;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::path::Path;

/// The SQL of each version, the first is version 1.
pub(super) const VERSIONS: &[&str] = &[include_str!("schema/v1.sql")];

/// "kwrd" in the file's head: a database without it is somebody else's.
const APPLICATION: i64 = 1_802_990_180;

const UNOPENED: &str = "The inventory could not be opened";

/// Which version a file holds; 0 for a new one. Changes nothing.
pub(super) fn version(connection: &Connection, versions: &[&str]) -> Result<usize, Problem> {
    let ask = |sql: &str| connection.query_row::<i64, _, _>(sql, [], |row| row.get(0)).say(UNOPENED);
    // The first statement that reads the file: a garbage one shows itself here.
    let tables = ask("SELECT count(*) FROM sqlite_schema")?;
    let version = ask("PRAGMA user_version")?;
    if tables == 0 && version == 0 {
        return Ok(0);
    }
    if ask("PRAGMA application_id")? != APPLICATION {
        return Err(Problem::new(
            UNOPENED,
            "its file is a database, but not keyward's",
            "It was left untouched. Move it aside, or set KEYWARD_HOME to another folder.",
        ));
    }
    let version = usize::try_from(version).map_err(|_| damaged(UNOPENED))?;
    if version == 0 {
        return Err(damaged(UNOPENED));
    }
    if version > versions.len() {
        return Err(Problem::new(
            UNOPENED,
            format!("a newer keyward wrote it (version {version}; this one knows {})", versions.len()),
            "It was left untouched. Install the newer keyward again.",
        ));
    }
    Ok(version)
}

/// Brings a file to the newest version, in one transaction for each. Before an existing one is changed it is copied to
/// `inventory-before-vN.sqlite`, with N the version to come. Whoever calls holds the lock.
pub(super) fn migrate(
    connection: &mut Connection,
    folder: &Path,
    from: usize,
    versions: &[&'static str],
) -> Result<(), Problem> {
    const WHAT: &str = "The inventory could not be brought to this version";
    if from == versions.len() {
        return Ok(());
    }
    if from > 0 {
        copy(connection, folder, versions.len())?;
    }
    let steps: Vec<M<'_>> = versions.iter().map(|sql| M::up(sql)).collect();
    Migrations::new(steps).to_latest(connection).map_err(|error| match &error {
        rusqlite_migration::Error::RusqliteError { err, .. } => problem(WHAT, err),
        _ => Problem::new(WHAT, "its version is not what it should be", "It was left as it is."),
    })
}

/// A copy that appears whole or not at all, for its owner alone.
fn copy(connection: &Connection, folder: &Path, to: usize) -> Result<(), Problem> {
    const WHAT: &str = "The inventory could not be copied before its change";
    let name = folder.join(format!("inventory-before-v{to}.sqlite"));
    let half = folder.join(format!("inventory-before-v{to}.sqlite.half"));
    if files::look(&half, WHAT)? != files::Found::Nothing {
        std::fs::remove_file(&half).say(WHAT)?;
    }
    files::look(&name, WHAT)?;
    files::make(&half, WHAT)?;
    connection.execute("VACUUM INTO ?1", [half.to_string_lossy()]).say(WHAT)?;
    std::fs::File::open(&half).and_then(|file| file.sync_all()).say(WHAT)?;
    std::fs::rename(&half, &name).say(WHAT)?;
    files::settle(folder);
    Ok(())
}

/// Puts a file into WAL mode, by which readers and a writer do not wait for each other, and makes sure that it is.
pub(super) fn keep_a_log(connection: &Connection) -> Result<(), Problem> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).say(UNOPENED)?;
    if mode == "wal" {
        return Ok(());
    }
    Err(Problem::new(
        UNOPENED,
        "this folder's disk cannot hold a database that several programs use",
        "Set KEYWARD_HOME to a folder on a local disk.",
    ))
}

/// Whether a file is in WAL mode already.
pub(super) fn keeps_a_log(connection: &Connection) -> Result<bool, Problem> {
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).say(UNOPENED)?;
    Ok(mode == "wal")
}

/// Leaves a file that is not ours to touch as it is, its log too.
pub(super) fn leave(connection: &Connection) {
    connection.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).ok();
}

/// Opens for the look at the version.
pub(super) fn first(file: &Path, access: connection::Access) -> Result<Connection, Problem> {
    connection::connect(file, access).say(UNOPENED)
}
