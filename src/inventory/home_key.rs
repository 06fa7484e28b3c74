//! The random key of this home, in a file of its own beside the inventory: fingerprints are made with it, so that nothing
//! can be guessed from one.

use super::files::{self, Found};
use super::trouble::Say;
use super::{Inventory, Which};
use crate::domain::{Chance, Problem};
use crate::secret::digest::HomeKey;
use std::io::Write;
use std::path::Path;

const UNREAD: &str = "The home's key for fingerprints could not be read";

/// Reads the home's key; makes it where there is none. Two processes that make it at once get the same one.
///
/// # Errors
/// Its file cannot be read or made, is not what it should be (it is untouched then), or is lost while the inventory has
/// keys whose fingerprints were made with it: another key would not know them again.
pub fn home_key(folder: &Path, chance: &dyn Chance) -> Result<HomeKey, Problem> {
    let file = folder.join("home.key");
    match files::look(&file, UNREAD)? {
        Found::Nothing => make(folder, &file, chance),
        Found::Empty | Found::File(_) => read(&file),
    }
}

fn read(file: &Path) -> Result<HomeKey, Problem> {
    let bytes = std::fs::read(file).map(zeroize::Zeroizing::new).say(UNREAD)?;
    HomeKey::from_file(&bytes).ok_or_else(|| {
        Problem::new(
            UNREAD,
            format!("{} is not what keyward wrote there", file.display()),
            "It was left untouched. Put a copy of it back.",
        )
    })
}

fn make(folder: &Path, file: &Path, chance: &dyn Chance) -> Result<HomeKey, Problem> {
    const WHAT: &str = "The home's key for fingerprints could not be made";
    if let Some(inventory) = Inventory::open_read(folder)?
        && inventory.read(|see| see.count_keys(Which::All))? > 0
    {
        return Err(Problem::new(
            UNREAD,
            format!("{} is gone, and the keys here can only be told apart with it", file.display()),
            "Put a copy of it back.",
        ));
    }
    files::folder(folder, &super::open::file_of(folder))?;
    let key = HomeKey::make(chance)?;
    let mut half = tempfile::Builder::new().prefix(".home.key-").tempfile_in(folder).say(WHAT)?;
    half.write_all(key.expose()).and_then(|()| half.as_file().sync_all()).say(WHAT)?;
    match half.persist_noclobber(file) {
        Ok(_) => {
            files::settle(folder);
            Ok(key)
        }
        // Another process was faster: its key is the home's.
        Err(lost) if lost.error.kind() == std::io::ErrorKind::AlreadyExists => read(file),
        Err(lost) => Err(lost.error).say(WHAT),
    }
}
