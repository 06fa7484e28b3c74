//! KillNow: the user deletes the key at the exchange's page, or makes it harmless first where that is faster.

use super::{Act, Edit, Revocation, Said, State, View, Which, Word, cut_off, heard, prove, suspected};
use crate::domain::{Evidence, Grade, Sign};
use crate::flows::{GuideShown, Illegal};

pub(super) fn enter(r: &mut Revocation, act: &mut Act<'_>, again: bool) {
    if r.rotating && r.holds_rotation(act) && r.state == State::Controlled {
        act.edit(Edit::Park);
    }
    if again {
        r.deleted = None;
        r.heard.off = false;
        r.heard.frozen = false;
        r.tail = None;
        r.usable_until = None;
    }
    r.state = State::KillNow { again, mark: if again { act.mark(Which::Old) } else { 0 } };
}

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        // Said already.
        Word::Now => {}
        Word::Abort => suspected::abort(r, act, said)?,
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    let State::KillNow { mark, .. } = r.state else { return };
    let sign = act.said_since(Which::Old, mark).and_then(Evidence::sign);
    let grade = act.verdict(Which::Old).map(|verdict| verdict.grade);
    if r.deleted.is_some() || sign == Some(Sign::Gone) || grade.is_some_and(Grade::is_death) {
        prove::enter(r, act);
    } else if r.heard.frozen || grade == Some(Grade::CutOff) {
        cut_off::enter(r, act);
    } else {
        suspected::listen(r, act);
    }
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let end = r.key.hint.text();
    let message = if heard::wants_end(r, act) {
        format!("Delete {} at {}, then type the end of the key that still stands there.", r.key.hint, act.venue())
    } else {
        format!("Delete {} at {}. Look twice: it ends in {end}.", r.key.hint, act.venue())
    };
    View::new(message, &[heard::deleted_word(r, act), "gone", "off", "frozen"])
        .takes(&["abort"])
        .next(suspected::due(r, act).at(act.now()))
        .guide(GuideShown::Kill)
}
