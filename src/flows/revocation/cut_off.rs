//! CutOff: it can no longer trade. The kill stays pending; what it did can be looked at already.

use super::{Act, Revocation, Said, State, View, Which, Word, heard, kill_now, prove, suspected};
use crate::domain::{Evidence, EvidenceKind, Power, Sign};
use crate::flows::{GuideShown, Illegal};

pub(super) fn enter(r: &mut Revocation, act: &mut Act<'_>) {
    act.note(r.hint(), format!("{} is cut off", r.key.hint));
    r.state = State::CutOff { mark: act.mark(Which::Old) };
}

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Abort => suspected::abort(r, act, said).map(|()| true),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    let State::CutOff { mark } = r.state else { return };
    let news = act.said_since(Which::Old, mark);
    let sign = news.and_then(Evidence::sign);
    if r.deleted.is_some() || sign == Some(Sign::Gone) || act.is_dead(Which::Old) {
        prove::enter(r, act);
    } else if news.is_some_and(can_act) {
        r.note = Some(format!("{} can trade again.", r.key.hint));
        kill_now::enter(r, act, true);
    }
}

/// A reading that does not say for certain that it can neither trade nor move coins.
fn can_act(row: &Evidence) -> bool {
    match row.kind {
        EvidenceKind::Answer { sign: Sign::Answers, power, .. } => !power.is_some_and(Power::is_none),
        _ => false,
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let by = if r.heard.frozen { "you say so".to_owned() } else { format!("{} says so", act.venue()) };
    let message = format!("It can no longer trade, {by}. Delete {} when the hands are calm.", r.key.hint);
    View::new(message, &[heard::deleted_word(r, act), "gone"]).takes(&["looked", "abort"]).guide(GuideShown::Delete)
}
