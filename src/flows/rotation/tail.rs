//! Tail: a session that was opened before a deletion may live on, so there is a second look; only after it, and only where
//! the death is proven, is the old secret wiped by itself.

use super::{Act, Rotation, Said, State, View, Which, Wiping, Word, kill};
use crate::domain::{Evidence, Grade, KeyState, Moment, Sign};
use crate::flows::act::clock;
use crate::flows::{GuideShown, Illegal, StoreState};

pub(super) fn enter(r: &mut Rotation, act: &mut Act<'_>) {
    r.state = State::Tail {
        since: act.anchor(),
        mark: act.mark(Which::Old),
        look_at: act.now() + r.pace.tail,
        looked: false,
    };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::Wipe => super::done::wipe(r, act),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    let State::Tail { since, mark, look_at, looked } = r.state else { return };
    if r.wiping != Wiping::No {
        return;
    }
    if looked {
        wipe_or_end(r, act);
        return;
    }
    let said = act.said_since(Which::Old, mark);
    if matches!(said.and_then(Evidence::sign), Some(Sign::Answers | Sign::Lives)) {
        r.note = Some(format!("{} still answers. Right key? Saved? 2FA?", r.old_name()));
        kill::enter(r, act, true);
        return;
    }
    // A step of our clock since the start is taken out: it may prolong the wait, never shorten it.
    let looked = said.is_some_and(|row| since.to(row) >= r.pace.tail);
    let rebased = said.map_or(since, |row| since.rebased(row));
    let look_at = said.map_or(look_at, |_| rebased.at + r.pace.tail);
    let alone = act.now() >= look_at && !act.can_ask(Which::Old);
    r.state = State::Tail { since: rebased, mark, look_at, looked: looked || alone };
    if !(looked || alone) && act.may_look && due(r, act) <= act.now() {
        act.ask(true, true);
    }
}

/// Proven, and looked at twice: the secret has done its work. Anything else keeps it, so that the key can still be asked.
fn wipe_or_end(r: &mut Rotation, act: &mut Act<'_>) {
    let proven = act.verdict(Which::Old).is_some_and(|verdict| verdict.grade == Grade::ProvenDead);
    let here = act.view(Which::Old).is_some_and(|view| !view.secret_here.is_no() && view.key.slot.is_some());
    if !(proven && here) {
        end(r, act);
    } else if act.world.store != StoreState::Open {
        r.note = Some("The secret store is locked: unlock it, and the old secret is wiped.".into());
    } else if act.command.is_none() && !r.wiping.order(act) {
        end(r, act);
    }
}

/// The rotation is done; the old key stays listed with its grade.
pub(super) fn end(r: &mut Rotation, act: &mut Act<'_>) {
    if let Some(old) = r.old {
        act.state(old, KeyState::Revoked);
    }
    act.note(r.new_hint(), format!("rotation done: {} lives on {}", r.bot, r.new_name()));
    r.note = None;
    r.state = State::Done { at: act.now() };
}

/// When the look is due: at its time; at once where our clock was set back behind the start; after a spacing where the last
/// one was not answered.
fn due(r: &Rotation, act: &Act<'_>) -> Moment {
    let State::Tail { since, mark, look_at, .. } = r.state else { return act.now() };
    let now = act.now();
    let last = act
        .rows(Which::Old)
        .iter()
        .filter(|row| row.number > mark && row.sign().is_some())
        .max_by_key(|row| row.number);
    let spaced = last.map_or(now, |row| if now < row.at { now } else { row.at + r.pace.budget_spacing });
    let at = if now < since.at { spaced } else { look_at.max(spaced) };
    r.hold.map_or(at, |hold| at.max(hold))
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let State::Tail { look_at, looked, .. } = r.state else { return View::new("", &[]) };
    let message = if looked || r.wiping != Wiping::No {
        "The old secret is to be wiped.".to_owned()
    } else {
        format!("One more look at {} UTC.", clock(look_at))
    };
    let next_at = if looked { act.now() } else { due(r, act) };
    View::new(message, &["ask"]).takes(&["way:"]).next(Some(next_at)).guide(GuideShown::Nothing)
}
