//! Baseline: asking how the old key is before anything changes, so that its death can be a change.

use super::{Act, Rotation, Said, State, View, Which, Word, act};
use crate::domain::{Moment, Sign, Span};
use crate::flows::asking::{self, Due};
use crate::flows::{GuideShown, Illegal};

/// A reading so young need not be asked anew.
const YOUNG: Span = Span::hours(24);

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::Accept => {
            let reason = act::reason(said)?;
            r.open_points.push(format!("{} was not heard before: {reason}", r.old_name()));
            act.you(r.old_hint(), format!("rotation goes on unheard: {reason}"));
            r.state = State::Make;
            Ok(true)
        }
        Word::Abort => {
            r.abort(act, "");
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    let State::Baseline { mark } = r.state else { return };
    if !act.can_ask(Which::Old) {
        r.note = Some(format!("The secret of {} is not here: it cannot be asked.", r.old_name()));
        r.state = State::Make;
        return;
    }
    let known = act.view(Which::Old).and_then(|view| view.key.reading.as_ref());
    if let Some(number) = known.and_then(|(_, reading)| reading.account_id.value()) {
        r.account = Some(number.clone());
    }
    // Where the account's number is a question of its own, only a look from here has it.
    let told = r.account.is_some() || !act.world.venue.tells.account_id;
    let young = |at: Moment| told && at <= act.now() && act.now() - at < YOUNG;
    let said = act.last_said(Which::Old).map(|row| (row.sign(), row.number > mark, row.at));
    match said {
        Some((Some(Sign::Answers), news, at)) if news || young(at) => r.state = State::Make,
        Some((Some(Sign::Gone | Sign::Asleep), true, _)) => {
            // One answer proves nothing; but a bot that may stand without a key must not wait for a quiet time.
            r.heard.bare = true;
            act.note(r.old_hint(), format!("{}: {} before the rotation", r.old_name(), act.heard(Which::Old)));
            r.state = State::Make;
        }
        Some((_, true, _)) => r.state = State::Make,
        _ if act.may_look && due(r, act) == Due::Now => {
            act.ask(true, false);
        }
        _ => {}
    }
}

fn due(r: &Rotation, act: &Act<'_>) -> Due {
    let State::Baseline { mark } = r.state else { return Due::WhenTold };
    asking::again(act.rows(Which::Old), &r.pace, mark, act.now()).hold(r.hold, act.now())
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    View::new(format!("Asking {} how {} is now.", act.venue(), r.old_name()), &["ask", "accept"])
        .takes(&["way:", "abort"])
        .next(due(r, act).at(act.now()))
        .guide(GuideShown::Nothing)
}
