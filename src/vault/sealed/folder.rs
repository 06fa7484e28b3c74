//! The folder of the sealed files: private, each file whole or not there, nothing followed to elsewhere.

use crate::domain::clean;
use crate::vault::VaultError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Larger than any sealed credential.
const LARGEST: u64 = 64 * 1024;
const LEFTOVER: &str = ".new-";
const LOCK: &str = ".lock";

/// A folder of small files.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the folder, for its owner only.
    pub(super) fn make(&self) -> Result<(), VaultError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(|error| self.refused(&error))?;
        // It may have been there with other rights.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.0, fs::Permissions::from_mode(0o700)).map_err(|error| self.refused(&error))?;
        }
        Ok(())
    }

    /// Whether a file is there.
    pub(super) fn has(&self, name: &str) -> Result<bool, VaultError> {
        match fs::symlink_metadata(self.0.join(name)) {
            Ok(found) if found.is_file() => Ok(true),
            Ok(_) => Err(not_a_file(name)),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(self.refused(&error)),
        }
    }

    /// A file's bytes, `None` if it is not there.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, VaultError> {
        // Looked at before it is opened: opening a pipe would wait for ever.
        if !self.has(name)? {
            return Ok(None);
        }
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // And not followed, should a link take its place just now.
            options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
        }
        let file = match options.open(self.0.join(name)) {
            Ok(file) => file,
            Err(error) if is_absent(&error) => return Ok(None),
            // A link says so when it is looked at again.
            Err(error) => return self.has(name).and(Err(self.refused(&error))),
        };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| self.refused(&error))?;
        if bytes.len() as u64 > LARGEST {
            return Err(VaultError::Damaged { what: format!("the file {name}"), why: "it is far too large".into() });
        }
        Ok(Some(bytes))
    }

    /// Writes a file that is not there yet: whole and on the disk, or not at all.
    pub(super) fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let refused = |error: io::Error| self.refused(&error);
        // Shared with other writers; whoever sweeps wants it alone, and so never takes a file that is just being written. On
        // a disk without locks nobody sweeps.
        let lock = self.lock().map_err(refused)?;
        let _ = lock.lock_shared();
        let mut file = tempfile::Builder::new().prefix(LEFTOVER).tempfile_in(&self.0).map_err(refused)?;
        file.write_all(bytes).map_err(refused)?;
        file.as_file().sync_all().map_err(refused)?;
        file.persist_noclobber(self.0.join(name)).map_err(|failed| match failed.error.kind() {
            ErrorKind::AlreadyExists => VaultError::Exists,
            _ => self.refused(&failed.error),
        })?;
        self.sync().map_err(refused)
    }

    /// Removes a file; one that is not there is no error.
    pub(super) fn remove(&self, name: &str) -> Result<(), VaultError> {
        match fs::remove_file(self.0.join(name)) {
            Ok(()) => self.sync().map_err(|error| self.refused(&error)),
            Err(error) if is_absent(&error) => Ok(()),
            Err(error) => Err(self.refused(&error)),
        }
    }

    /// The names of all files, sorted.
    pub(super) fn names(&self) -> Result<Vec<String>, VaultError> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(self.refused(&error)),
        };
        let mut names: Vec<String> =
            entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        Ok(names)
    }

    /// Removes what interrupted writes left. Best effort: a leftover does no harm but take room.
    pub(super) fn sweep(&self) {
        let left: Vec<String> =
            self.names().unwrap_or_default().into_iter().filter(|name| name.starts_with(LEFTOVER)).collect();
        if left.is_empty() {
            return;
        }
        let Ok(lock) = self.lock() else { return };
        if lock.try_lock().is_ok() {
            left.iter().for_each(|name| drop(fs::remove_file(self.0.join(name))));
        }
    }

    fn lock(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.0.join(LOCK))
    }

    /// A new name is on the disk only when its folder is. Windows has no such call and needs none.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.0)?.sync_all() } else { Ok(()) }
    }

    fn refused(&self, error: &io::Error) -> VaultError {
        refusal(&self.0.display().to_string(), error)
    }
}

/// An error of the file system by what can be done about it.
fn refusal(folder: &str, error: &io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::StorageFull => VaultError::Full { why: "the disk is full".into() },
        ErrorKind::QuotaExceeded => VaultError::Full { why: "your share of the disk is used up".into() },
        ErrorKind::ReadOnlyFilesystem => {
            VaultError::ReadOnly { what: folder.into(), why: "it lies on a disk that can only be read".into() }
        }
        ErrorKind::PermissionDenied => VaultError::ReadOnly { what: folder.into(), why: "it is not yours".into() },
        ErrorKind::NotADirectory => VaultError::ReadOnly { what: folder.into(), why: "it is no folder".into() },
        _ => VaultError::Refused { place: "the folder of sealed files", why: clean(&error.to_string(), 120) },
    }
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

fn not_a_file(name: &str) -> VaultError {
    VaultError::Damaged {
        what: format!("the file {name}"),
        why: "something else is in its place, a link perhaps, and keyward follows none".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_disk_refuses_is_a_sentence() {
        for (kind, wanted) in [
            (ErrorKind::StorageFull, "the disk is full"),
            (ErrorKind::QuotaExceeded, "your share of the disk is used up"),
            (ErrorKind::ReadOnlyFilesystem, "/x cannot be written: it lies on a disk that can only be read"),
            (ErrorKind::PermissionDenied, "/x cannot be written: it is not yours"),
        ] {
            assert_eq!(refusal("/x", &io::Error::from(kind)).to_string(), wanted);
        }
    }

    #[test]
    fn a_sweep_leaves_alone_what_is_being_written() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().to_owned());
        let leftover = place.path().join(".new-abc");
        fs::write(&leftover, "half").unwrap();
        let writer = folder.lock().unwrap();
        writer.lock_shared().unwrap();
        folder.sweep();
        assert!(leftover.exists());
        drop(writer);
        folder.sweep();
        assert!(!leftover.exists());
    }

    #[test]
    fn a_file_is_never_overwritten() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("a/b"));
        assert_eq!(folder.read("one"), Ok(None));
        assert_eq!(folder.names(), Ok(Vec::new()));
        folder.make().unwrap();
        assert_eq!(folder.write_new("one", b"first"), Ok(()));
        assert_eq!(folder.write_new("one", b"second"), Err(VaultError::Exists));
        assert_eq!(folder.read("one"), Ok(Some(b"first".to_vec())));
        assert_eq!(folder.names(), Ok(vec![".lock".to_owned(), "one".to_owned()]));
        assert_eq!((folder.remove("one"), folder.remove("one")), (Ok(()), Ok(())));
        fs::write(place.path().join("a/b/huge"), vec![0; 70_000]).unwrap();
        assert!(matches!(folder.read("huge"), Err(VaultError::Damaged { .. })));
    }
}
