//! A screen's job as a call of the desk: a list, nothing more.

use super::desk::{Desk, Filter, OnProgress};
use super::port::{Answer, Job};
use super::supervise::Cancel;
use crate::domain::{Problem, clean};

/// How many rows of the journal a page has.
const PAGE: u32 = 200;

pub(super) fn perform(desk: &Desk, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Answer {
    answer(desk, job, cancel, progress).unwrap_or_else(Answer::Problem)
}

fn answer(desk: &Desk, job: Job, cancel: &Cancel, progress: OnProgress<'_>) -> Result<Answer, Problem> {
    let now = desk.clock().now();
    Ok(match job {
        Job::Fleet => Answer::Fleet(Box::new(desk.fleet(&Filter::default())?)),
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
        Job::AddSeal(draft, handle) => Answer::Add(Box::new(desk.add_seal(&draft, desk.tray().take(handle, now)?)?)),
        Job::AddAsk(key) => Answer::Add(Box::new(desk.add_ask(key)?)),
        Job::AddSave(key) => Answer::Saved(Box::new(desk.add_save(key, true)?)),
        Job::AddDrop(key) => Answer::Done(desk.add_drop(key)?),
        Job::Edit(draft) => Answer::Saved(Box::new(desk.edit(&draft)?)),
        Job::Remove(key, typed) => Answer::Done(desk.remove_key(key, &typed)?),
        Job::Flow(target) => Answer::Flow(Box::new(desk.flow(&target)?)),
        Job::Tell(tell) => {
            let credential = tell.credential.map(|handle| desk.tray().take(handle, now)).transpose()?;
            Answer::Flow(Box::new(desk.tell(&tell, credential)?))
        }
        Job::OpenPage(address) => {
            desk.open_page(&address)?;
            Answer::Done(format!("Opened {}.", clean(&address, 120)))
        }
        Job::Doctor => Answer::Doctor(desk.doctor()?),
        Job::Pulse => Answer::Pulse(desk.pulse()?),
        Job::Page(job) => Answer::Page(Box::new(desk.page(&job)?)),
    })
}
