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
    } else if news == Some(Sign::Asleep) || timed(act, marks).is_some_and(|row| since.to(row) >= r.pace.quiet) {
        kill::enter(r, act, false);
    } else {
        // A step of our clock since the start is taken out: it may prolong the wait, never shorten it.
        let since = timed(act, marks).map_or(since, |row| since.rebased(row));
        let look_at = timed(act, marks).map_or(look_at, |_| since.at + r.pace.quiet);
        r.state = State::Quiet { since, marks, look_at };
        if act.may_look && due(r, act) <= act.now() && !act.ask(true, true) && act.command.is_none() {
            // Nobody can be asked: our own clock is all there is.
            kill::enter(r, act, false);
        }
    }
}

/// The newest answer since the start that brought the exchange's time.
fn timed<'a>(act: &'a Act<'_>, marks: (i64, i64)) -> Option<&'a Evidence> {
    let news = |which, mark| act.rows(which).iter().filter(move |row| row.number > mark && row.exchange_at.is_some());
    news(Which::Old, marks.0).chain(news(Which::New, marks.1)).max_by_key(|row| row.number)
}

/// When it is looked whether the time is over: at its end; at once where our clock was set back behind the start; after a
/// spacing where the last look brought no time.
fn due(r: &Rotation, act: &Act<'_>) -> Moment {
    let State::Quiet { since, marks, look_at } = r.state else { return act.now() };
    let now = act.now();
    let asked = |which, mark| act.rows(which).iter().filter(move |row| row.number > mark && row.sign().is_some());
    let last = asked(Which::Old, marks.0).chain(asked(Which::New, marks.1)).max_by_key(|row| row.number);
    let spaced = last.map_or(now, |row| if now < row.at { now } else { row.at + r.pace.budget_spacing });
    let at = if now < since.at { spaced } else { look_at.max(spaced) };
    r.hold.map_or(at, |hold| at.max(hold))
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let State::Quiet { look_at, .. } = r.state else { return View::new("", &[]) };
    let message = format!("Both live until {} UTC, so that a mistake can be taken back.", clock(look_at));
    View::new(message, &["end-quiet"])
        .takes(&["put-back", "ask", "way:"])
        .next(Some(due(r, act)))
        .guide(GuideShown::Nothing)
}
