//! Ways into the screens that change something: one function a door, so that the screens that only show need not know how
//! those begin.

use super::{Screen, add, edit, page, revoke, rotate, unlock};
use crate::domain::{KeyId, KeyState};
use crate::engine::port::{FleetRow, FlowKind, FlowTarget, Job, StoreState};
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
    let screen = match door {
        Door::Add => Screen::Add(add::State::new(shared)),
        // A key that was begun and not saved has no rotation yet: adding it is what goes on.
        Door::Rotate(row) | Door::Edit(row) if row.state == Some(KeyState::Adding) => {
            Screen::Add(add::State::go_on(row, shared))
        }
        Door::Rotate(row) => Screen::Rotate(rotate::State::new(row, shared)),
        Door::Revoke(row, _) if row.id.is_none() => {
            shared.say(glyphs::UNKNOWN, row.bot.as_str(), "It has no key to revoke.", Words::new());
            return Go::Stay;
        }
        Door::Revoke(row, reason) => Screen::Revoke(revoke::State::new(row, *reason, shared)),
        Door::Edit(row) => Screen::Edit(edit::State::new(row, shared)),
        Door::Page(row) => Screen::Page(page::State::new(row, shared)),
        Door::Unlock => {
            if shared.store.as_ref().is_some_and(|store| store.state == StoreState::Open) {
                shared.say(glyphs::DONE, "keyward", "The secret store is open.", Words::new());
                return Go::Stay;
            }
            Screen::Unlock(unlock::State::new(shared))
        }
        Door::Practise => return Go::Stay,
    };
    Go::open(screen)
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
