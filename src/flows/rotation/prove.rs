//! Prove: asking whether the exchange still knows the old key; the new one is asked in each round, so that a wrong deletion
//! is seen at once.

use super::{Act, Rotation, Said, State, View, Which, Word, act, kill, tail};
use crate::domain::{Evidence, Grade, Sign};
use crate::flows::asking::{self, Due};
use crate::flows::proof::{Reach, gone_so_far, was_seen_gone};
use crate::flows::{Asking, GuideShown, Illegal};

pub(super) fn enter(r: &mut Rotation, act: &mut Act<'_>) {
    r.state = State::Prove { mark: act.mark(Which::Old), new_mark: act.mark(Which::New) };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::Wipe => super::done::wipe(r, act),
        Word::Accept => {
            let reason = act::reason(said)?;
            if lives(r, act) {
                return Err(act::refused(
                    &said.word,
                    format!("{} lives: it was heard since", r.old_name()),
                    &["ask".to_owned()],
                ));
            }
            let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
            r.open_points.push(format!("{} is {}: {reason}", r.old_name(), grade.says(true)));
            act.you(r.old_hint(), format!("{} left as {}: {reason}", r.old_name(), grade.says(true)));
            tail::enter(r, act);
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    if disproved(r, act) {
        r.note = Some(format!("{} still answers. Right key? Saved? 2FA?", r.old_name()));
        kill::enter(r, act, true);
    } else if act.is_dead(Which::Old) && !new_in_doubt(act) {
        let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
        act.note(r.old_hint(), format!("{} is {}", r.old_name(), grade.says(true)));
        r.note = None;
        tail::enter(r, act);
    } else if act.may_look && due(r, act) == Due::Now {
        act.ask(true, true);
    }
}

/// It showed life since the proving began.
fn lives(r: &Rotation, act: &Act<'_>) -> bool {
    let State::Prove { mark, .. } = r.state else { return false };
    matches!(act.said_since(Which::Old, mark).and_then(Evidence::sign), Some(Sign::Answers | Sign::Lives))
}

/// It showed life later than a deletion may take to be known; where nobody said that it is deleted, at all.
fn disproved(r: &Rotation, act: &Act<'_>) -> bool {
    match r.heard.deleted {
        Some(stated) => stated.is_disproved(act),
        None => lives(r, act),
    }
}

/// The new key was named as unknown and is not named *gone* yet: nothing ends before that is known.
fn new_in_doubt(act: &Act<'_>) -> bool {
    let Some(on) = act.proof_site(Which::New, true) else { return false };
    act.last_sign(Which::New) == Some(Sign::Gone) && !gone_so_far(act.rows(Which::New), &on).is_empty()
}

pub(super) fn due(r: &Rotation, act: &Act<'_>) -> Due {
    let State::Prove { mark, .. } = r.state else { return Due::WhenTold };
    let Some(on) = act.proof_site(Which::Old, true).filter(|_| act.can_ask(Which::Old)) else { return Due::WhenTold };
    asking::proving(act.rows(Which::Old), &on, &r.pace, mark, act.now()).hold(r.hold, act.now())
}

/// "1 of 2, next in 40 s".
pub(super) fn asking(r: &Rotation, act: &Act<'_>) -> Option<Asking> {
    let on = act.proof_site(Which::Old, true)?;
    let heard = u32::try_from(gone_so_far(act.rows(Which::Old), &on).len()).unwrap_or(u32::MAX);
    Some(Asking { heard: heard.min(on.asks), of: on.asks, next_at: due(r, act).at(act.now()) })
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let next_at = due(r, act).at(act.now());
    let mut message = format!("Asking {} whether it still knows {}.", act.venue(), r.old_name());
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
    View::new(message, words).takes(&["way:"]).next(next_at).guide(GuideShown::Delete)
}
