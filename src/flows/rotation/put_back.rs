//! PutBack: the bot is given the old key again; what follows is decided by why.

use super::{Act, Plan, Rotation, Said, State, Then, View, Which, Word, act};
use crate::domain::{Grade, KeyState, Sign};
use crate::flows::{Edit, GuideShown, Illegal};

/// The wish to put the old key back, from every state after Ready in which it may live.
pub(super) fn wish(r: &mut Rotation, act: &mut Act<'_>, word: &Word) -> Result<bool, Illegal> {
    let Some(old) = r.old else {
        return Err(act::refused(word, "there is no old key to put back", &[]));
    };
    if act.is_dead(Which::Old) || act.last_sign(Which::Old) == Some(Sign::Gone) {
        let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
        return Err(act::refused(
            word,
            format!("{} is {}: {}", old.hint, grade.says(true), act.heard(Which::Old)),
            &[],
        ));
    }
    act.you(Some(old.hint), format!("{} is to be put back", old.hint));
    enter(r, Then::Ready);
    Ok(true)
}

fn enter(r: &mut Rotation, then: Then) {
    r.heard.delivered = false;
    r.heard.seen = false;
    r.state = State::PutBack { then };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::PutBack => Ok(true),
        Word::Abort => {
            if r.state != (State::PutBack { then: Then::Aborted }) {
                act.you(r.old_hint(), "rotation given up, once the old key is back");
                r.state = State::PutBack { then: Then::Aborted };
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    let State::PutBack { then } = r.state else { return };
    if act.is_dead(Which::Old) {
        let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
        let (old, new) = (r.old_name(), r.new_name());
        r.note = Some(format!("{old} is {}: it cannot be put back. {new} stays with {}.", grade.says(true), r.bot));
        r.heard.delivered = false;
        r.state = State::Alive;
    } else if r.heard.delivered {
        back(r, act, then);
    }
}

/// The old key is the bot's again.
pub(super) fn back(r: &mut Rotation, act: &mut Act<'_>, then: Then) {
    let Some(old) = r.old else { return };
    r.heard.delivered = false;
    r.heard.seen = false;
    r.open_lines.clear();
    r.put_back_at = Some(act.now());
    act.edit(Edit::Current { generation: old.generation });
    act.state(old, if r.plan == Plan::BeforeKill { KeyState::Suspected } else { KeyState::Active });
    act.you(Some(old.hint), format!("{} has {} again, you say", r.bot, old.hint));
    match then {
        Then::Ready => {
            if let Some(new) = r.new {
                act.state(new, KeyState::Candidate);
            }
            r.state = State::Ready { since: act.now() };
        }
        Then::Make => {
            r.orphan_new(act, "it was deleted instead of the old one");
            r.state = State::Make;
        }
        Then::Aborted => r.abort(act, ", the old key is back"),
    }
}

pub(super) fn view(r: &Rotation, _: &Act<'_>) -> View {
    let message = format!("Putting {} back: give it to {} again and restart the bot.", r.old_name(), r.bot);
    View::new(message, &["delivered"]).takes(&["abort", "ask", "way:"]).guide(GuideShown::Nothing)
}
