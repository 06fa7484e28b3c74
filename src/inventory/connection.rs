//! The inventory's two doors: `read` for one consistent view, `write` for one transaction. Connections are taken from a
//! small stack, so that a visitor of rows may ask again while it visits.

use super::trouble::Say;
use crate::domain::Problem;
use rusqlite::{Connection, TransactionBehavior};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How the file is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Read and written.
    Write,
    /// Read only: the folder or the file cannot be written.
    Read,
    /// Read only, and not even a lock can be placed beside it: nobody can be writing.
    Still,
}

/// What keyward knows, but the secrets. May be shared by threads.
pub struct Inventory {
    file: PathBuf,
    access: Access,
    idle: Mutex<Vec<Connection>>,
    pulse: Mutex<Option<Connection>>,
}

/// So many connections wait for the next call; each holds a little memory.
const IDLE: usize = 2;

impl Inventory {
    pub(super) fn over(file: PathBuf, access: Access, first: Connection) -> Self {
        Self { file, access, idle: Mutex::new(vec![first]), pulse: Mutex::new(None) }
    }

    /// Asks: all questions of `see` see the same state, whatever others write meanwhile.
    ///
    /// # Errors
    /// What `see` says, or why the database cannot be read.
    pub fn read<T>(&self, see: impl FnOnce(&Reads<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        let connection = self.take()?;
        let view = connection.unchecked_transaction().say("The inventory could not be read")?;
        let answer = see(&Reads { connection: &view });
        drop(view);
        self.give_back(connection);
        answer
    }

    /// Writes: all verbs of `act` are done, or none is. Waits for other writers; what `act` reads is the newest state and
    /// stays so until it ends.
    ///
    /// # Errors
    /// What `act` says (then nothing was written), or why the database cannot be written.
    pub fn write<T>(&self, act: impl FnOnce(&Writing<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        const WHAT: &str = "The inventory could not be changed";
        if self.is_read_only() {
            return Err(super::trouble::read_only(WHAT));
        }
        let mut connection = self.take()?;
        // Deferred ones that read and then write fail at once beside another writer: SQLite cannot let them wait.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).say(WHAT)?;
        let answer = act(&Writing { reads: Reads { connection: &transaction } })?;
        transaction.commit().say(WHAT)?;
        self.give_back(connection);
        Ok(answer)
    }

    /// A number that changes whenever anybody, this process too, has written. Costs a few microseconds.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn pulse(&self) -> Result<i64, Problem> {
        const WHAT: &str = "The inventory could not be read";
        // One connection that never writes: SQLite's counter speaks of the others only.
        let mut slot = self.pulse.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match slot.take() {
            Some(connection) => connection,
            None => connect(&self.file, self.access).say(WHAT)?,
        };
        let version = connection.query_row("PRAGMA data_version", [], |row| row.get(0)).say(WHAT)?;
        *slot = Some(connection);
        Ok(version)
    }

    /// It can be read, but nothing can be changed: its folder or file cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.access != Access::Write
    }

    #[cfg(test)]
    pub(super) const fn access(&self) -> Access {
        self.access
    }

    /// Where the database lies, for `doctor`.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Reads all of the file and looks for damage; takes a while, for `doctor`.
    ///
    /// # Errors
    /// It is damaged or cannot be read.
    pub fn examine(&self) -> Result<(), Problem> {
        const WHAT: &str = "The inventory could not be read";
        self.read(|see| {
            let word: String = see.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).say(WHAT)?;
            if word == "ok" { Ok(()) } else { Err(super::trouble::damaged(WHAT)) }
        })
    }

    /// For tests: the next connection does not wait for other writers.
    #[cfg(test)]
    pub(super) fn impatient(&self) {
        let connection = self.take().unwrap();
        connection.busy_timeout(std::time::Duration::ZERO).unwrap();
        self.give_back(connection);
    }

    fn take(&self) -> Result<Connection, Problem> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect(&self.file, self.access).say("The inventory could not be opened"),
        }
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(connection);
        }
    }
}

impl std::fmt::Debug for Inventory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inventory").field("file", &self.file).finish_non_exhaustive()
    }
}

/// All questions, over one consistent state.
pub struct Reads<'c> {
    pub(super) connection: &'c Connection,
}

/// All verbs, in one transaction; and all questions.
pub struct Writing<'c> {
    reads: Reads<'c>,
}

impl<'c> Deref for Writing<'c> {
    type Target = Reads<'c>;

    fn deref(&self) -> &Reads<'c> {
        &self.reads
    }
}

/// Opens one connection on a file that is there. Changes nothing in it.
pub(super) fn connect(file: &Path, access: Access) -> rusqlite::Result<Connection> {
    use rusqlite::OpenFlags;
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match access {
        Access::Write => Connection::open_with_flags(file, common | OpenFlags::SQLITE_OPEN_READ_WRITE)?,
        Access::Read => Connection::open_with_flags(file, common | OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        Access::Still => {
            let flags = common | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(still_uri(file), flags)?
        }
    };
    connection.busy_handler(Some(wait))?;
    // FULL, and on macOS a real flush: what is called done survives a power cut. A small cache: a row is read once.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA cache_size = -512;
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Waits for another writer, ten seconds at least. SQLite's own wait looks every tenth of a second, and among busy writers
/// one may always look at the wrong moment.
fn wait(tries: i32) -> bool {
    const STEP: std::time::Duration = std::time::Duration::from_millis(4);
    std::thread::sleep(STEP);
    tries < 2_500
}

/// The file as SQLite's URI with `immutable`; every byte that a URI could misread is escaped.
fn still_uri(file: &Path) -> String {
    let mut uri = String::from("file:");
    let path = file.as_os_str().as_encoded_bytes();
    if cfg!(windows) {
        uri.push('/');
    }
    for byte in path.iter().map(|byte| if cfg!(windows) && *byte == b'\\' { b'/' } else { *byte }) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b':') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str("?immutable=1");
    uri
}
