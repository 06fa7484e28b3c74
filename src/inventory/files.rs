//! The folder and the files of a home: for their owner alone, and never somebody else's by a link.

use super::trouble::Say;
use crate::domain::Problem;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::Path;

/// Makes the folder where it is not there, for its owner alone (0700). One that holds nothing yet, or holds an inventory,
/// is narrowed to that; any other is left as it is: `KEYWARD_HOME` may name a place that is not ours alone.
pub(super) fn folder(path: &Path, ours: &Path) -> Result<(), Problem> {
    let what = format!("The folder {} could not be made", path.display());
    match fs::metadata(path) {
        Ok(meta) if !meta.is_dir() => {
            Err(Problem::new(what, "something else has that name", "Set KEYWARD_HOME to a folder."))
        }
        Ok(meta) => {
            let is_ours = ours.exists() || fs::read_dir(path).is_ok_and(|mut inside| inside.next().is_none());
            if is_ours {
                narrow(path, &meta, 0o700);
            }
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(path).say(&what)
        }
        Err(error) => Err(error).say(&what),
    }
}

/// What stands where a file of ours should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file of no length: made, and never written.
    Empty,
    /// A file of so many bytes.
    File(u64),
}

/// Looks at a file of ours, and narrows it to its owner. A symbolic link is refused: it could make us write elsewhere.
pub(super) fn look(path: &Path, what: &str) -> Result<Found, Problem> {
    let meta = match fs::symlink_metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error).say(what),
    };
    let name = path.display();
    if meta.is_symlink() {
        let hint = "Put the file itself there, or set KEYWARD_HOME to the folder that it lies in.";
        return Err(Problem::new(what, format!("{name} is a symbolic link, which is not followed"), hint));
    }
    if !meta.is_file() {
        return Err(Problem::new(what, format!("{name} is no file"), "Move it aside."));
    }
    narrow(path, &meta, 0o600);
    Ok(match meta.len() {
        0 => Found::Empty,
        length => Found::File(length),
    })
}

/// Makes an empty file for its owner alone (0600). One that is there already is fine: another process was faster.
pub(super) fn make(path: &Path, what: &str) -> Result<(), Problem> {
    match private().create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => look(path, what).map(drop),
        Err(error) => Err(error).say(what),
    }
}

/// Whether this user may write a file or a folder that is there. Asked, not tried: to open the database and close it again
/// would take away the locks that SQLite holds on it for this process (POSIX, *fcntl*).
#[cfg(unix)]
pub(super) fn is_writable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
pub(super) fn is_writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|meta| meta.is_dir() || !meta.permissions().readonly())
}

/// A lock of the operating system on a file, waited for at most ten seconds and freed by any death.
pub(super) fn lock(path: &Path, what: &str) -> Result<File, Problem> {
    const TRIES: u32 = 500;
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);
    look(path, what)?;
    let file = private().create(true).truncate(false).open(path).say(what)?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(fs::TryLockError::Error(error)) => return Err(error).say(what),
        }
    }
    Err(Problem::new(what, "another keyward has been opening it for more than ten seconds", "Try again."))
}

/// Makes names in a folder outlive a power cut. Best effort: not every system lets a folder be opened.
pub(super) fn settle(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
}

/// To write, for its owner alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Takes away what others may. That it cannot be (a read-only disk) is no reason to stop: nothing secret lies there.
#[cfg(unix)]
fn narrow(path: &Path, meta: &fs::Metadata, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    if meta.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).ok();
    }
}

#[cfg(not(unix))]
fn narrow(_: &Path, _: &fs::Metadata, _: u32) {}
