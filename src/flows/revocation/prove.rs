//! Prove: asking whether the exchange still knows the key; the bot's other key, where there is one, in the same round.

use super::{Act, Revocation, Said, State, View, Which, Word, act, kill_now, orders};
use crate::domain::{Evidence, Grade, Sign};
use crate::flows::asking::{self, Due};
use crate::flows::proof::{Reach, gone_so_far, was_seen_gone};
use crate::flows::{Asking, GuideShown, Illegal};

pub(super) fn enter(r: &mut Revocation, act: &mut Act<'_>) {
    if r.rotating && r.state == State::Controlled && r.holds_rotation(act) {
        act.edit(super::Edit::Park);
    }
    r.state = State::Prove { mark: act.mark(Which::Old), other_mark: act.mark(Which::New) };
}

pub(super) fn take(r: &mut Revocation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Wipe => super::closed::wipe(r, act),
        Word::Accept => {
            let reason = act::reason(said)?;
            if lives(r, act) {
                let why = format!("{} lives: it was heard since", r.key.hint);
                return Err(act::refused(&said.word, why, &["ask".to_owned()]));
            }
            let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
            r.open_points.push(format!("{} is {}: {reason}", r.key.hint, grade.says(true)));
            act.you(r.hint(), format!("{} left as {}: {reason}", r.key.hint, grade.says(true)));
            orders::enter(r, act);
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Revocation, act: &mut Act<'_>) {
    if disproved(r, act) {
        r.note = Some(format!("{} still answers. Right key? Saved? 2FA?", r.key.hint));
        act.note(r.hint(), format!("{} still answers", r.key.hint));
        kill_now::enter(r, act, true);
    } else if wrong_one(r, act) {
        other_lost(r, act);
        kill_now::enter(r, act, true);
    } else if act.is_dead(Which::Old) && !other_in_doubt(r, act) {
        let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
        act.note(r.hint(), format!("{} is {}", r.key.hint, grade.says(true)));
        r.note = None;
        orders::enter(r, act);
    } else if act.may_look && due(r, act) == Due::Now {
        act.ask(true, r.other(act).is_some());
    }
}

/// The replacement was deleted instead: known once, said once.
pub(super) fn other_lost(r: &mut Revocation, act: &mut Act<'_>) {
    let Some(other) = r.other(act) else { return };
    r.other_lost = true;
    r.note = Some(format!("You deleted the new one, {}: {} still lives.", other.hint, r.key.hint));
    act.note(Some(other.hint), format!("{} was deleted instead of {}", other.hint, r.key.hint));
}

fn wrong_one(r: &Revocation, act: &Act<'_>) -> bool {
    !r.other_lost && r.other(act).is_some() && act.is_named_gone(Which::New) && !act.is_named_gone(Which::Old)
}

/// The other key was named as unknown and is not named *gone* yet: nothing ends before that is known.
fn other_in_doubt(r: &Revocation, act: &Act<'_>) -> bool {
    let Some(on) = act.proof_site(Which::New, false).filter(|_| !r.other_lost && r.other(act).is_some()) else {
        return false;
    };
    let gone = act.last_sign(Which::New) == Some(Sign::Gone) && !gone_so_far(act.rows(Which::New), &on).is_empty();
    gone && !act.is_named_gone(Which::New)
}

fn lives(r: &Revocation, act: &Act<'_>) -> bool {
    let State::Prove { mark, .. } = r.state else { return false };
    matches!(act.said_since(Which::Old, mark).and_then(Evidence::sign), Some(Sign::Answers | Sign::Lives))
}

fn disproved(r: &Revocation, act: &Act<'_>) -> bool {
    match r.deleted {
        Some(stated) => stated.is_disproved(act),
        None => lives(r, act),
    }
}

pub(super) fn due(r: &Revocation, act: &Act<'_>) -> Due {
    let State::Prove { mark, .. } = r.state else { return Due::WhenTold };
    let Some(on) = act.proof_site(Which::Old, true).filter(|_| act.can_ask(Which::Old)) else { return Due::WhenTold };
    asking::proving(act.rows(Which::Old), &on, &r.pace, mark, act.now()).hold(r.hold, act.now())
}

/// "1 of 3, next in 60 s".
pub(super) fn asking(r: &Revocation, act: &Act<'_>) -> Option<Asking> {
    let on = act.proof_site(Which::Old, true)?;
    let heard = u32::try_from(gone_so_far(act.rows(Which::Old), &on).len()).unwrap_or(u32::MAX);
    Some(Asking { heard: heard.min(on.asks), of: on.asks, next_at: due(r, act).at(act.now()) })
}

pub(super) fn view(r: &Revocation, act: &Act<'_>) -> View {
    let next_at = due(r, act).at(act.now());
    let mut message = format!("Asking {} whether it still knows {}.", act.venue(), r.key.hint);
    if let Some(asking) = asking(r, act) {
        let next = next_at.map(|at| format!(", next in {}", act::span(at - act.now()))).unwrap_or_default();
        message.push_str(&format!(" {} of {}{next}.", asking.heard, asking.of));
    }
    let seen = act.proof_site(Which::Old, true).is_some_and(|on| was_seen_gone(act.rows(Which::Old), &on));
    let by_word = act.reach() == Some(Reach::Word) || next_at.is_none();
    let words: &[&str] = match (seen, by_word) {
        (true, _) => &["ask", "accept"],
        (false, true) => &["gone", "ask", "accept"],
        (false, false) => &["ask", "gone", "accept"],
    };
    View::new(message, words).next(next_at).guide(GuideShown::Delete)
}
