//! Files that appear whole or not at all, and that no link leads elsewhere.

use crate::domain::Problem;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// Puts a file in place of another, or of none: written beside it, flushed, renamed, the folder flushed. Mode 0600, or
/// 0644 where others may read it (a unit of the service manager).
///
/// # Errors
/// The path is a link or no file; the folder is not there, full or read-only. The old file is untouched then.
pub fn replace(path: &Path, bytes: &[u8], readable_by_all: bool) -> Result<(), Problem> {
    not_a_link(path)?;
    let written = write_beside(path, bytes, readable_by_all);
    written.map_err(|error| trouble("could not be written", path, &error))
}

/// Removes a file; that it is not there is fine. Says whether it was.
///
/// # Errors
/// The folder cannot be written to.
pub fn remove(path: &Path) -> Result<bool, Problem> {
    match fs::remove_file(path) {
        Ok(()) => {
            flush_folder(path).map_err(|error| trouble("could not be removed for certain", path, &error))?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(trouble("could not be removed", path, &error)),
    }
}

/// Reads a small text file whole; `None` where there is none.
///
/// # Errors
/// It is no file, larger than `max` bytes, no UTF-8, or cannot be read.
pub fn read_text(path: &Path, max: u64) -> Result<Option<String>, Problem> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(trouble("could not be read", path, &error)),
    };
    let is_file = file.metadata().is_ok_and(|meta| meta.is_file());
    if !is_file {
        return Err(refused("could not be read", path, "it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes).map_err(|error| trouble("could not be read", path, &error))?;
    if bytes.len() as u64 > max {
        return Err(refused("could not be read", path, &format!("it is larger than {max} bytes")));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| refused("could not be read", path, "it is not UTF-8 text"))
}

/// A link where a file should be may lead anywhere: it is refused, and so is anything else that is no file.
///
/// # Errors
/// Says which of the two it is.
pub fn not_a_link(path: &Path) -> Result<(), Problem> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.file_type().is_symlink() => {
            Err(refused("is not touched", path, "it is a symbolic link where a file should be"))
        }
        Ok(meta) if !meta.is_file() => Err(refused("is not touched", path, "it is not a file")),
        _ => Ok(()),
    }
}

fn write_beside(path: &Path, bytes: &[u8], readable_by_all: bool) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = tempfile::Builder::new().prefix(".keyward-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    if readable_by_all {
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = readable_by_all;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    flush_folder(path)
}

/// A rename or removal is on disk only after its folder is. Windows cannot open folders and needs it not.
fn flush_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

pub(super) fn trouble(what: &str, path: &Path, error: &io::Error) -> Problem {
    refused(what, path, why(error))
}

fn refused(what: &str, path: &Path, why: &str) -> Problem {
    Problem::new(format!("{} {what}", path.display()), why, "Nothing was lost.")
}

/// An error of the system in words; its own text where no better one is known.
pub(super) fn why(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder is not there",
        io::ErrorKind::PermissionDenied => "you may not do that there",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up",
        io::ErrorKind::IsADirectory => "it is a folder",
        io::ErrorKind::NotADirectory => "a part of its path is not a folder",
        io::ErrorKind::InvalidFilename => "its name cannot be used on this disk",
        _ => "the operating system reports an input or output error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        replace(&path, b"one", false).unwrap();
        replace(&path, b"two", false).unwrap();
        assert_eq!(read_text(&path, 10).unwrap().as_deref(), Some("two"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            replace(&path, b"two", true).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
        }
        assert!(remove(&path).unwrap());
        assert!(!remove(&path).unwrap());
        assert_eq!(read_text(&path, 10).unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_refused_and_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "theirs").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(replace(&link, b"ours", false).unwrap_err().sentence().contains("symbolic link"));
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
        assert!(replace(folder.path(), b"ours", false).unwrap_err().sentence().contains("not a file"));
        assert!(read_text(folder.path(), 10).unwrap_err().sentence().contains("not a file"));
    }

    #[test]
    fn what_is_too_large_or_no_text_is_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_text(&path, 5).unwrap().as_deref(), Some("12345"));
        assert!(read_text(&path, 4).unwrap_err().sentence().contains("larger than 4 bytes"));
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(read_text(&path, 5).unwrap_err().sentence().contains("UTF-8"));
        let nowhere = replace(&folder.path().join("no/a"), b"", false).unwrap_err();
        assert!(nowhere.sentence().contains("its folder is not there"), "{}", nowhere.sentence());
    }
}
