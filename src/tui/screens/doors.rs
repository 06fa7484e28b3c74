//! Ways into the screens that change something: one function a door, so that the screens that only show need not know how
//! those begin.

use crate::domain::KeyId;
use crate::engine::port::{FleetRow, FlowKind, FlowTarget, Job};
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
    /// Killing this one; why, where the command line told it.
    Revoke(&'a FleetRow, Option<&'a str>),
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
    if matches!(door, Door::Practise) {
        shared.practise = true;
        shared.quit();
        return Go::Stay;
    }
    let name = match door {
        Door::Add => "keyward add BOT".to_owned(),
        Door::Rotate(row) => format!("keyward rotate {}", row.bot),
        Door::Revoke(row, _) => format!("keyward revoke {}", row.bot),
        Door::Edit(row) => format!("keyward edit {}", row.bot),
        Door::Page(row) => format!("keyward show {}", row.bot),
        Door::Unlock => "keyward store".to_owned(),
        Door::Practise => String::new(),
    };
    shared.say(glyphs::UNKNOWN, "keyward", "On the command line:", Words::new().text(name));
    Go::Stay
}

/// Opens a flow that was named on the command line.
pub fn open_flow(target: &FlowTarget, reason: Option<&str>, shared: &mut Shared) -> Go {
    let row = shared.fleet.iter().flat_map(|fleet| &fleet.rows).find(|row| {
        row.bot == target.target.bot
            && target.target.exchange.as_ref().is_none_or(|exchange| row.exchange == *exchange)
            && target
                .target
                .generation
                .map_or(row.current || row.hint.is_none(), |generation| row.generation == generation)
    });
    let Some(row) = row.cloned() else {
        shared.say(glyphs::UNKNOWN, target.target.bot.as_str(), "No key of that bot is here.", Words::new());
        return Go::Stay;
    };
    match target.kind {
        FlowKind::Rotation => open(&Door::Rotate(&row), shared),
        FlowKind::Revocation => open(&Door::Revoke(&row, reason), shared),
    }
}

/// Asks the exchanges about keys, counted on line 1; `None` where that is not possible now: one asking at a time.
pub fn ask(keys: Vec<KeyId>, shared: &mut Shared) -> Option<Ticket> {
    if keys.is_empty() || shared.working().is_some() {
        return None;
    }
    Some(shared.start_shown(Job::Ask(keys)))
}
