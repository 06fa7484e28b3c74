//! Quiet: both keys live for a while, so that a mistake can be taken back. The time is measured by the exchange's clock where
//! it tells one: a step of ours may prolong it, never shorten.

use super::{Act, Rotation, Said, State, View, Which, Word, kill, prove, put_back};
use crate::domain::{Evidence, Moment, Sign, Span};
use crate::flows::act::clock;
use crate::flows::{GuideShown, Illegal};

pub(super) fn enter(r: &mut Rotation, act: &mut Act<'_>) {
    if r.pace.quiet <= Span::zero() {
        kill::enter(r, act, false);
        return;
    }
    r.state = State::Quiet {
        since: act.anchor(),
        marks: (act.mark(Which::Old), act.mark(Which::New)),
        look_at: act.now() + r.pace.quiet,
    };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::PutBack => put_back::wish(r, act, &said.word),
        Word::EndQuiet => {
            act.you(r.old_hint(), "quiet time ended");
            kill::enter(r, act, false);
            Ok(true)
        }
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    let State::Quiet { since, marks, look_at } = r.state else { return };
    let news = act.said_since(Which::Old, marks.0).and_then(Evidence::sign);
    if r.plan.ends_alive() {
        r.state = State::Done { at: act.now() };
    } else if r.heard.deleted.is_some() || news == Some(Sign::Gone) || act.is_dead(Which::Old) {
        prove::enter(r, act);
    } else if news == Some(Sign::Asleep) {
        kill::enter(r, act, false);
    } else if let Some(left) = left(r, act) {
        if left <= Span::zero() {
            kill::enter(r, act, false);
        } else if act.now() >= look_at || act.now() < since.at {
            // The look was had too soon by the exchange's clock: the rest is waited for.
            let marks = (act.mark(Which::Old), act.mark(Which::New));
            r.state = State::Quiet { since, marks, look_at: act.now() + left };
        }
    } else if act.may_look && is_due(r, act, since.at, look_at) && !act.ask(true, true) && act.now() >= look_at {
        // Nobody can be asked: our own clock is all there is.
        kill::enter(r, act, false);
    }
}

/// How much of it is left, by a control that came with a look since; `None` where none did.
fn left(r: &Rotation, act: &Act<'_>) -> Option<Span> {
    let State::Quiet { since, marks, .. } = r.state else { return None };
    let timed = |which, mark| {
        act.rows(which)
            .iter()
            .filter(move |row| row.number > mark && row.exchange_at.is_some())
            .max_by_key(|row| row.number)
    };
    let rows = [timed(Which::Old, marks.0), timed(Which::New, marks.1)];
    let passed = rows.into_iter().flatten().map(|row| since.to(row)).max()?;
    Some(r.pace.quiet - passed)
}

/// A look is due when the time is over by our clock, or when that was set back behind the start; again only after a spacing.
fn is_due(r: &Rotation, act: &Act<'_>, since: Moment, look_at: Moment) -> bool {
    let State::Quiet { marks, .. } = r.state else { return false };
    let asked = |which, mark| {
        act.rows(which).iter().filter(move |row| row.number > mark && row.sign().is_some()).map(|row| row.at).max()
    };
    let last = asked(Which::Old, marks.0).max(asked(Which::New, marks.1));
    let spaced = last.is_none_or(|last| act.now() < last || act.now() >= last + r.pace.budget_spacing);
    let held = r.hold.is_some_and(|hold| hold > act.now());
    (act.now() >= look_at || act.now() < since) && spaced && !held
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let State::Quiet { look_at, .. } = r.state else { return View::new("", &[]) };
    let asked = [Which::Old, Which::New]
        .into_iter()
        .flat_map(|which| act.rows(which))
        .filter(|row| row.sign().is_some())
        .map(|row| row.at)
        .max();
    // An answer without a clock is asked for again after a spacing.
    let next = match asked {
        Some(asked) if act.now() >= look_at && asked >= look_at => asked + r.pace.budget_spacing,
        _ => look_at,
    };
    let next = r.hold.map_or(next, |hold| next.max(hold));
    let message = format!("Both live until {} UTC, so that a mistake can be taken back.", clock(look_at));
    View::new(message, &["end-quiet"]).takes(&["put-back", "ask", "way:"]).next(Some(next)).guide(GuideShown::Nothing)
}
