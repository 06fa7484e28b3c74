//! Suspected: one question, the safe answer first. Nothing is changed at the exchange before the user answers.

use super::{Act, Edit, Revocation, Said, State, View, Which, Word, act, kill_now, prove};
use crate::flows::asking::{self, Due};
use crate::flows::{GuideShown, Illegal};

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Now => {
            act.you(r.hint(), "kill it at once");
            kill_now::enter(r, act, false);
        }
        Word::Controlled => {
            act.you(r.hint(), "nobody uses it now: positions first");
            r.state = State::Controlled;
        }
        Word::Abort => abort(r, act, said)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Gives the suspicion up, as long as nothing was deleted: the key is what it was.
pub(super) fn abort(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<(), Illegal> {
    let reason = act::reason(said)?;
    if r.deleted.is_some() || act.is_dead(Which::Old) || act.last_sign(Which::Old) == Some(crate::domain::Sign::Gone) {
        return Err(act::refused(&said.word, format!("{} is deleted, or not known any more", r.key.hint), &[]));
    }
    act.state(r.key, r.was);
    act.you(r.hint(), format!("revocation given up: {reason}"));
    if r.holds_rotation(act) {
        act.edit(Edit::Unpark { killed: None, first: None });
    }
    r.note = None;
    r.state = State::Aborted { at: act.now() };
    Ok(())
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    if r.deleted.is_some() || act.is_dead(Which::Old) {
        prove::enter(r, act);
    } else {
        listen(r, act);
    }
}

/// The one question of the beginning, again while nothing is heard.
pub(super) fn listen(r: &Revocation, act: &mut Act<'_>) {
    if act.may_look && due(r, act) == Due::Now {
        act.ask(true, false);
    }
}

pub(super) fn due(r: &Revocation, act: &Act<'_>) -> Due {
    if !act.can_ask(Which::Old) || act.said_since(Which::Old, r.opened_mark).is_some() {
        return Due::WhenTold;
    }
    let fresh = asking::soonest(act.rows(Which::Old), r.pace.budget_spacing, act.now());
    match (fresh, asking::again(act.rows(Which::Old), &r.pace, r.opened_mark, act.now())) {
        (Some(at), Due::Now) => Due::At(at),
        (_, due) => due,
    }
    .hold(r.hold, act.now())
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let message = format!(
        "Is somebody using {} now? `now`, also if you do not know: kill it at once, all else comes after. `controlled`: nobody, first its positions.",
        r.key.hint
    );
    View::new(message, &["now", "controlled"])
        .takes(&["abort"])
        .next(due(r, act).at(act.now()))
        .guide(GuideShown::Nothing)
}
