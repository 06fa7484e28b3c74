//! Alive: the bot was given the new key; waiting to see it used. It never times out into success.

use super::{Act, Plan, Rotation, Said, State, View, Which, Word, kill, prove, put_back, quiet};
use crate::domain::Sign;
use crate::flows::{GuideShown, Illegal};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        Word::PutBack => put_back::wish(r, act, &said.word),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    // Told from here on, a deletion is looked at now, whether the bot was seen or not.
    if r.plan == Plan::Whole && r.heard.deleted.is_some_and(|stated| !stated.early) {
        prove::enter(r, act);
        return;
    }
    if !r.heard.seen {
        return;
    }
    r.heard.seen = false;
    act.you(r.new_hint(), format!("{} seen on {}, you say", r.bot, r.new_name()));
    if r.plan.ends_alive() {
        r.note = None;
        r.state = State::Done { at: act.now() };
        act.note(r.new_hint(), format!("{} lives on {}", r.bot, r.new_name()));
        return;
    }
    let sign = act.last_sign(Which::Old);
    if r.heard.deleted.is_some() || sign == Some(Sign::Gone) || act.is_dead(Which::Old) {
        prove::enter(r, act);
    } else if sign == Some(Sign::Asleep) {
        kill::enter(r, act, false);
    } else {
        quiet::enter(r, act);
    }
}

pub(super) fn view(r: &Rotation, _: &Act<'_>) -> View {
    let view = View::new(format!("Waiting to see {} on {}.", r.bot, r.new_name()), &["seen"]);
    let view = if r.old.is_some() { view.takes(&["put-back"]) } else { view };
    view.takes(&["ask", "way:"]).guide(GuideShown::Nothing)
}
