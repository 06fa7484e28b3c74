//! SQLite's errors as sentences: what could not be done, why, and what to do next. Nothing of a row is in them.

use crate::domain::Problem;
use rusqlite::{Error, ErrorCode};

/// Turns a database error into the sentence of what was being done: `.say("The key could not be saved")?`.
pub(super) trait Say<T> {
    fn say(self, what: &str) -> Result<T, Problem>;
}

impl<T> Say<T> for rusqlite::Result<T> {
    fn say(self, what: &str) -> Result<T, Problem> {
        self.map_err(|error| problem(what, &error))
    }
}

impl<T> Say<T> for std::io::Result<T> {
    fn say(self, what: &str) -> Result<T, Problem> {
        self.map_err(|error| Problem::new(what, io_why(&error), io_hint(&error)))
    }
}

/// The sentence of a database error.
pub(super) fn problem(what: &str, error: &Error) -> Problem {
    let (why, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            "another keyward has been writing for more than ten seconds".to_owned(),
            "Nothing was changed. Try again; if it stays so, close the other keyward.",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => return read_only(what),
        Some(ErrorCode::DiskFull) => ("the disk is full".to_owned(), "Nothing was changed. Make room and try again."),
        Some(ErrorCode::CannotOpen) => (
            "its file cannot be opened".to_owned(),
            "See that the folder is there and that you may read and write in it.",
        ),
        Some(ErrorCode::SystemIoFailure) => {
            ("the disk reports an error".to_owned(), "Nothing was changed. See that the disk is well.")
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => return damaged(what),
        Some(ErrorCode::ConstraintViolation) => (
            "it would break a rule of the inventory".to_owned(),
            "Nothing was changed. Look again: another keyward may have changed it meanwhile.",
        ),
        Some(_) => (
            format!("the database reports error {}", error.sqlite_error().map_or(0, |e| e.extended_code)),
            "Nothing was changed.",
        ),
        None => unread(error),
    };
    Problem::new(what, why, hint)
}

/// A row that this keyward cannot read: written by a newer one, edited by hand, or damaged.
fn unread(error: &Error) -> (String, &'static str) {
    match error {
        Error::InvalidColumnType(_, name, _) => (
            format!("a row holds something in \"{name}\" that this keyward does not know"),
            "Nothing was changed. If the file was edited by hand, put the old value back.",
        ),
        _ => ("a row cannot be read".to_owned(), "Nothing was changed."),
    }
}

pub(super) fn read_only(what: &str) -> Problem {
    Problem::new(what, "its folder or file cannot be written", "Nothing was changed. Make the folder writable.")
}

pub(super) fn damaged(what: &str) -> Problem {
    Problem::new(
        what,
        "the inventory's file is damaged, or is no database",
        "It was left untouched. Move it aside and put a copy back (inventory-before-v*.sqlite, or your backup).",
    )
}

fn io_why(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "this user may not",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::NotADirectory => "a part of the path is no folder",
        ErrorKind::AlreadyExists => "it is there already",
        _ => "the disk reports an error",
    }
}

fn io_hint(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "Make the folder writable, or set KEYWARD_HOME to one that is."
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "Make room and try again.",
        ErrorKind::NotADirectory => "Set KEYWARD_HOME to a folder.",
        _ => "See that the folder is there and that you may read and write in it.",
    }
}
