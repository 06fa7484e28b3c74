//! A screen's job as a call of the desk: a list, nothing more.

use super::desk::{Desk, Filter, OnProgress};
use super::port::{AddCard, AddDraft, Answer, FlowCard, Job, Tell};
use super::supervise::Cancel;
use crate::domain::{Problem, clean};
use crate::secret::Handle;

/// How many rows of the journal a page has.
const PAGE: u32 = 200;

pub(super) fn perform(desk: &Desk, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Answer {
    answer(desk, job, cancel, progress).unwrap_or_else(Answer::Problem)
}

fn answer(desk: &Desk, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Result<Answer, Problem> {
    Ok(match job {
        Job::Fleet => Answer::Fleet(Box::new(desk.fleet(&Filter::default())?.one_row_a_rotation())),
        Job::Key(key) => Answer::Key(Box::new(desk.key(key)?)),
        Job::Evidence(key) => Answer::Evidence(Box::new(desk.evidence(key)?)),
        Job::Journal { before, bot } => {
            Answer::Journal(Box::new(desk.journal(before, bot.as_ref(), PAGE, before.is_none())?))
        }
        Job::Ask(keys) => {
            let report = desk.ask(&keys, None, cancel, progress)?;
            if cancel.is_stopped() && report.asked.len() < keys.len() {
                Answer::Stopped
            } else {
                Answer::Asked(Box::new(report))
            }
        }
        Job::Store => Answer::Store(Box::new(desk.store_brief()?)),
        Job::Unlock(passphrase) => Answer::Store(Box::new(desk.unlock(passphrase)?)),
        Job::MakeSealed(passphrase) => Answer::Store(Box::new(desk.make_sealed(passphrase)?)),
        Job::AddSeal(draft, handle) => Answer::Add(Box::new(add_seal(desk, &draft, handle)?)),
        Job::AddAsk(key) => Answer::Add(Box::new(desk.add_ask(key)?)),
        Job::AddSave(key) => Answer::Saved(Box::new(desk.add_save(key, true)?)),
        Job::AddDrop(key) => Answer::Done(desk.add_drop(key)?),
        Job::Edit(draft) => Answer::Saved(Box::new(desk.edit(&draft)?)),
        Job::Remove(key, typed) => Answer::Done(desk.remove_key(key, &typed)?),
        Job::Flow(target) => Answer::Flow(Box::new(desk.flow(&target)?)),
        Job::Tell(tell) => Answer::Flow(Box::new(told(desk, &tell)?)),
        Job::OpenPage(address) => {
            desk.open_page(&address)?;
            Answer::Done(format!("Opened {}.", clean(&address, 120)))
        }
        Job::Doctor => Answer::Doctor(desk.doctor()?),
        Job::Pulse => Answer::Pulse(desk.pulse()?),
        Job::MakePassphrase => Answer::Passphrase(desk.make_passphrase()?),
        Job::Page(job) => Answer::Page(Box::new(desk.page(&job)?)),
    })
}

/// What could not be sealed lies on the tray again, under its handle: once the store is unlocked, nobody pastes twice.
fn add_seal(desk: &Desk, draft: &AddDraft, handle: Handle) -> Result<AddCard, Problem> {
    let credential = desk.tray().take(handle, desk.clock().now())?;
    let sealed = desk.add_seal(draft, credential.dup());
    if sealed.is_err() {
        desk.tray().put_back(handle, credential, desk.clock().now());
    }
    sealed
}

fn told(desk: &Desk, tell: &Tell) -> Result<FlowCard, Problem> {
    let Some(handle) = tell.credential else { return desk.tell(tell, None) };
    let credential = desk.tray().take(handle, desk.clock().now())?;
    let card = desk.tell(tell, Some(credential.dup()));
    if !card.as_ref().is_ok_and(|card| card.snapshot.state != "take-in") {
        desk.tray().put_back(handle, credential, desk.clock().now());
    }
    card
}
