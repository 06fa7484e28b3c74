//! A store that must be opened, or made, before a command can go on. Where nobody sits at a terminal the engine's own
//! sentence stands: it says how to unlock.

use super::console::Console;
use crate::domain::{Kind, Problem};
use crate::engine::desk::Desk;
use crate::engine::port::{StoreKind, StoreState};
use crate::secret::Wiped;
use crate::secret::prompt::{Prompted, prompt};

/// A mistyped passphrase may be typed again so often.
const TRIES: u32 = 3;

/// Does what may need the store that is used; where that is locked, opens it with its user and does it once more.
pub(super) fn with_store<T>(
    desk: &Desk,
    console: &mut Console,
    work: impl FnMut(&mut Console) -> Result<T, Problem>,
) -> Result<T, Problem> {
    with(desk, console, None, work)
}

/// The same, where the store in question is `kind`, used yet or not.
pub(super) fn with<T>(
    desk: &Desk,
    console: &mut Console,
    kind: Option<StoreKind>,
    mut work: impl FnMut(&mut Console) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let done = match work(console) {
        Err(problem) if problem.kind == Kind::Locked && console.can_ask() => {
            open(desk, console, kind, problem)?;
            work(console)
        }
        other => other,
    };
    warn(desk, console);
    done
}

/// A passphrase in a variable is read by every program that its user starts from there.
fn warn(desk: &Desk, console: &mut Console) {
    if !desk.environment().passphrase_is_set {
        return;
    }
    let used = desk.store_brief().is_ok_and(|brief| (brief.kind, brief.state) == (StoreKind::Sealed, StoreState::Open));
    if used {
        console.say(
            "KEYWARD_PASSPHRASE opened the sealed files: other programs of yours can read it there. \
             KEYWARD_PASSPHRASE_FILE is safer.",
        );
    }
}

/// Opens the used store for words that cannot do without it. Where that does not work the flow itself says so.
pub(super) fn beforehand(desk: &Desk, console: &mut Console) {
    let Ok(brief) = desk.store_brief() else { return };
    if brief.state == StoreState::Locked && desk.unlock_of(brief.kind, None).is_err() && console.can_ask() {
        match brief.kind {
            StoreKind::Sealed => drop(unlock(desk, console).map_err(|problem| console.fail(&problem))),
            StoreKind::Keyring | StoreKind::Memory => {}
        }
    }
}

fn open(desk: &Desk, console: &mut Console, kind: Option<StoreKind>, problem: Problem) -> Result<(), Problem> {
    let brief = match kind {
        Some(kind) => desk.store_of(kind)?,
        None => desk.store_brief()?,
    };
    match (brief.kind, brief.state) {
        (StoreKind::Sealed, StoreState::Absent) => make(desk, console),
        // Open by its own word and locked all the same: the passphrase that the environment names is not the one.
        (StoreKind::Sealed, StoreState::Locked | StoreState::Open) => unlock(desk, console),
        (StoreKind::Keyring, StoreState::Locked) => desk.unlock_of(StoreKind::Keyring, None).map(drop),
        _ => Err(problem),
    }
}

fn unlock(desk: &Desk, console: &mut Console) -> Result<(), Problem> {
    let mut tries = 0;
    loop {
        let passphrase = asked("Passphrase of the sealed files", console)?;
        let handle = desk.tray().put_passphrase(passphrase, desk.clock().now());
        tries += 1;
        match desk.unlock_of(StoreKind::Sealed, Some(handle)) {
            Ok(_) => return Ok(()),
            Err(problem) if tries == TRIES => return Err(problem),
            Err(problem) => console.say(&problem.sentence()),
        }
    }
}

fn make(desk: &Desk, console: &mut Console) -> Result<(), Problem> {
    console.say(
        "Your secrets will lie in sealed files under a passphrase of yours. Nobody can bring it back: \
         with it lost, every key has to be made again at its exchange.",
    );
    let passphrase = asked("A passphrase for them", console)?;
    let again = asked("The same once more", console)?;
    if !passphrase.same_as(&again) {
        return Err(Problem::new("No store was made", "the two passphrases differ", "Call it again."));
    }
    let handle = desk.tray().put_passphrase(passphrase, desk.clock().now());
    desk.make_sealed(handle).map(drop)
}

fn asked(question: &str, console: &mut Console) -> Result<Wiped, Problem> {
    match prompt(question, console.asker())? {
        Prompted::Given(passphrase) if !passphrase.is_empty() => Ok(passphrase),
        Prompted::Given(_) => Err(Problem::new("Nothing was done", "no passphrase was given", "Call it again.")),
        Prompted::Cancelled => Err(Problem::new("Nothing was done", "it was stopped at the passphrase", "")),
    }
}
