//! Done and Aborted; and the wiping of the old secret, which a grade must allow, wherever it is asked for.

use super::{Act, Rotation, Said, State, View, Which, Wiping, Word, tail};
use crate::domain::{Grade, Outcome, Span};
use crate::flows::{GuideShown, Illegal, SlotLook, StoreState};

pub(super) fn take(r: &mut Rotation, act: &mut Act<'_>, said: &Said) -> Result<bool, Illegal> {
    match (&r.state, &said.word) {
        (State::Done { .. }, Word::Wipe) => wipe(r, act),
        // Said once more within its quiet time; what begins the next is another rotation's word.
        (State::Done { .. }, Word::Begin) if r.begin_repeats(act.now(), said.again) => Ok(true),
        _ => Ok(false),
    }
}

/// The user wants the old secret wiped, the bot's name typed.
pub(super) fn wipe(r: &mut Rotation, act: &mut Act<'_>) -> Result<bool, Illegal> {
    let no = |why: String, hint: &str| Err(Illegal::new("`wipe`", why, hint));
    let Some(view) = act.view(Which::Old) else { return no("there is no old key".into(), "") };
    if view.secret_here.is_no() || r.wiping != Wiping::No {
        return Ok(true);
    }
    let grade = act.verdict(Which::Old).map_or(Grade::Unasked, |verdict| verdict.grade);
    if !grade.is_death() {
        return no(
            format!("{} is {}", r.old_name(), grade.says(true)),
            "Without its secret nobody could ask any more.",
        );
    }
    if act.world.store != StoreState::Open {
        return no("the secret store is locked".into(), "Unlock it and say it again.");
    }
    act.you(r.old_hint(), format!("{}: its secret is to be wiped, {}", r.old_name(), grade.says(true)));
    r.wiping.order(act);
    Ok(true)
}

/// Goes on with a wiping that was ordered, by looking first.
pub(super) fn wipe_on(r: &mut Rotation, act: &mut Act<'_>) {
    let open = act.world.store == StoreState::Open;
    if r.wiping != Wiping::No && act.may_look && open && act.command.is_none() && !r.wiping.order(act) {
        // The secret is gone from the store, or the grade no longer allows it.
        r.wiping = Wiping::No;
    }
}

/// What became of a wiping.
pub(super) fn wiped(r: &mut Rotation, act: &mut Act<'_>, outcome: Outcome) {
    if r.wiping == Wiping::No {
        return;
    }
    let gone = r.wiping.took(act, outcome);
    if outcome == Outcome::Refused {
        let text = format!("The secret of {} could not be wiped: the store refused. `wipe` tries again.", r.old_name());
        if matches!(r.state, State::Tail { looked: true, .. }) {
            r.open_points.push(text);
            tail::end(r, act);
        } else {
            r.note = Some(text);
        }
    }
    ended(r, act, gone);
}

/// What a look at the old secret's slot saw.
pub(super) fn looked(r: &mut Rotation, act: &mut Act<'_>, look: SlotLook) {
    if r.wiping == Wiping::No {
        return;
    }
    let gone = r.wiping.looked(act, look);
    ended(r, act, gone);
}

/// Without the secret nobody can ask: in Tail there is nothing left to wait for.
fn ended(r: &mut Rotation, act: &mut Act<'_>, gone: bool) {
    if gone && matches!(r.state, State::Tail { .. }) {
        tail::end(r, act);
    }
}

pub(super) fn view(r: &Rotation, act: &Act<'_>) -> View {
    if let State::Aborted { .. } = r.state {
        let then = match r.old {
            Some(old) => format!("{} stays with {}.", r.bot, old.hint),
            None => format!("{} has no key.", r.bot),
        };
        return View::new(format!("Rotation given up. {then}"), &[]);
    }
    let mut message = format!("{} lives on {}.", r.bot, r.new_name());
    let grade = act.verdict(Which::Old).map(|verdict| verdict.grade);
    if let (Some(old), Some(grade)) = (r.old, grade) {
        message.push_str(&format!(" {} is {}.", old.hint, grade.says(true)));
    }
    if let Some(new) = act.view(Which::New) {
        let made = new.key.reading.as_ref().and_then(|(_, reading)| reading.created.value().copied());
        let until = made.unwrap_or(new.key.first_seen) + Span::days(i64::from(act.world.max_age_days));
        message.push_str(&format!(" Next rotation {}.", crate::domain::date_of(until)));
    }
    View::new(message, &[]).guide(GuideShown::Nothing)
}
