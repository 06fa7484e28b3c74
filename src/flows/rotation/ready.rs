//! Ready: the new key may replace the old one. Leaving it makes the new one the bot's, in one transaction.

use super::{Act, Plan, Rotation, Said, State, View, Which, Word, all_hold};
use crate::domain::{KeyState, Moment, Span};
use crate::flows::{Edit, GuideShown, Illegal};

/// A check older than this is had again beside it.
const OLD: Span = Span::hours(1);

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => act.ask_for(false, true, r.hold)?,
        Word::Override(line) => super::check::overrule(r, act, line)?,
        Word::Abort => r.abort(act, ""),
        Word::HaveKey => {
            return Err(Illegal::new(
                "`have-key`",
                "no credential came with it",
                "Give it on standard input, or paste it.",
            ));
        }
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    if r.heard.delivered || r.heard.seen {
        leave(r, act);
    } else if !all_hold(&r.check_lines(act.world)) {
        r.state = State::Check;
    } else if act.may_look && due(r, act).is_some_and(|at| at <= act.now()) {
        act.ask(false, true);
    }
}

/// The new key becomes the bot's. What does not hold by now (the user delivered it early) is an open point.
pub(super) fn leave(r: &mut Rotation, act: &mut Act<'_>) {
    let Some(new) = r.new else { return };
    r.open_lines = r.check_lines(act.world).iter().filter(|line| !line.holds.is_yes()).map(|line| line.line).collect();
    act.state(new, KeyState::Active);
    if let Some(old) = r.old.filter(|_| r.plan == Plan::Whole) {
        act.state(old, KeyState::Retiring);
    }
    act.edit(Edit::Current { generation: new.generation });
    act.you(Some(new.hint), format!("{} is delivered to {}, you say", new.hint, r.bot));
    r.heard.delivered = false;
    r.state = State::Alive;
}

/// When it is checked again; a clock that stands before the last row does it at once.
fn due(r: &Rotation, act: &Act<'_>) -> Option<Moment> {
    let State::Ready { since } = r.state else { return None };
    let last = act.rows(Which::New).iter().filter(|row| row.sign().is_some()).max_by_key(|row| row.number);
    let last = last.map_or(since, |row| row.at);
    if !act.can_ask(Which::New) {
        return None;
    }
    let at = if act.now() < last { act.now() } else { last + OLD };
    Some(r.hold.map_or(at, |hold| at.max(hold)))
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    let message = match r.old {
        Some(_) => format!(
            "{} may replace {}. Put it where {} reads it and restart the bot; look at its open positions first.",
            r.new_name(),
            r.old_name(),
            r.bot
        ),
        None => format!("{} is ready. Put it where {} reads it and start the bot.", r.new_name(), r.bot),
    };
    View::new(message, &["delivered"])
        .takes(&["seen", "ask", "way:", "have-key", "lost-key", "abort"])
        .next(due(r, act))
        .guide(GuideShown::Nothing)
}
