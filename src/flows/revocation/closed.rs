//! Closed and Aborted; and the wiping of the secret, which a grade must allow, wherever it is asked for.

use super::{Act, Answer, Edit, Revocation, Said, State, View, Which, Wiping, Word};
use crate::domain::{Grade, KeyState, Outcome};
use crate::flows::{GuideShown, Illegal, SlotLook, StoreState};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match (&r.state, &said.word) {
        (State::Closed { .. }, Word::Wipe) => wipe(r, act),
        _ => Ok(false),
    }
}

/// The user wants the secret wiped, the bot's name typed.
pub(super) fn wipe(r: &mut Revocation, act: &mut Act<'_>) -> Result<bool, Illegal> {
    let no = |why: String, hint: &str| Err(Illegal::new("`wipe`", why, hint));
    let here = act.view(Which::Old).is_some_and(|view| !view.secret_here.is_no());
    if !here || r.wiping != Wiping::No {
        return Ok(true);
    }
    let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
    if !grade.is_death() {
        return no(format!("{} is {}", r.key.hint, grade.says(true)), "Without its secret nobody could ask any more.");
    }
    if act.world.store != StoreState::Open {
        return no("the secret store is locked".into(), "Unlock it and say it again.");
    }
    act.you(r.hint(), format!("{}: its secret is to be wiped, {}", r.key.hint, grade.says(true)));
    r.wiping.order(act);
    Ok(true)
}

/// Goes on with a wiping that was ordered, by looking first.
pub(super) fn wipe_on(r: &mut Revocation, act: &mut Act<'_>) {
    let open = act.world.store == StoreState::Open;
    if r.wiping != Wiping::No && act.may_look && open && act.command.is_none() && !r.wiping.order(act) {
        // The secret is gone from the store, or the grade no longer allows it.
        r.wiping = Wiping::No;
    }
}

/// Proven, and looked at twice: the secret has done its work. Anything else keeps it, so that the key can still be asked.
pub(super) fn wipe_or_close(r: &mut Revocation, act: &mut Act<'_>) {
    let proven = act.verdict(Which::Old).is_some_and(|verdict| verdict.grade == Grade::ProvenDead);
    let here = act.view(Which::Old).is_some_and(|view| !view.secret_here.is_no() && view.key.slot.is_some());
    if !(proven && here) {
        close(r, act);
    } else if act.world.store != StoreState::Open {
        r.note = Some("The secret store is locked: unlock it, and the secret is wiped.".into());
    } else if act.command.is_none() && !r.wiping.order(act) {
        close(r, act);
    }
}

/// It is over: the key stays listed with its grade, and a rotation that stood still goes on.
fn close(r: &mut Revocation, act: &mut Act<'_>) {
    act.state(r.key, KeyState::Revoked);
    act.edit(Edit::NoLongerCurrent { generation: r.key.generation });
    if r.holds_rotation(act) {
        act.edit(Edit::Unpark { killed: Some(r.key.generation), first: None });
    }
    act.note(r.hint(), format!("revocation of {} closed", r.key.hint));
    r.note = None;
    r.state = State::Closed { at: act.now() };
}

/// What became of a wiping.
pub(super) fn wiped(r: &mut Revocation, act: &mut Act<'_>, outcome: Outcome) {
    if r.wiping == Wiping::No {
        return;
    }
    let gone = r.wiping.took(act, outcome);
    if outcome == Outcome::Refused {
        let text = format!("The secret of {} could not be wiped: the store refused. `wipe` tries again.", r.key.hint);
        if r.state == State::Tail && r.tail.is_some_and(|tail| tail.looked) {
            r.open_points.push(text);
            close(r, act);
        } else {
            r.note = Some(text);
        }
    }
    ended(r, act, gone);
}

/// What a look at the secret's slot saw.
pub(super) fn slot_looked(r: &mut Revocation, act: &mut Act<'_>, look: SlotLook) {
    if r.wiping == Wiping::No {
        return;
    }
    let gone = r.wiping.looked(act, look);
    ended(r, act, gone);
}

/// Without the secret nobody can ask: the second look has nothing left to wait for.
fn ended(r: &mut Revocation, act: &mut Act<'_>, gone: bool) {
    if !gone {
        return;
    }
    if let Some(tail) = &mut r.tail {
        tail.looked = true;
    }
    if r.state == State::Tail {
        close(r, act);
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    if let State::Aborted { .. } = r.state {
        return View::new(format!("Revocation given up. Nothing was deleted: {} is what it was.", r.key.hint), &[]);
    }
    let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
    let then = match (r.answer, r.other(act)) {
        (Some(Answer::Never), _) => format!(" {} is retired.", r.bot),
        (_, Some(other)) => format!(" {} lives on {}.", r.bot, other.hint),
        (_, None) => format!(" {} has no key yet.", r.bot),
    };
    View::new(format!("{} is {}.{then}", r.key.hint, grade.says(true)), &[]).guide(GuideShown::Nothing)
}
