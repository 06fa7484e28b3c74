//! A made-up exchange's page of keys, in practice.

use super::Target;
use crate::domain::{KeyHint, Moment};
use crate::secret::Handle;

/// Something at a made-up exchange's page of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageJob {
    /// The page of this key's account, with the key under the cursor.
    Show(Target),
    /// The page of an account, by its number on the page's own list.
    Account(usize),
    /// Ticks or unticks a toggle of the key in this row; not saved before [`PageJob::Save`].
    Toggle {
        /// Which key, by its row.
        row: usize,
        /// Which toggle, by its place.
        toggle: usize,
    },
    /// Writes the address list of the key in this row; empty: any address. Not saved before [`PageJob::Save`].
    List {
        /// Which key, by its row.
        row: usize,
        /// Addresses, by commas.
        text: String,
    },
    /// Saves what was changed, with a second factor.
    Save,
    /// Makes a key with this name.
    Make {
        /// Its name at the exchange.
        name: String,
        /// Its addresses, by commas; empty: any address.
        list: String,
        /// Its passphrase, on the tray. `None`: the form makes one where it wants one.
        passphrase: Option<Handle>,
    },
    /// Copies what is shown once: the key as one JSON object, ready to paste into a field. Works while it is shown.
    Take,
    /// Closes the page that shows a new key once.
    Close,
    /// Deletes the key in this row.
    Delete(usize),
    /// Ticks or unticks a line of the weather.
    Weather(usize),
}

/// A made-up exchange's page, ready to draw.
#[derive(Debug, Clone)]
pub struct PageView {
    /// `OKX`.
    pub exchange: String,
    /// `Sub-account arb has 2 of 50 keys.`
    pub says: String,
    /// Its keys.
    pub rows: Vec<PageLine>,
    /// The row that the page was opened for.
    pub chosen: Option<usize>,
    /// A key that is shown once, now.
    pub fresh: Option<FreshKey>,
    /// The lines of the weather, each with whether it blows.
    pub weather: Vec<(String, bool)>,
    /// What was taken by [`PageJob::Take`]: kept for the next paste, never shown.
    pub taken: Option<Handle>,
    /// Something was changed and not saved.
    pub unsaved: bool,
}

/// One key on a made-up exchange's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLine {
    /// Its name there.
    pub name: String,
    /// Its end.
    pub hint: KeyHint,
    /// What it may do, in the exchange's words.
    pub permissions: String,
    /// Its addresses; empty: any.
    pub list: String,
    /// When it was made.
    pub made: Moment,
    /// When it was last used, in words.
    pub last_used: String,
    /// The exchange's own toggles, each with whether it is on.
    pub toggles: Vec<(String, bool)>,
    /// What is said of its secret: `shown once, at 10:43; it cannot be shown again`.
    pub secret: String,
}

/// A key as it is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshKey {
    /// Its name there.
    pub name: String,
    /// Its end.
    pub hint: KeyHint,
    /// The exchange wants a passphrase.
    pub passphrase: bool,
    /// It was copied.
    pub taken: bool,
}
