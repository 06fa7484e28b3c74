//! Tail: one more look, because a session that was opened before the deletion may live on. It runs beside Look and Replace?
//! and holds up only the end.

use super::{Act, Revocation, Said, TailLook, View, Which, Wiping, Word, closed, kill_now};
use crate::domain::{Evidence, Moment, Sign};
use crate::flows::act::clock;
use crate::flows::{GuideShown, Illegal};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Wipe => closed::wipe(r, act),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    if !watch(r, act) && r.tail.is_some_and(|tail| tail.looked) && r.wiping == Wiping::No {
        closed::wipe_or_close(r, act);
    }
}

/// Does the second look when it is due. True: the key lives, and the flow is back at the kill.
pub(super) fn watch(r: &mut Revocation, act: &mut Act<'_>) -> bool {
    let Some(tail) = r.tail.filter(|tail| !tail.looked) else { return false };
    let said = act.said_since(Which::Old, tail.mark);
    if matches!(said.and_then(Evidence::sign), Some(Sign::Answers | Sign::Lives)) {
        r.note = Some(format!("{} still answers. Right key? Saved? 2FA?", r.key.hint));
        act.note(r.hint(), format!("{} still answers", r.key.hint));
        kill_now::enter(r, act, true);
        return true;
    }
    // A step of our clock since the start is taken out: it may prolong the wait, never shorten it.
    let looked = said.is_some_and(|row| tail.since.to(row) >= r.pace.tail);
    let since = said.map_or(tail.since, |row| tail.since.rebased(row));
    let look_at = said.map_or(tail.look_at, |_| since.at + r.pace.tail);
    let alone = act.now() >= look_at && !act.can_ask(Which::Old);
    r.tail = Some(TailLook { since, look_at, looked: looked || alone, ..tail });
    if act.may_look && due(r, act).is_some_and(|at| at <= act.now()) {
        act.ask(true, false);
    }
    false
}

/// When the look is due: at its time; at once where our clock was set back behind the start; after a spacing where the last
/// one was not answered.
pub(super) fn due(r: &Revocation, act: &Act<'_>) -> Option<Moment> {
    let tail = r.tail.filter(|tail| !tail.looked)?;
    let now = act.now();
    let asked = act.rows(Which::Old).iter().filter(|row| row.number > tail.mark && row.sign().is_some());
    let spaced = asked
        .max_by_key(|row| row.number)
        .map_or(now, |row| if now < row.at { now } else { row.at + r.pace.budget_spacing });
    let at = if now < tail.since.at { spaced } else { tail.look_at.max(spaced) };
    Some(r.hold.map_or(at, |hold| at.max(hold)))
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let next_at = due(r, act);
    let message = match r.tail.filter(|tail| !tail.looked) {
        Some(tail) => format!("One more look at {} UTC. Nothing for you to do.", clock(tail.look_at)),
        None => "The old secret is to be wiped.".to_owned(),
    };
    View::new(message, &["ask"]).next(next_at.or(Some(act.now()))).guide(GuideShown::Nothing)
}
