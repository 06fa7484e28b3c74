//! WrongOne: the user deleted the new key; the old one lives. The bot is given the old one back, then another new one is made.

use super::{Act, Rotation, Said, State, Then, View, Which, Word, kill, prove, put_back};
use crate::domain::{Evidence, Sign};
use crate::flows::{GuideShown, Illegal};

pub(super) fn enter(r: &mut Rotation, act: &mut Act<'_>) {
    act.note(r.new_hint(), format!("{} was deleted instead of {}", r.new_name(), r.old_name()));
    r.heard.deleted = None;
    r.heard.delivered = false;
    r.heard.seen = false;
    r.note = None;
    r.state = State::WrongOne { new_mark: act.mark(Which::New) };
}

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match said.word {
        Word::Ask => super::ask(r, act),
        _ => Ok(false),
    }
}

pub(super) fn settle(r: &mut Rotation, act: &mut Act<'_>) {
    let State::WrongOne { new_mark } = r.state else { return };
    let new = act.said_since(Which::New, new_mark).and_then(Evidence::sign);
    if r.heard.delivered {
        put_back::back(r, act, Then::Make);
    } else if act.is_named_gone(Which::Old) {
        prove::enter(r, act);
    } else if matches!(new, Some(Sign::Answers | Sign::Lives)) {
        r.note = Some(format!("{} lives: it was not deleted.", r.new_name()));
        kill::enter(r, act, false);
    }
}

pub(super) fn view(r: &Rotation, _: &Act<'_>) -> View {
    let message = format!(
        "You deleted the new one. {old} still lives and is safe: give {old} to {bot} again and restart the bot.",
        old = r.old_name(),
        bot = r.bot
    );
    View::new(message, &["delivered"]).takes(&["ask", "way:"]).guide(GuideShown::Nothing)
}
