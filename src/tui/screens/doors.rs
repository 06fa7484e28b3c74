//! Ways into the screens that change something: one function a door, so that the screens that only show need not know how
//! those begin.

use crate::domain::KeyId;
use crate::engine::port::{FleetRow, Job};
use crate::tui::canvas::Words;
use crate::tui::glyphs;
use crate::tui::state::{Go, Shared, Ticket};

/// Where somebody wants to go.
#[derive(Debug)]
pub enum Door<'a> {
    /// Adding a key: the wizard.
    Add,
    /// Replacing this one.
    Rotate(&'a FleetRow),
    /// Killing this one.
    Revoke(&'a FleetRow),
    /// Telling facts of this one.
    Edit(&'a FleetRow),
    /// The made-up exchange's page with this key. Practice only.
    Page(&'a FleetRow),
    /// Opening the secret store.
    Unlock,
    /// A sitting on made-up exchanges.
    Practise,
}

/// Opens a door. With `--read-only` those that change something stay shut, and say so.
pub fn open(door: &Door<'_>, shared: &mut Shared) -> Go {
    let changes = !matches!(door, Door::Unlock | Door::Page(_) | Door::Practise);
    if shared.read_only && changes {
        let rest = Words::new().text("It was started with --read-only.");
        shared.say(glyphs::UNKNOWN, "keyward", "Nothing is changed in this sitting.", rest);
        return Go::Stay;
    }
    let name = match door {
        Door::Add => "keyward add BOT".to_owned(),
        Door::Rotate(row) => format!("keyward rotate {}", row.bot),
        Door::Revoke(row) => format!("keyward revoke {}", row.bot),
        Door::Edit(row) => format!("keyward edit {}", row.bot),
        Door::Page(row) => format!("keyward show {}", row.bot),
        Door::Unlock => "keyward store".to_owned(),
        Door::Practise => "keyward practice".to_owned(),
    };
    shared.say(glyphs::UNKNOWN, "keyward", "On the command line:", Words::new().text(name));
    Go::Stay
}

/// Asks the exchanges about keys, counted on line 1; `None` where that is not possible now: one asking at a time.
pub fn ask(keys: Vec<KeyId>, shared: &mut Shared) -> Option<Ticket> {
    if keys.is_empty() || shared.working().is_some() {
        return None;
    }
    Some(shared.start_shown(Job::Ask(keys)))
}
